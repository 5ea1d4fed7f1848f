"""What grows with the district: lines and taps alone, the first line after a change, ticks and memory at three sizes.

Measured inside one process without a network (python -m benchmarks.growth DATABASE_URL), by processor time, SQLite.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from benchmarks.district import open_house, sqlite_url
from benchmarks.made import CHANNEL, Size, fill, made_units
from benchmarks.process import ROOT, resident_megabytes
from bot.app import leave_loaded_alone
from bot.road.dispatch import Dispatch
from domain.amendments import changes
from domain.areas import AreaChange
from domain.items import Item, Kind
from handlers.kernel.messages import Incoming
from handlers.kernel.turn import Moment
from handlers.lights import judging
from handlers.reminders import parts
from handlers.reminders import tick as reminders
from storage import areas, items, units
from storage.areas import Origin
from storage.tables import buttons

T = TypeVar("T")
SIZES = (Size(160, 98, 200), Size(5_000, 1_568, 2_000), Size(50_000, 15_337, 20_000))
# A working Tuesday, mid-morning: the day's push leaves at once.
NOW = datetime(2026, 6, 30, 2, 0, tzinfo=UTC)
# The month's reports were due on the fifth: by then the lights of most items turn.
LATER = timedelta(days=7)
TALKERS, CHANGES, IDLE = 60, 9, 15


@dataclass(frozen=True)
class Growth:
    """Medians in milliseconds of processor time; `first_*` is what a line costs more after the change than otherwise."""

    load: float
    line: float
    tap: float
    first_item: float
    first_unit: float
    first_area: float
    idle_tick: float
    new_day: float
    worst: float
    judged_megabytes: float
    pushed_megabytes: float


class MovedClock:
    """A clock that stands where it is put."""

    at = NOW

    def now(self) -> datetime:
        """See bot.base.clock.Clock."""
        return self.at


async def growth(size: Size) -> Growth:
    """A district of the size, filled and judged by this process, measured in one of its own."""
    with tempfile.TemporaryDirectory() as name:
        url, clock = sqlite_url(Path(name)), MovedClock()
        house = await open_house(url, clock)
        dispatch = Dispatch(house)
        await dispatch.moment(lambda moment: fill(moment, size))
        while await dispatch.moment(judging.judge):
            pass
        await house.database.close()
        command = [sys.executable, "-m", "benchmarks.growth", url]
        done = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, check=True, capture_output=True)
        return Growth(**json.loads(done.stdout.splitlines()[-1]))


class Driver:
    """A service's transactions on a filled database, without its channels."""

    def __init__(self, dispatch: Dispatch, clock: MovedClock) -> None:
        self._dispatch, self._clock = dispatch, clock
        self._said = 0
        self._words: dict[int, str] = {}

    async def measured(self) -> Growth:
        """Everything, in the order of a day."""
        load, _ = await _cost(self._dispatch.look(lambda moment: moment.reference.year))
        self._words = await self._dispatch.look(_words)
        leave_loaded_alone()
        # What came of all items is known from here on, as in a service that has run for a day.
        self._clock.at += LATER
        judged = await self._new_day()
        megabytes = resident_megabytes(os.getpid())
        await self._push()
        idle = [await self._idle() for _ in range(IDLE)]
        await self._taps(self._talkers())
        taps, lines = await self._taps(self._talkers()), await self._lines(self._talkers())
        line = statistics.median(lines)
        first_item = await self._first_after(_amend) - line
        first_unit = await self._first_after(_rename) - line
        first_area = await self._first_after(_rename_area) - line
        return Growth(
            load,
            line,
            statistics.median(taps),
            first_item,
            first_unit,
            first_area,
            statistics.median(idle),
            sum(judged),
            max(judged),
            megabytes,
            resident_megabytes(os.getpid()),
        )

    def _talkers(self) -> list[int]:
        """People whose first item is counted, each speaking for the first time."""
        taken, self._said = self._said, self._said + TALKERS
        known = list(self._words)
        return [known[number % len(known)] for number in range(taken, self._said)]

    async def _lines(self, talkers: Sequence[int]) -> list[float]:
        """Each after somebody's report."""
        costs = []
        for person in talkers:
            await self._taps([person])
            costs.append(await self._say(person))
        return costs

    async def _taps(self, talkers: Sequence[int]) -> list[float]:
        costs = []
        for person in talkers:
            await self._say(person)
            token = await self._dispatch.look(partial(_confirm, chat=str(person)))
            tapped = replace(self._message(person), text="", button=token, message="1")
            costs.append((await _cost(self._dispatch.messages([tapped])))[0])
        return costs

    async def _first_after(self, change: Callable[[Moment, int], None]) -> float:
        costs = []
        for number in range(CHANGES):
            await self._dispatch.moment(_numbered(change, number))
            costs.append(await self._say(self._talkers()[0]))
        return statistics.median(costs)

    async def _say(self, person: int) -> float:
        cost, failures = await _cost(self._dispatch.messages([self._message(person)]))
        if failures != [None]:
            raise RuntimeError(f"a line failed: {failures}")
        return cost

    def _message(self, person: int) -> Incoming:
        self._clock.at += timedelta(seconds=1)
        chat, number = str(person), self._clock.at.isoformat()
        return Incoming(CHANNEL, number, chat, chat, self._clock.at, self._words[person])

    async def _idle(self) -> float:
        judged, _ = await _cost(self._dispatch.moment(judging.judge))
        ticked, _ = await _cost(self._dispatch.moment(reminders.tick))
        return judged + ticked

    async def _push(self) -> None:
        """As the service does it; see bot.app."""
        after: str | None = ""
        while after is not None:
            after = await self._dispatch.moment(partial(parts.push_part, after=after))
        await self._dispatch.moment(reminders.tick)

    async def _new_day(self) -> list[float]:
        costs = []
        while True:
            cost, judged = await _cost(self._dispatch.moment(judging.judge))
            costs.append(cost)
            if not judged:
                return costs


