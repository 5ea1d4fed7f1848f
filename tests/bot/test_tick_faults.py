"""Ticks that are killed, doubled or late, on both databases: each person is told once, and of everything."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, text

from bot import scheduler
from bot.dispatch import Dispatch
from bot.doctor import aside
from domain.people import Person, PersonId, Role
from domain.set_aside import Kind
from handlers import digests, supervise
from handlers.audience import Told
from handlers.turn import Moment
from storage import items, migrate, set_aside
from storage.engine import open_database
from storage.supervision import Claim, claim_reminders
from tests.support.world import World, make_world

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def world(store_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """The sample district on the evening before a push, with people who will be told."""
    world = await make_world(tmp_path, url=store_url)
    await world.database.write(migrate.upgrade)
    world.clock.local(6, 24)
    await world.settle(tracked_from=date(2026, 6, 25))
    world.clock.local(6, 29, 9, 5)
    await world.dispatch.moment(supervise.tick)
    for name, unit in (("甲", "BM28"), ("乙", "BM28"), ("丙", "BM03")):
        await world.hire(name, Role.REPORTER, unit)
    world.clock.local(6, 30, 9, 5)
    yield world
    await world.database.close()


async def count(world: World, table: str) -> int:
    """Rows of a table."""
    return await world.database.read(
        lambda connection: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
    )


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
    assert (await world.dispatch.moment(supervise.tick)).messages == 3


async def test_processes_that_tick_at_once_tell_each_person_once(world: World, store_url: str) -> None:
    """F26: without the seat that keeps one of them waiting."""
    other = open_database(store_url)
    rivals = [world.dispatch, Dispatch(replace(world.house, database=other))]
    inspector = await world.hire("督查员", Role.INSPECTOR)
    ticked = await asyncio.gather(*(each.moment(supervise.tick) for each in rivals * 3))
    assert sorted(each.messages for each in ticked) == [0, 0, 0, 0, 0, 4]
    sent = await asyncio.gather(*(each.moment(digests.send_due) for each in rivals * 3))
    assert sorted(sent) == [0, 0, 0, 0, 0, 1]
    assert [len(await world.new_in(name)) for name in ("甲", "乙", "丙", inspector.name)] == [1, 1, 1, 2]
    await other.close()


async def test_an_occurrence_is_claimed_by_one_of_two_processes(world: World, store_url: str) -> None:
    """F26: the unique key of item, person and occurrence stands even if everything else failed to."""
    other = open_database(store_url)
    person = world.people["甲"]
    (item,) = await world.database.read(
        lambda connection: [each.id for each in items.of_year(connection, 2026) if each.item.code == "JS-010"]
    )
    claim = Claim(item, "report:2026-07-03:T-3", person, "k")
    claimed = await asyncio.gather(
        *(
            database.write(lambda connection: len(claim_reminders(connection, [claim], world.clock.now())))
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


# A slip in the year: read without complaint, but no plan can be laid through such a day; and a row that cannot even be read.
UNJUDGEABLE, UNREADABLE = '[["0001-01-01", "建成", "3"]]', '[["2026-12-31"]]'
# In JS-010's and JS-011's line of 30 June, three working days before their report is due.
MISSED = "7月3日前报送"


async def put_nodes(world: World, milestones: str) -> str:
    """JS-010's row as an old version or a hand in the store might have left it; the service starts on it. Gives what it was."""

    def work(connection: Connection) -> str:
        where = text("SELECT milestones FROM items WHERE code = 'JS-010'")
        before = connection.execute(where).scalar_one()
        told = {"milestones": milestones}
        connection.execute(text("UPDATE items SET milestones = :milestones WHERE code = 'JS-010'"), told)
        return before if isinstance(before, str) else json.dumps(before)

    before = await world.database.write(work)
    world.dispatch = Dispatch(world.house)
    return before


