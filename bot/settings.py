"""One frozen, typed tree of settings from `config.toml` and `ZEREN_<SECTION>__<KEY>`; every mistake is told at once.

Each key is explained in `config.example.toml` (a test compares).
"""

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, SecretStr, ValidationError, create_model, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from bot.channels import listed
from bot.channels.spec import S, Section, Spec
from bot.channels.web.spec import WebSettings
from bot.out.forms import Forms
from documents.forms.filling import Kind
from domain.people import Language

MEGABYTE = 1_000_000


class SettingsError(Exception):
    """The settings cannot be used; `faults` names every mistake, one line each, in English."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"unknown time zone {name!r}") from error
    return name


class DistrictSettings(Section):
    """Whose promises these are."""

    name: str = "示例区"
    zone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    rule_pack: str = "default"


class DatabaseSettings(Section):
    """Where everything is remembered."""

    url: str = "sqlite:///data/zeren.db"

    @model_validator(mode="after")
    def _known(self) -> "DatabaseSettings":
        if not self.url.startswith(("sqlite:///", "postgresql+asyncpg://")):
            raise ValueError("use sqlite:///PATH or postgresql+asyncpg://USER:PASSWORD@HOST/NAME")
        return self


class EvidenceSettings(Section):
    """What may be attached to a report."""

    max_megabytes: int = Field(default=20, ge=1, le=50)
    types: tuple[str, ...] = (
        "image/jpeg",
        "image/png",
        "image/webp",
        "image/heic",
        "video/mp4",
        "application/geo+json",
        "application/pdf",
        "application/msword",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/ofd",
    )
    day_megabytes: int = Field(default=200, ge=1)
    keep_years: int = Field(default=0, ge=0)


class FilesSettings(Section):
    """Where the bytes of evidence lie: in a folder, or in a bucket of an S3-compatible service."""

    folder: str = ""
    endpoint: str = ""
    bucket: str = ""
    region: str = "us-east-1"
    access_key: str = ""
    secret_key: str = ""

    @model_validator(mode="after")
    def _one_place(self) -> "FilesSettings":
        if self.bucket and self.folder:
            raise ValueError("name a folder or a bucket, not both")
        if self.bucket and not (self.endpoint.startswith(("http://", "https://")) and self.access_key):
            raise ValueError("a bucket needs endpoint (http:// or https://), access_key and secret_key")
        return self


class ChatSettings(Section):
    """How long things in a conversation live."""

    dialog_hours: int = Field(default=48, ge=1)
    button_days: int = Field(default=14, ge=1)
    invite_hours: int = Field(default=72, ge=1)
    four_eyes: bool = True
    language: Language = Language.CHINESE


class SecondReaderSettings(Section):
    """A model that is asked about lines which the rules could not read."""

    url: str = ""
    model: str = ""
    key: SecretStr = SecretStr("")
    seconds: float = Field(default=20.0, gt=0, le=120)

    @model_validator(mode="after")
    def _whole(self) -> "SecondReaderSettings":
        if self.url and not (self.url.startswith(("http://", "https://")) and self.model):
            raise ValueError("url (http:// or https://, up to and with /v1) and model belong together")
        return self


class DeliverySettings(Section):
    """Which way messages that nobody asked for take."""

    prefer: tuple[str, ...] = Field(default_factory=listed.names)

    @model_validator(mode="after")
    def _each_once(self) -> "DeliverySettings":
        if len(set(self.prefer)) != len(self.prefer):
            raise ValueError("prefer names a channel twice")
        if strange := [name for name in self.prefer if name not in listed.names()]:
            raise ValueError(f"prefer names no channel: {', '.join(strange)}")
        return self


class SecrecySettings(Section):
    """What may leave by which way: see docs/configuration.md, Secrecy."""

    inside: tuple[str, ...] = Field(default_factory=listed.inside)
    figures_in_groups: bool = False
    watched: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> "SecrecySettings":
        if strange := [name for name in self.inside if name not in listed.names()]:
            raise ValueError(f"inside names no channel: {', '.join(strange)}")
        if any(not word.strip() for word in self.watched):
            raise ValueError("watched holds an empty word")
        return self


class FormsSettings(Section):
    """The office's own forms of documents, each a .docx or .xlsx file with named places; empty: the built-in one."""

    notice: str = ""
    bulletin: str = ""
    ledger: str = ""


class LogSettings(Section):
    """What the service writes about itself, to standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class Settings(BaseSettings):
    """The whole tree, but for the sections that channels bring along: `load` adds those, `section` gives them."""

    model_config = SettingsConfigDict(
        env_prefix="ZEREN_",
        env_nested_delimiter="__",
        frozen=True,
        extra="forbid",
        nested_model_default_partial_update=True,
    )

    district: DistrictSettings = DistrictSettings()
    database: DatabaseSettings = DatabaseSettings()
    web: WebSettings = WebSettings()
    evidence: EvidenceSettings = EvidenceSettings()
    files: FilesSettings = FilesSettings()
    chat: ChatSettings = ChatSettings()
    second_reader: SecondReaderSettings = SecondReaderSettings()
    delivery: DeliverySettings = DeliverySettings()
    secrecy: SecrecySettings = SecrecySettings()
    forms: FormsSettings = FormsSettings()
    log: LogSettings = LogSettings()

    def section(self, spec: Spec[S]) -> S:
        """The section of a channel; its defaults in a tree that was built without it."""
        found = getattr(self, spec.name, None)
        return found if isinstance(found, spec.section) else spec.section()


def forms_of(settings: Settings) -> Forms:
    """Where the office's own forms lie."""
    named = {kind: getattr(settings.forms, kind.value) for kind in Kind}
    return Forms({kind: Path(path) for kind, path in named.items() if path})


def with_channels(tree: type[Settings]) -> type[Settings]:
    """The tree with a section for each channel that brings one."""
    new = {spec.name: (spec.section, spec.section()) for spec in listed.CHANNELS if spec.name not in tree.model_fields}
    return create_model("Settings", __base__=tree, **new)  # type: ignore[call-overload,no-any-return]


def load(path: Path | None) -> Settings:
    """Reads a TOML file (None: only the environment and the defaults); raises SettingsError naming every mistake."""
    if path is not None and not path.is_file():
        raise SettingsError([f"{path}: no such file; copy config.example.toml to begin"])

    class FromFile(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            if path is None:
                return (env_settings,)
            return env_settings, TomlConfigSettingsSource(settings_cls, toml_file=path)

    try:
        return with_channels(FromFile)()
    except ValidationError as error:
        raise SettingsError([_fault(each) for each in error.errors()]) from None
    except ValueError as error:
        raise SettingsError([f"{path}: {error}"]) from None


def _fault(error: ErrorDetails) -> str:
    where = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"{where}: unknown setting"
    return f"{where}: {error['msg'].removeprefix('Value error, ')}"
