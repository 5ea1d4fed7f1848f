"""Many clerks report through the loopback Bot API while calls fail and the process is struck; everything follows from a seed."""

import asyncio
import contextlib
import random
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.demo.sample import sample_items, sample_units
from domain.items import Basis, Cadence, Direction, Item, Kind
from domain.people import Role
from storage import items, migrate, people, units
from storage.engine import open_database
from storage.store import Store
from tests.e2e.service import Program
from tests.support.bot_api import BotApi, Fault, Sent

FIRST_CHAT = 5001
CONFIRM = "确认提交"
# The answer to a confirmed report; 已提交或已取消 is what a second tap on an old card gets.
DONE = "已提交 1 项"
# A report of which nothing is heard for so long is typed again, as a person would.
PATIENCE = 20.0
CALM = 60.0
# Calls planned to fail at any time; more would all hit the same few.
MOST_FAULTS = 3
FAULTS: tuple[tuple[str, Callable[[], Fault]], ...] = (
    ("sendMessage", lambda: Fault.flood(1)),
    ("sendMessage", Fault.server_error),
    ("sendMessage", Fault.gateway),
    ("sendMessage", Fault.cut),
    ("sendMessage", lambda: Fault.cut("before")),
    ("sendMessage", Fault.garbage),
    ("sendMessage", lambda: Fault.slow(0.5)),
    ("editMessageText", Fault.cut),
    ("editMessageText", Fault.server_error),
    ("getUpdates", Fault.cut),
    ("getUpdates", Fault.gateway),
    ("getUpdates", lambda: Fault.slow(0.3)),
    ("answerCallbackQuery", Fault.cut),
)

OUTAGES: tuple[Callable[[], Fault], ...] = (
    Fault.gateway,
    lambda: Fault.gateway(503),
    Fault.server_error,
    lambda: Fault.cut("before"),
    Fault.cut,
)


@dataclass(frozen=True)
class Plan:
    """The size of a storm. `blows` strikes at the process, `reports` in all; `seconds` between two blows at most."""

    seed: int
    chats: int
    reports: int
    blows: int
    seconds: float = 3.0
    faults: int = 40
    # How often the whole platform is away, and for how long at most (seconds).
    outages: int = 0
    longest: float = 12.0