async def unjudged(world: World) -> list[str]:
    """Codes of the items that were not judged today."""

    def look(moment: Moment) -> list[str]:
        rows = moment.connection.execute(
            text(
                "SELECT code FROM items LEFT JOIN item_states ON item_id = items.id WHERE judged_on IS NULL OR judged_on < :on"
            ),
            {"on": moment.today if world.database.dialect == "postgresql" else moment.today.isoformat()},
        )
        return [row.code for row in rows]

    return await world.dispatch.look(look)


async def resting(world: World) -> dict[tuple[Kind, int], int]:
    """How often each row that is set aside has failed."""
    rows = await world.database.read(set_aside.every)
    return {key: row.attempts for key, row in rows.items() if row.again_at is not None}


@pytest.mark.parametrize("milestones", [UNJUDGEABLE, UNREADABLE])
async def test_one_item_that_fails_keeps_no_other_from_being_judged_and_reminded(world: World, milestones: str) -> None:
    admin = await world.hire("管理员", Role.ADMIN)
    await put_nodes(world, milestones)
    ticked = await world.dispatch.moment(supervise.tick)
    assert (ticked.judged, ticked.messages) == (160, 3)
    assert await unjudged(world) == ["JS-010"]
    (bundle,) = await world.new_in("甲")
    assert "JS-011" in bundle.text
    assert "JS-010" not in bundle.text
    assert list((await resting(world)).values()) == [1]
    (told,) = await admin.pushed()
    assert told.text.splitlines() == [
        "巡检时有 1 条数据处理失败，已搁置，其余照常",
        "事项亮灯：JS-010",
        "系统会自动重试；原因请在终端运行 zeren doctor 查看。",
    ]
    found = await world.database.read(aside)
    assert not found.ok
    assert found.state.startswith("1; judge JS-010 (1 tries, next 2026-06-30T01:10Z): ")


