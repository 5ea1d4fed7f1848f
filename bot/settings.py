"""One frozen, typed tree of settings from `config.toml` and `ZEREN_<SECTION>__<KEY>`; every mistake is told at once.

Each key is explained in `config.example.toml` (a test compares).
"""

from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

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


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DistrictSettings(_Section):
    """Whose promises these are."""

    name: str = "示例区"
    zone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    rule_pack: str = "default"


class DatabaseSettings(_Section):
    """Where everything is remembered."""

    url: str = "sqlite:///data/zeren.db"

    @model_validator(mode="after")
    def _known(self) -> "DatabaseSettings":
        if not self.url.startswith(("sqlite:///", "postgresql+asyncpg://")):
            raise ValueError("use sqlite:///PATH or postgresql+asyncpg://USER:PASSWORD@HOST/NAME")
        return self


class TelegramSettings(_Section):
    """The Telegram channel; off while the token is empty."""

    token: SecretStr = SecretStr("")
    username: str = ""
    api_url: str = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str = ""
    secret_token: SecretStr = SecretStr("")
    poll_seconds: int = Field(default=30, ge=0, le=50)
    per_second: float = Field(default=29.0, gt=0, le=1000)

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> "TelegramSettings":
        if self.mode == "webhook" and self.token.get_secret_value():
            if not self.webhook_url.startswith("https://") and not self.webhook_url.startswith("http://127.0.0.1"):
                raise ValueError("webhook mode needs webhook_url beginning with https://")
            if len(self.secret_token.get_secret_value()) < 16:
                raise ValueError("webhook mode needs a secret_token of at least 16 characters")
        return self


class WebSettings(_Section):
    """The HTTP server: health, webhooks, the web chat."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    chat: bool = False


class EvidenceSettings(_Section):
    """What may be attached to a report."""

    max_megabytes: int = Field(default=20, ge=1, le=50)
    types: tuple[str, ...] = (
        "image/jpeg",
        "image/png",
        "image/webp",
        "application/pdf",
        "application/msword",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


class ChatSettings(_Section):
    """How long things in a conversation live."""

    dialog_hours: int = Field(default=48, ge=1)
    button_days: int = Field(default=14, ge=1)
    invite_hours: int = Field(default=72, ge=1)


class DeliverySettings(_Section):
    """Which way messages that nobody asked for take."""

    prefer: tuple[Literal["telegram", "web"], ...] = ("telegram", "web")

    @model_validator(mode="after")
    def _each_once(self) -> "DeliverySettings":
        if len(set(self.prefer)) != len(self.prefer):
            raise ValueError("prefer names a channel twice")
        return self


class LogSettings(_Section):
    """What the service writes about itself, to standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class Settings(BaseSettings):
    """The whole tree."""

    model_config = SettingsConfigDict(
        env_prefix="ZEREN_",
        env_nested_delimiter="__",
        frozen=True,
        extra="forbid",
        nested_model_default_partial_update=True,
    )

    district: DistrictSettings = DistrictSettings()
    database: DatabaseSettings = DatabaseSettings()
    telegram: TelegramSettings = TelegramSettings()
    web: WebSettings = WebSettings()
    evidence: EvidenceSettings = EvidenceSettings()
    chat: ChatSettings = ChatSettings()
    delivery: DeliverySettings = DeliverySettings()
    log: LogSettings = LogSettings()


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
        return FromFile()
    except ValidationError as error:
        raise SettingsError([_fault(each) for each in error.errors()]) from None
    except ValueError as error:
        raise SettingsError([f"{path}: {error}"]) from None


def _fault(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"{where}: unknown setting"
    return f"{where}: {error['msg'].removeprefix('Value error, ')}"
