"""A tick with many items due, and with many items stored."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select, text, update

from benchmarks.district import open_house
from bot.app import leave_loaded_alone
from bot.demo.sample import sample_items, sample_units
from bot.road.dispatch import Dispatch
from bot.road.house import House
from domain.items import Basis, Cadence, Direction, Kind, Stage
from domain.people import Role
from handlers.kernel.turn import Moment
from handlers.lights import judging
from handlers.reminders import tick as supervise
from storage import items, marks, people, units
from storage.store import Store
from storage.tables import item_states, reminded

# A working Tuesday, mid-morning: nothing is held.
NOW = datetime(2026, 6, 30, 2, 0, tzinfo=UTC)
ROUNDS = 5
# Open all year and counted, so that each owes a report.
ALIKE: dict[str, Any] = {
    "part_of": None,
    "kind": Kind.QUANTITY,
    "basis": Basis.FLOW,
    "direction": Direction.UP,
    "target": Decimal(100),
    "baseline": None,
    "stage": Stage.OPEN,
    "start": date(NOW.year, 1, 1),
    "due": date(NOW.year, 12, 31),
}


class Noon:
    """A clock that stands."""

    def now(self) -> datetime:
        """See bot.base.clock.Clock."""
        return NOW


@dataclass(frozen=True)
class Tick:
    """Milliseconds of one tick that pushes, what fell due, the reminders (an occurrence told to a person), the bundles they left
    in, and the longest the event loop was held meanwhile.
    """

    ms: float
    occurrences: int
    reminders: int
    messages: int
    loop_held_ms: float


async def many_due(url_of: Callable[[Path], str], due: int, staff: int) -> Tick:
    """So many items, a report of each due on the same day, and so many people to tell."""
    with tempfile.TemporaryDirectory() as name:
        house = await open_house(url_of(Path(name)), Noon())
        await _fill(house, due, staff)
        try:
            return await _tick(house)
        finally:
            await house.database.close()


async def many_stored(url_of: Callable[[Path], str], stored: int, due: int) -> float:
    """The median of a tick (ms) with `due` items due beside `stored` items of other years."""
    with tempfile.TemporaryDirectory() as name:
        house = await open_house(url_of(Path(name)), Noon())
        await _fill(house, due, 200)
        await house.database.write(lambda store: _old_years(store, stored))
        times = []
        try:
            for _ in range(ROUNDS):
                await house.database.write(_again)
                times.append((await _tick(house)).ms)
        finally:
            await house.database.close()
        return statistics.median(times)


async def _tick(house: House) -> Tick:
    held = [0.0]

    async def watch() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            held[0] = max(held[0], time.perf_counter() - before - 0.001)

    dispatch = Dispatch(house)
    await dispatch.look(lambda moment: moment.reference.year)
    watching = asyncio.create_task(watch())
    leave_loaded_alone()
    await asyncio.sleep(0.05)
    held[0] = 0.0
    began = time.perf_counter()
    ticked = await dispatch.moment(supervise.tick)
    ms = (time.perf_counter() - began) * 1000
    watching.cancel()
    if ticked.held or not ticked.occurrences:
        raise RuntimeError(f"nothing was pushed: {ticked}")
    count = select(func.count()).select_from(reminded)
    reminders = await house.database.read(lambda store: store.execute(count).scalar_one())
    return Tick(ms, ticked.occurrences, reminders, ticked.messages, held[0] * 1000)


async def _fill(house: House, wanted: int, staff: int) -> None:
    """Items with a report due at the end of the month, judged yesterday, and reporters for all units."""
    sample = sample_items(NOW.year)
    made = [
        replace(
            item,
            code=f"{item.code}-{copy}",
            part_of=None,
            milestones=(),
            cadence=Cadence.TEN_DAYS,
            kind=Kind.QUANTITY,
            target=Decimal(100),
        )
        for copy in range(wanted // len(sample) + 1)
        for item in sample
    ][:wanted]

    def store(moment: Moment) -> None:
        store = moment.store
        units.put(store, sample_units(), NOW)
        items.add(store, made, "区人民政府", date(NOW.year, 6, 25), NOW)
        codes = [unit.code for unit in sample_units()]
        for number in range(staff):
            person = people.add(store, f"填报人{number}", Role.REPORTER, codes[number % len(codes)], "", NOW)
            people.bind(store, person, "telegram", str(number), str(number), NOW)

    dispatch = Dispatch(house)
    await dispatch.moment(store)
    while await dispatch.moment(judging.judge):
        pass
    await house.database.write(_again)


def _again(store: Store) -> None:
    """As if the day's push were still to come."""
    store.execute(delete(reminded))
    store.execute(text("DELETE FROM outbox"))
    store.execute(
        update(item_states)
        .where(item_states.c.judged_on == NOW.date())
        .values(remind_on=NOW.date(), judged_on=NOW.date())
    )
    marks.put(store, marks.TICKED_THROUGH, (NOW.date() - timedelta(days=1)).isoformat())


# Entries are unique; copied rows are on no record, which no benchmark verifies.
OFF_THE_RECORD = 1_000_000_000


def _old_years(store: Store, count: int) -> None:
    """Items of years long closed: judged once, nothing due any more."""
    row = dict(store.execute(text("SELECT * FROM items ORDER BY id LIMIT 1")).mappings().one())
    columns = [name for name in row if name not in ("id", "code", "year", "entry")]
    numbers = (
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
        if store.dialect == "sqlite"
        else f"WITH n AS (SELECT generate_series(1, {count}) AS i)"
    )
    listed = ", ".join(f'"{name}"' for name in columns)
    store.execute(
        text(  # numbers of our own, no input
            f"{numbers} INSERT INTO items (code, year, entry, {listed}) "
            f"SELECT 'ALT-' || n.i, 2000 + (n.i % 20), {OFF_THE_RECORD} + n.i, {listed} "
            f"FROM n, (SELECT {listed} FROM items ORDER BY id LIMIT 1)"
            + ("" if store.dialect == "sqlite" else " AS one")
        )
    )
    state = {
        "light": "blue",
        "reason": "",
        "gap": None,
        "provisional": False,
        "judged_on": date(2019, 12, 31),
        "pack": "default/1",
        "report_due": None,
        "report_due_confirmed": True,
        "remind_on": None,
    }
    named = ", ".join(state)
    bound = ", ".join(f":{name}" for name in state)
    store.execute(
        text(f"INSERT INTO item_states (item_id, {named}) SELECT id, {bound} FROM items WHERE year < 2020"),
        state,
    )
    if store.dialect == "postgresql":
        store.execute(text("ANALYZE items"))
        store.execute(text("ANALYZE item_states"))
