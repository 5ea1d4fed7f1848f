"""The record: verifying a million entries, and what putting facts on record costs a message."""

import asyncio
import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

from sqlalchemy import insert

from benchmarks import road
from benchmarks.process import ROOT
from bot.demo.sample import sample_items, sample_units
from domain.people import PersonId, Role
from storage import items, migrate, people, record, units
from storage.engine import Database, open_database
from storage.store import Author, Store
from storage.tables import item_states, light_changes, report_events, reports

ENTRIES = 1_000_000
# Entries a report brings: itself, two steps, and every other time a turn of a light.
CHUNK = 2000
BEGIN = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Audit:
    """A verification in a process of its own."""

    entries: int
    seconds: float
    # Seconds of this process alone: what else runs on the machine does not count, nor does a database server.
    processor: float
    megabytes: float


async def audited(url: str, entries: int = ENTRIES) -> Audit:
    """Fills a new database with reports of many years, and verifies it."""
    database = open_database(url)
    await database.write(migrate.upgrade)
    await database.write(_found)
    await _fill(database, entries)
    await database.close()
    command = (sys.executable, "-m", "benchmarks.bots.audit", url)
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    told, _ = await process.communicate()
    return Audit(**json.loads(told))


async def cost(url_of: Callable[[Path], str], chats: int, reports_each: int, rounds: int) -> tuple[float, float]:
    """Milliseconds of processor time an update costs with facts put on record, and with that switched off; medians, in turn."""
    with_record, without = [], []
    for _ in range(rounds):
        with_record.append((await road.saturated_reports(url_of, chats, reports_each)).cpu_ms)
        bot = "benchmarks.bots.unrecorded"
        without.append((await road.saturated_reports(url_of, chats, reports_each, bot)).cpu_ms)
    return statistics.median(with_record), statistics.median(without)


def _found(store: Store) -> None:
    units.put(store, sample_units(), BEGIN)
    items.add(store, sample_items(2020), "区人民政府", date(2020, 1, 1), BEGIN)
    people.add(store, "填报人", Role.REPORTER, sample_units()[0].code, "", BEGIN)
    people.add(store, "督查员", Role.INSPECTOR, None, "", BEGIN)


async def _fill(database: Database, entries: int) -> None:
    numbers = count()
    while (await database.write(lambda store: _some(store, numbers))) < entries:
        pass
    await database.write(_states)


def _some(store: Store, numbers: "count[int]") -> int:
    """Some reports with what became of them; the number of the last entry."""
    fresh, steps, turns = [], [], []
    for number in (next(numbers) for _ in range(CHUNK)):
        at, item = BEGIN + timedelta(minutes=number), number % 160 + 1
        store.author = Author(PersonId(1), "telegram")
        row = record.on_record(store, reports, _report(item, at, number), at)
        fresh.append(row)
        for person, state in ((1, "submitted"), (2, "verified")):
            store.author = Author(PersonId(person), "telegram")
            step = {"report_id": row["id"], "at": at, "person_id": person, "state": state, "reason": ""}
            steps.append(record.on_record(store, report_events, step, at))
        if number % 2:
            turn = {"item_id": item, "on": at.date(), "at": at, "old": "green", "new": "yellow", "pack": "default 1"}
            turns.append(
                record.on_record(store, light_changes, turn | {"reason": "完成进度落后于时间进度 12 个百分点"}, at)
            )
    for table, rows in ((reports, fresh), (report_events, steps), (light_changes, turns)):
        store.execute(insert(table), rows)
    return record.head(store).number


def _report(item: int, at: datetime, number: int) -> dict[str, object]:
    return {
        "item_id": item,
        "person_id": 1,
        "unit": sample_units()[0].code,
        "typed": f"26座楼宇累计交付{number}座",
        "value": Decimal(number),
        "value_kind": "total",
        "total": Decimal(number),
        "as_of": at.date(),
        "note": "",
        "submitted_at": at,
        "state": "verified",
        "unchanged": False,
    }


def _states(store: Store) -> None:
    rows = [{"item_id": item, "light": "yellow"} for item in range(2, 161, 2)]
    plain = {"reason": "", "provisional": False, "judged_on": BEGIN.date(), "pack": "", "report_due_confirmed": True}
    store.execute(insert(item_states), [row | plain for row in rows])


def sqlite_in(folder: Path) -> str:
    """A new SQLite file's URL."""
    return f"sqlite:///{folder}/audit.db"


async def audits(postgres: Callable[[Path], str]) -> dict[str, Audit]:
    """On both databases."""
    done = {}
    for name, url in (("SQLite", sqlite_in), ("PostgreSQL", postgres)):
        with tempfile.TemporaryDirectory() as folder:
            done[name] = await audited(url(Path(folder)))
    return done
