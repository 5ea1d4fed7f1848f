"""A service with one channel alone, the sample's items, and people who talk over it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from bot.app import Service
from bot.channels.web.spec import WebSettings
from bot.demo.sample import sample_items, sample_units
from bot.routes import build_routes
from bot.settings import DatabaseSettings, DeliverySettings, Settings
from bot.setup import make_house
from domain.people import Role
from handlers.kernel.turn import Moment
from handlers.people import invitations
from storage import items, people, reports, tables, units
from tests.channels.ends import End, Seen
from tests.support.world import StoppedClock

# A working morning: nothing is held back over the night.
MORNING = datetime(2026, 6, 24, 2, tzinfo=UTC)
PATIENCE = 10.0
T = TypeVar("T")


@dataclass
class Talk:
    """One person at the far end."""

    end: End
    person: str

    async def say(self, line: str, words: str) -> Seen:
        """Says a line; the newest message after it with the words."""
        return await self._after(lambda: self.end.say(self.person, line), words)

    async def press(self, label: str, words: str) -> Seen:
        """Taps the newest button that begins so; what the words stand in then, a new message or the tapped card."""
        await self.end.press(self.person, label)
        return await self.told(words)

    async def told(self, words: str) -> Seen:
        """The newest message with the words, once there is one."""
        return await self._there(words, 0)

    def seen(self) -> list[Seen]:
        """Everything so far."""
        return self.end.seen(self.person)

    async def _after(self, do: Callable[[], Awaitable[None]], words: str) -> Seen:
        before = len(self.seen())
        await do()
        return await self._there(words, before)

    async def _there(self, words: str, since: int) -> Seen:
        def found() -> Seen | None:
            return next((each for each in reversed(self.seen()[since:]) if words in each.text), None)

        try:
            return await until(found)
        except TimeoutError:
            raise AssertionError(f"no {words!r} in {[each.text for each in self.seen()[since:]]}") from None


@dataclass
class District:
    """The running service, and its far end."""

    service: Service
    end: End
    clock: StoppedClock

    async def hire(self, person: str, role: Role, unit: str | None = None, post: str = "") -> Talk:
        """A person who comes with an invitation."""

        def invite(moment: Moment) -> str:
            found = people.by_id(moment.store, people.add(moment.store, person, role, unit, post, moment.now))
            assert found is not None
            return invitations.make_invite(moment, found)

        talk = Talk(self.end, person)
        await talk.say(f"/start {await self.service.dispatch.moment(invite)}", "绑定成功")
        return talk

    async def reported(self, code: str = "JS-010") -> list[str]:
        """The figures that stand reported on an item, newest first."""

        def look(moment: Moment) -> list[str]:
            item = items.by_code(moment.store, 2026, code)
            assert item is not None
            return [str(each.value) for each in reports.of_item(moment.store, item.id)]

        return await self.service.dispatch.look(look)

    async def proofs(self) -> int:
        """How many files prove reports."""
        return await self.service.house.database.read(lambda store: len(store.execute(select(tables.evidence)).all()))

    def ring(self) -> None:
        """What became due by a clock that was moved leaves."""
        for sender in self.service.senders:
            sender.bell.set()


async def until(there: Callable[[], T | None]) -> T:
    """What `there` gives once it gives something."""
    async with asyncio.timeout(PATIENCE):
        while not (found := there()):
            await asyncio.sleep(0.02)
    return found


@asynccontextmanager
async def started(folder: Path, end: End, clock: StoppedClock, *, new: bool = True) -> AsyncIterator[District]:
    """The service as `zeren run` has it, with a clock that stands; `new`: with an empty store, which gets the sample."""
    settings = Settings(
        database=DatabaseSettings(url=f"sqlite:///{folder / 'zeren.db'}"),
        web=WebSettings(port=0),
        delivery=DeliverySettings(prefer=(end.name,)),
    )
    built = {end.name: end.channel(clock)}
    house = make_house(settings, {name: each.channel for name, each in built.items()}, clock, new=new)
    service = Service(house, built, settings)
    service.web.add_routes(build_routes(settings, service))
    await service.start(new=new)
    end.served(service.web.url)
    await end.ready()
    await until(lambda: service.pulse.ticked_at is not None)
    if new:
        await service.dispatch.moment(_settle)
    yield District(service, end, clock)
    await service.stop()


def _settle(moment: Moment) -> None:
    units.put(moment.store, sample_units(), moment.now)
    items.add(moment.store, list(sample_items(2026)), "示例区人民政府", moment.today, moment.now)
