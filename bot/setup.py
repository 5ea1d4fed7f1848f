"""What every transaction is given, made from the settings, and the store brought up to date."""

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.engine import make_url

from bot import calendar_seed
from bot.base.channel import Channel
from bot.base.clock import Clock
from bot.channels import listed
from bot.configured import link_of
from bot.packs.file import load_pack
from bot.road.dispatch import House
from bot.settings import MEGABYTE, Settings
from handlers.kernel.turn import District
from storage import migrate
from storage.engine import Database, open_database


class StartError(Exception):
    """The service cannot start; the sentence says why and how to mend it."""


def make_house(settings: Settings, channels: Mapping[str, Channel], clock: Clock) -> House:
    """What every transaction is given, from the settings; raises PackError for a bad pack."""
    district = District(
        name=settings.district.name,
        zone=ZoneInfo(settings.district.zone),
        evidence_max_bytes=settings.evidence.max_megabytes * MEGABYTE,
        evidence_types=settings.evidence.types,
        dialog_hours=settings.chat.dialog_hours,
        button_days=settings.chat.button_days,
        invite_hours=settings.chat.invite_hours,
        link=link_of(settings),
        ways=listed.ways(),
    )
    database = open_store(settings)
    rules = load_pack(settings.district.rule_pack)
    return House(database, channels, clock, district, rules, settings.delivery.prefer)


def open_store(settings: Settings) -> Database:
    """Opens the database; a SQLite file's folder is made."""
    url = settings.database.url
    if url.startswith("sqlite:///"):
        Path(make_url(url).database or "").parent.mkdir(parents=True, exist_ok=True)
    return open_database(url)


async def prepare(house: House) -> None:
    """Schema and calendar: SQLite is brought up to date, PostgreSQL must be (`zeren migrate`)."""
    database = house.database
    revision = await database.read(migrate.current)
    if revision != migrate.newest():
        if database.dialect != "sqlite":
            raise StartError("the database schema is not up to date: run `zeren migrate` first")
        await database.write(migrate.upgrade)
    today = house.clock.now().astimezone(house.district.zone).date()
    await database.write(lambda store: calendar_seed.seed(store, today))
