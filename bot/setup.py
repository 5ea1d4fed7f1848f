"""What every transaction is given, made from the settings, and the store brought up to date."""

import contextlib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from bot import calendar_seed
from bot.base.channel import Channel
from bot.base.clock import Clock
from bot.channels import listed
from bot.configured import link_of
from bot.packs.file import Source, parsed, read_source
from bot.road.house import House
from bot.settings import MEGABYTE, Settings
from domain.packs import RulePack
from domain.record import Fact, PackInForce, SettingsInForce
from domain.secrecy import Gate
from handlers.kernel.turn import District
from storage import in_force, migrate, soundness
from storage.engine import Database, open_database
from storage.files.folder import FolderFiles
from storage.files.place import Files
from storage.store import Store

PRIVATE_FOLDER, PRIVATE_FILE, OTHERS = 0o700, 0o600, 0o077
BEGIN = "mend database.url, restore a backup, or begin a new district with `zeren migrate --new`"
DECIDING = {"district", "evidence", "chat", "delivery", "secrecy"}


class StartError(Exception):
    """The service cannot start; the sentence says why and how to mend it."""


def make_house(settings: Settings, channels: Mapping[str, Channel], clock: Clock, *, new: bool = False) -> House:
    """What every transaction is given, from the settings; raises PackError for a bad pack. `new`: see `open_store`."""
    district = District(
        name=settings.district.name,
        zone=ZoneInfo(settings.district.zone),
        evidence_max_bytes=settings.evidence.max_megabytes * MEGABYTE,
        evidence_day_bytes=settings.evidence.day_megabytes * MEGABYTE,
        evidence_types=settings.evidence.types,
        dialog_hours=settings.chat.dialog_hours,
        button_days=settings.chat.button_days,
        invite_hours=settings.chat.invite_hours,
        four_eyes=settings.chat.four_eyes,
        language=settings.chat.language,
        link=link_of(settings),
        ways=listed.ways(),
        watched=settings.secrecy.watched,
    )
    database = open_store(settings, new=new)
    source = read_source(settings.district.rule_pack)
    rules, prefer = parsed(source), settings.delivery.prefer
    gate = Gate(frozenset(settings.secrecy.inside), settings.secrecy.figures_in_groups)
    return House(database, channels, clock, district, rules, prefer, gate, _in_force(settings, rules, source))


def _in_force(settings: Settings, rules: RulePack, source: Source) -> tuple[Fact, ...]:
    """What decides who may do what and when: the pack with the hash of its texts, and the settings that hold no secrets."""
    texts = source.own.text + (source.base.text if source.base else "")
    values = settings.model_dump(mode="json", include=DECIDING)
    return PackInForce(rules.id, rules.version, sha256(texts.encode()).hexdigest()), SettingsInForce(values)


def open_store(settings: Settings, *, new: bool = False) -> Database:
    """Opens the database. `new`: a SQLite file and its folder may be made; else a missing file raises StartError."""
    url = settings.database.url
    if url.startswith("sqlite:///"):
        path = Path(make_url(url).database or "")
        if new:
            path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        elif not path.exists():
            raise StartError(f"{path}: no such database: {BEGIN}")
        _make_private(path)
    return open_database(url, files_of(settings))


def files_of(settings: Settings) -> Files | None:
    """Where the settings put files; None for the folder beside the database."""
    files = settings.files
    if files.bucket:
        from storage.files.bucket import BucketFiles, Place

        return BucketFiles(Place(files.endpoint, files.bucket, files.region, files.access_key, files.secret_key))
    return FolderFiles(Path(files.folder)) if files.folder else None


def _make_private(path: Path) -> None:
    """The file and what SQLite keeps beside it belong to the service's account alone; new ones are made so (see bot.__main__)."""
    for each in path.parent.glob(f"{path.name}*"):
        if each.stat().st_mode & OTHERS:
            with contextlib.suppress(PermissionError):
                each.chmod(PRIVATE_FILE)


async def must_be_sound(database: Database) -> None:
    """Raises StartError for a store that is damaged, before anybody is answered from it or a backup is made of it."""
    try:
        found = await database.read(soundness.faults)
    except DatabaseError as failure:
        if not soundness.is_unsound(failure):
            raise
        found = [str(failure.orig)]
    if found:
        raise StartError(f"the database is damaged ({found[0]}): see docs/operations.md, A sick store")


async def prepare(house: House, *, new: bool = False) -> None:
    """Schema and calendar: SQLite is brought up to date, PostgreSQL must be (`zeren migrate`).

    An empty store is refused unless `new`.
    """
    database = house.database
    revision = await database.read(migrate.current)
    if revision is None and not new:
        raise StartError(f"the database is empty: {BEGIN}")
    if revision != migrate.newest():
        if database.dialect != "sqlite":
            raise StartError("the database schema is not up to date: run `zeren migrate` first")
        await database.write(migrate.upgrade)
    now = house.clock.now()

    def begin(store: Store) -> None:
        for fact in house.in_force:
            in_force.put(store, fact, now)
        calendar_seed.seed(store, now.astimezone(house.district.zone).date(), now)

    await database.write(begin)
