"""A district in a fresh database: the sample units and items, and people bound to chats."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.platform import TOKEN
from bot.base.clock import Clock, SystemClock
from bot.configured import build_channels
from bot.demo.sample import sample_items, sample_units
from bot.road.dispatch import Dispatch
from bot.road.house import House
from bot.settings import Settings, with_channels
from bot.setup import make_house, prepare
from domain.items import Basis, Direction, Item, Kind
from domain.people import Role
from handlers.kernel.turn import Moment
from handlers.reminders import tick as reminders
from storage import items, migrate, people, units

FIRST_CHAT = 1001


@dataclass(frozen=True)
class Clerk:
    """A person in a chat, with an item of their own that counts upwards from zero."""

    chat: int
    item: Item


def counted(year: int) -> list[Item]:
    """Items that a line like `JJ-001 12` reports without a question."""
    return [
        item
        for item in sample_items(year)
        if item.kind is Kind.QUANTITY
        and item.direction is Direction.UP
        and item.basis is Basis.FLOW
        and item.target is not None
        # Not so large that a few of it are asked about: they might be counted in another unit.
        and 50 < item.target < 300
    ]


async def open_house(url: str, clock: Clock | None = None) -> House:
    """The store of a URL with its schema; its messages go to Telegram."""
    settings = with_channels(Settings).model_validate({"database": {"url": url}, "telegram": {"token": TOKEN}})
    channels = {name: line.channel for name, line in build_channels(settings).items()}
    house = make_house(settings, channels, clock or SystemClock(), new=True)
    await house.database.write(migrate.upgrade)
    await prepare(house, new=True)
    return house


async def found(url: str, chats: int) -> list[Clerk]:
    """Schema, units, items and so many clerks, the day's push behind them whatever the hour; the database is left closed."""
    house = await open_house(url)
    now = datetime.now(UTC)
    mine = counted(now.year)
    clerks = [
        Clerk(FIRST_CHAT + number, replace(mine[number % len(mine)], code=f"CS-{number + 1:03}", part_of=None))
        for number in range(chats)
    ]

    def store(moment: Moment) -> None:
        units.put(moment.store, sample_units(), moment.now)
        everything = [*sample_items(now.year), *(clerk.item for clerk in clerks)]
        items.add(moment.store, everything, "区人民政府", date(now.year, 1, 1), now)
        for number, clerk in enumerate(clerks, 1):
            person = people.add(moment.store, f"填报人{number}", Role.REPORTER, clerk.item.unit, "", now)
            people.bind(moment.store, person, "telegram", str(clerk.chat), str(clerk.chat), now)
        reminders.take_as_pushed(moment)

    await Dispatch(house).moment(store)
    await house.database.close()
    return clerks


def sqlite_url(folder: Path) -> str:
    """A database file in the folder."""
    return f"sqlite:///{folder / 'zeren.db'}"