async def _cost(work: Awaitable[T]) -> tuple[float, T]:
    """Milliseconds of processor time over all threads, and the result."""
    began = time.process_time()
    result = await work
    return (time.process_time() - began) * 1000, result


def _words(moment: Moment) -> dict[int, str]:
    """A line of each unit's first reporter about a counted item of the unit."""
    found = {}
    for number, unit in enumerate(moment.reference.units, start=1):
        counted = [each.item for each in moment.reference.of_unit(unit) if each.item.kind is Kind.QUANTITY]
        if counted:
            found[number] = f"{_called(counted[0], number)}累计{number % 9 + 1}{counted[0].measure_unit}"
        if len(found) == 10 * TALKERS:
            break
    return found


def _called(item: Item, number: int) -> str:
    """An item as people call it: its code, its name, or the end of its name."""
    return (item.code, item.name, item.name.split("片区")[-1])[number % 3]


def _numbered(change: Callable[[Moment, int], None], number: int) -> Callable[[Moment], None]:
    return lambda moment: change(moment, number)


def _confirm(moment: Moment, chat: str) -> str:
    query = select(buttons.c.token).where(buttons.c.chat == chat, buttons.c.label == "确认提交")
    return str(moment.store.execute(query.order_by(buttons.c.created_at.desc()).limit(1)).scalar_one())


def _amend(moment: Moment, number: int) -> None:
    stored = moment.reference.everything[number * 7]
    new = replace(stored.item, name=f"{stored.item.name}（调整{number}）")
    items.change(moment.store, stored.id, new, changes(stored.item, new), None, moment.now)


def _rename(moment: Moment, number: int) -> None:
    unit = made_units(number * 7 + 1)[-1]
    units.put(moment.store, [replace(unit, name=f"新{unit.name}")], moment.now)


def _rename_area(moment: Moment, number: int) -> None:
    """An area is renamed, and an item taken off it."""
    area, origin = moment.reference.areas.by_code["P1"], Origin(None, "made", moment.now)
    areas.change(moment.store, [AreaChange(replace(area, name=f"新{number}号片区"), ())], origin)
    code = min(moment.reference.areas.items_on("P1"))
    areas.take(moment.store, "P1", [moment.reference.by_code[code].id], origin)


async def _main(url: str) -> None:
    clock = MovedClock()
    house = await open_house(url, clock)
    measured = await Driver(Dispatch(house), clock).measured()
    await house.database.close()
    print(json.dumps(asdict(measured)))


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1]))
