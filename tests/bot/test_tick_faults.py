"""Ticks that are killed, doubled or late, on both databases: each person is told once, and of everything."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from bot import scheduler
from bot.road.dispatch import Dispatch
from domain.keys.due import Owed, parse_occurrence
from domain.keys.messages import BundleKey
from domain.people import Role
from handlers.digests import tick as sending
from handlers.reminders import tick as reminders
from storage import items
from storage.engine import open_database
from storage.supervision import Claim, claim_reminders
from tests.support.world import World, before_a_push

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def world(store_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """A district on the evening before a push."""
    world = await before_a_push(store_url, tmp_path)
    yield world
    await world.database.close()


async def count(world: World, table: str) -> int:
    """Rows of a table."""
    return await world.database.read(lambda store: store.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


async def test_a_process_killed_inside_a_tick_has_told_nobody_and_the_next_tick_tells_everybody(
    world: World, store_url: str
) -> None:
    """F27: claims, messages and the next reminder's day are one transaction."""
    before = [await count(world, table) for table in ("outbox", "reminded", "marks")]
    dying = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.dying_tick", store_url, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await dying.communicate()
    assert (dying.returncode, int(printed)) == (-9, 3)
    assert [await count(world, table) for table in ("outbox", "reminded", "marks")] == before
    assert (await world.dispatch.moment(reminders.tick)).messages == 3


async def test_processes_that_tick_at_once_tell_each_person_once(world: World, store_url: str) -> None:
    """F26: without the seat that keeps one of them waiting."""
    other = open_database(store_url)
    rivals = [world.dispatch, Dispatch(replace(world.house, database=other))]
    inspector = await world.hire("督查员", Role.INSPECTOR)
    ticked = await asyncio.gather(*(each.moment(reminders.tick) for each in rivals * 3))
    assert sorted(each.messages for each in ticked) == [0, 0, 0, 0, 0, 3]
    sent = await asyncio.gather(*(each.moment(sending.send_due) for each in rivals * 3))
    assert sorted(sent) == [0, 0, 0, 0, 0, 1]
    assert [len(await world.new_in(name)) for name in ("甲", "乙", "丙", inspector.name)] == [1, 1, 1, 1]
    await other.close()


async def test_an_occurrence_is_claimed_by_one_of_two_processes(world: World, store_url: str) -> None:
    """F26: the unique key of item, person and occurrence stands even if everything else failed to."""
    other = open_database(store_url)
    person = world.people["甲"]
    (item,) = await world.database.read(
        lambda store: [each.id for each in items.of_year(store, 2026) if each.item.code == "JS-010"]
    )
    claim = Claim(Owed(item, parse_occurrence("report:2026-07-03:T-3")), BundleKey(person, date(2026, 6, 30)))
    claimed = await asyncio.gather(
        *(
            database.write(lambda store: len(claim_reminders(store, [claim], world.clock.now())))
            for database in (world.database, other) * 3
        )
    )
    assert sorted(claimed) == [0] * 5 + [1]
    await other.close()


async def test_a_late_knock_is_made_up_once() -> None:
    """F25: two hours late, as after a laptop's sleep: with the library's defaults the run is dropped, or made up 120 times."""
    zone = ZoneInfo("Asia/Shanghai")
    runs = 0

    async def knock() -> None:
        nonlocal runs
        runs += 1

    jobs = scheduler.build([scheduler.Job("tick", "*", "*", knock)], zone)
    jobs.start(paused=True)
    (job,) = jobs.get_jobs()
    now = datetime.now(zone)
    job.modify(next_run_time=now - timedelta(hours=2))
    jobs.resume()
    async with asyncio.timeout(5):
        while not runs:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    (job,) = jobs.get_jobs()
    assert (runs, job.next_run_time > now) == (1, True)
    jobs.shutdown(wait=False)