async def test_it_is_tried_again_after_growing_pauses_and_told_of_once(world: World) -> None:
    admin = await world.hire("管理员", Role.ADMIN)
    await put_nodes(world, UNJUDGEABLE)
    tries = []
    for minute in range(0, 90, 5):
        world.clock.local(6, 30, 9 + (minute + 5) // 60, (minute + 5) % 60)
        await world.dispatch.moment(supervise.tick)
        tries += list((await resting(world)).values())
    assert tries == [1] + [2] * 3 + [3] * 12 + [4] * 2
    assert len(await admin.pushed()) == 1


@pytest.mark.parametrize("milestones", [UNJUDGEABLE, UNREADABLE])
async def test_once_it_works_again_it_is_cleared_and_what_it_missed_is_made_up_once(
    world: World, milestones: str
) -> None:
    sound = await put_nodes(world, milestones)
    await world.dispatch.moment(supervise.tick)
    await world.new_in("甲")
    await put_nodes(world, sound)
    world.clock.local(6, 30, 9, 20)
    await world.dispatch.moment(supervise.tick)
    assert await unjudged(world) == []
    assert await resting(world) == {}
    assert (await world.database.read(aside)).ok
    world.clock.local(7, 1, 9, 5)
    await world.dispatch.moment(supervise.tick)
    (bundle,) = await world.new_in("甲")
    assert [line.split()[0] for line in bundle.text.splitlines() if MISSED in line] == ["JS-010"]
    assert await world.database.read(set_aside.every) == {}
    world.clock.local(7, 1, 9, 6)
    assert (await world.dispatch.moment(supervise.tick)).held == "pushed today"


async def test_an_item_whose_line_cannot_be_written_is_left_out_of_the_bundles(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handlers import pushing

    line = pushing._line

    def broken(moment: Moment, person: Person, told: Told) -> str:
        if told.due.stored.item.code == "JS-010":
            raise ArithmeticError("no line")
        return line(moment, person, told)

    monkeypatch.setattr(pushing, "_line", broken)
    ticked = await world.dispatch.moment(supervise.tick)
    assert ticked.messages == 3
    (bundle,) = await world.new_in("甲")
    assert "JS-011" in bundle.text
    assert "JS-010" not in bundle.text
    assert [kind for kind, _ in await resting(world)] == [Kind.REMIND]
    monkeypatch.undo()
    world.clock.local(7, 1, 9, 5)
    await world.dispatch.moment(supervise.tick)
    (bundle,) = await world.new_in("甲")
    assert [line.split()[0] for line in bundle.text.splitlines() if MISSED in line] == ["JS-010"]
    assert await world.database.read(set_aside.every) == {}


async def test_a_person_whose_messages_cannot_be_written_keeps_nobody_else_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.post import OutboxPost

    push = OutboxPost.push

    def broken(self: OutboxPost, person: PersonId, *rest: Any, **named: Any) -> bool:
        if person == world.people["甲"]:
            raise LookupError("no way to this person")
        return push(self, person, *rest, **named)

    monkeypatch.setattr(OutboxPost, "push", broken)
    assert (await world.dispatch.moment(supervise.tick)).messages == 2
    assert [len(await world.new_in(name)) for name in ("甲", "乙", "丙")] == [0, 1, 1]
    assert await resting(world) == {(Kind.PERSON, world.people["甲"]): 1}
    monkeypatch.undo()
    world.clock.local(7, 1, 9, 5)
    await world.dispatch.moment(supervise.tick)
    (bundle,) = await world.new_in("甲")
    assert [line.split()[0] for line in bundle.text.splitlines() if MISSED in line] == ["JS-010", "JS-011"]
    assert MISSED not in "".join(each.text for each in await world.new_in("乙")), "each step once a person"
    assert await world.database.read(set_aside.every) == {}


async def test_a_reader_whose_digest_fails_keeps_no_other_from_theirs_and_gets_it_later(world: World) -> None:
    one, two = await world.hire("督查员甲", Role.INSPECTOR), await world.hire("督查员乙", Role.INSPECTOR)
    await world.database.write(
        lambda connection: connection.execute(
            text(
                "INSERT INTO digests (person_id, kind, occurrence, lights, at) "
                "VALUES (:person, 'weekly', '2026-W26', '{\"1\": \"purple\"}', '2026-06-22 01:00:00')"
            ),
            {"person": one.id},
        )
    )
    assert await world.dispatch.moment(digests.send_due) == 1
    assert [len(await world.new_in(talk.name)) for talk in (one, two)] == [0, 1]
    assert await resting(world) == {(Kind.DIGEST, one.id): 1}
    assert await world.dispatch.moment(digests.send_due) == 0
    await world.database.write(
        lambda connection: connection.execute(text("DELETE FROM digests WHERE occurrence = '2026-W26'"))
    )
    world.clock.local(6, 30, 9, 15)
    assert await world.dispatch.moment(digests.send_due) == 1
    assert [len(await world.new_in(talk.name)) for talk in (one, two)] == [1, 0]
    assert await resting(world) == {}


async def test_an_item_that_cannot_be_judged_is_left_out_of_the_digest_which_says_so(world: World) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await put_nodes(world, UNJUDGEABLE)
    await world.dispatch.moment(supervise.tick)
    await inspector.pushed()
    assert await world.dispatch.moment(digests.send_due) == 1
    (digest,) = await inspector.pushed()
    assert "1 项因数据有误暂未列入，管理员已收到提示" in digest.text


async def test_a_notice_whose_clock_fails_keeps_no_other_from_being_reminded(world: World) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    for code in ("JS-010", "JS-011"):
        await inspector.say(f"督办 {code} 未按期推进")
        await inspector.press("发送")
    await world.database.write(
        lambda connection: connection.execute(text("UPDATE notices SET state = 'lost' WHERE number = 1"))
    )
    for talk in ("甲", "乙", inspector.name):
        await world.new_in(talk)
    world.clock.local(7, 2, 9, 5)
    await world.dispatch.moment(supervise.tick)
    told = "".join(each.text for each in await world.new_in("甲"))
    assert "示督〔2026〕2号" in told
    assert "示督〔2026〕1号" not in told
    assert (Kind.NOTICE, 1) in await resting(world)