@dataclass
class Storm:
    """One run. `blow` is what strikes, by default a signal to the process and its start; other scenarios bring their own."""

    program: Program
    api: BotApi
    plan: Plan
    blow: "Blow | None" = None
    done: dict[int, int] = field(default_factory=dict)
    # How often each figure was typed: who hears nothing for long types it again, and may confirm both.
    typed: Counter[tuple[int, int]] = field(default_factory=Counter)
    blows: list[str] = field(default_factory=list)
    silences: int = 0
    failed_calls: int = 0
    away: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.plan.seed)
        self.chats = [FIRST_CHAT + number for number in range(self.plan.chats)]

    async def run(self) -> None:
        """Everybody reports, everything strikes; returns when it is calm again and the process has ended well."""
        await self.found()
        await self.program.start()
        share, more = divmod(self.plan.reports, len(self.chats))
        clerks = [
            asyncio.create_task(self._clerk(chat, share + (number < more), random.Random(self.plan.seed * 1000 + chat)))
            for number, chat in enumerate(self.chats)
        ]
        talking = asyncio.gather(*clerks)
        striking = asyncio.create_task(self._strike(talking))
        failing = asyncio.gather(self._fail(talking), self._rain(talking))
        try:
            await talking
            await striking
        finally:
            failing.cancel()
            for task in (striking, *clerks):
                task.cancel()
            await asyncio.gather(failing, striking, *clerks, return_exceptions=True)
        self.api.front.plan.clear()
        await self._calm()
        assert await self.program.stop() == 0

    async def found(self) -> None:
        """Schema, one item and one clerk a chat; nobody else."""
        today = datetime.now(UTC).date()
        database = open_database(self.program.url)
        await database.write(migrate.upgrade)
        await database.write(lambda store: self._store(store, today))
        await database.close()

    def _store(self, store: Store, today: date) -> None:
        now = datetime.now(UTC)
        units.put(store, sample_units(), now)
        codes = [unit.code for unit in sample_units()]
        example = next(item for item in sample_items(today.year) if item.kind is Kind.QUANTITY)
        made: list[Item] = []
        for number, chat in enumerate(self.chats):
            item = replace(
                example,
                code=f"CS-{number + 1:03}",
                name=f"第{number + 1}号事项",
                aliases=(),
                unit=codes[number % len(codes)],
                co_units=(),
                # Small enough that the first figures are taken, large enough that the last ones are: neither is asked about.
                target=Decimal(200),
                measure_unit="家",
                baseline=None,
                direction=Direction.UP,
                basis=Basis.FLOW,
                cadence=Cadence.MONTH,
                milestones=(),
                part_of=None,
            )
            made.append(item)
            person = people.add(store, f"填报人{number + 1}", Role.REPORTER, item.unit, "", now)
            people.bind(store, person, "telegram", str(chat), str(chat), now)
        items.add(store, made, "区人民政府", date(today.year, 1, 1), now)

    async def _clerk(self, chat: int, reports: int, chance: random.Random) -> None:
        """Reports one after another, each with a figure of its own; sometimes asks for help in the same breath."""
        code = f"CS-{chat - FIRST_CHAT + 1:03}"
        for figure in range(1, reports + 1):
            while not await self._reported(chat, f"{code} {figure}", figure, chance):
                self.silences += 1
            self.done[chat] = figure

    async def _reported(self, chat: int, line: str, figure: int, chance: random.Random) -> bool:
        """One line and one tap; False if nothing was heard for so long that a person would type it again."""
        if chance.random() < 0.3:
            self.api.say(chat, "帮助")
        before = len(self.api.sent(chat))
        self.typed[chat, figure] += 1
        self.api.say(chat, line)
        card = await self._heard(chat, lambda sent: _offers(sent, figure), before)
        if card is None:
            return False
        self.api.press(chat, card.message_id, CONFIRM)
        return await self._heard(chat, lambda sent: DONE in sent.text, before) is not None

    async def _heard(self, chat: int, right: Callable[[Sent], bool], since: int) -> Sent | None:
        """The newest fitting message from the `since`-th on, or None after a while without."""

        def there() -> Sent | None:
            return next((sent for sent in reversed(self.api.sent(chat)[since:]) if right(sent)), None)

        with contextlib.suppress(TimeoutError):
            return await self.api.wait_for(there, PATIENCE)
        return None

    async def _strike(self, talking: "asyncio.Future[list[None]]") -> None:
        for _ in range(self.plan.blows):
            await asyncio.sleep(self.chance.uniform(0.1, self.plan.seconds))
            if talking.done():
                return
            await (self.blow or signals)(self)

    async def _fail(self, talking: "asyncio.Future[list[None]]") -> None:
        for _ in range(self.plan.faults):
            if len(self.api.front.plan.waiting) < MOST_FAULTS:
                method, fault = self.chance.choice(FAULTS)
                self.api.fail(method, fault())
                self.failed_calls += 1
            await asyncio.sleep(self.chance.uniform(0.0, self.plan.blows * self.plan.seconds / self.plan.faults))
            if talking.done():
                return

    async def _rain(self, talking: "asyncio.Future[list[None]]") -> None:
        """The whole platform goes away and comes back, in one manner at a time."""
        for _ in range(self.plan.outages):
            await asyncio.sleep(self.chance.uniform(1.0, 2.0 * self.plan.seconds))
            if talking.done():
                return
            seconds = self.chance.uniform(self.plan.longest / 4, self.plan.longest)
            self.api.go_away(seconds, self.chance.choice(OUTAGES)())
            self.away.append(seconds)
            await asyncio.sleep(seconds)

    async def _calm(self) -> None:
        """Nothing waits any more, in Telegram or in the outbox."""
        await self.api.wait_for(lambda: not self.api.pending, CALM)
        end = time.monotonic() + CALM
        while await self.program.query("SELECT id FROM outbox WHERE state IN ('pending', 'sending')"):
            assert time.monotonic() < end, "the outbox does not get empty"
            await asyncio.sleep(0.1)


# What strikes at a storm's program, and leaves it running.
Blow = Callable[[Storm], Awaitable[None]]


def _offers(sent: Sent, figure: int) -> bool:
    return f"：{figure} / " in sent.text and any(CONFIRM in row for row in sent.labels)


async def signals(storm: Storm) -> None:
    """SIGKILL or SIGTERM, then a new process."""
    number = storm.chance.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM))
    # The next message is taken while its answer is slow, so that the process is struck with a call on its way.
    storm.api.fail("sendMessage", Fault.slow(2.0))
    # What is committed now cannot be confirmed before the blow, so it comes again. Where a machine is too slow to meet these
    # before the next blow they are not heaped up: a platform that fails every poll for ever proves nothing.
    if not storm.api.front.plan.awaits("getUpdates"):
        storm.api.fail("getUpdates", Fault.gateway(), times=2)
    await asyncio.sleep(storm.chance.uniform(0.1, 0.6))
    storm.blows.append(number.name)
    await (storm.program.kill() if number is signal.SIGKILL else storm.program.stop())
    await storm.program.start()
