"""What fails in a tick, on both databases: the others go on, it rests, is named, tried again, and makes up for what it missed."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.operations.doctor import aside
from bot.out.outbox_post import OutboxPost
from bot.road.dispatch import Dispatch
from domain.people import Person, PersonId, Role
from domain.set_aside import Kind
from handlers.digests import tick as sending
from handlers.kernel.audience import Told
from handlers.kernel.turn import Moment
from handlers.reminders import bundles
from handlers.reminders import tick as reminders
from storage import schedule
from storage.store import Store
from tests.support.world import Talk, World, before_a_push

# A slip in the year: read without complaint, but no plan can be laid through such a day; and a row that cannot even be read.
UNJUDGEABLE, UNREADABLE = '[["0001-01-01", "建成", "3"]]', '[["2026-12-31"]]'
# In JS-010's and JS-011's line of 30 June, three working days before their report is due.
MISSED = "7月3日前报送"


@pytest.fixture
async def world(store_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """A district on the evening before a push."""
    world = await before_a_push(store_url, tmp_path)
    yield world
    await world.database.close()


async def put_nodes(world: World, milestones: str, code: str = "JS-010") -> str:
    """An item's row as an old version or a hand in the store might have left it; the service starts on it. Gives what it was."""

    def work(store: Store) -> str:
        told = {"milestones": milestones, "code": code}
        before = store.execute(text("SELECT milestones FROM items WHERE code = :code"), told).scalar_one()
        store.execute(text("UPDATE items SET milestones = :milestones WHERE code = :code"), told)
        return before if isinstance(before, str) else json.dumps(before)

    before = await world.database.write(work)
    world.dispatch = Dispatch(world.house)
    return before


async def unjudged(world: World) -> list[str]:
    """Codes of the items that were not judged today."""

    def look(moment: Moment) -> list[str]:
        rows = moment.store.execute(
            text(
                "SELECT code FROM items LEFT JOIN item_states ON item_id = items.id WHERE judged_on IS NULL OR judged_on < :on"
            ),
            {"on": moment.today if world.database.dialect == "postgresql" else moment.today.isoformat()},
        )
        return [row.code for row in rows]

    return await world.dispatch.look(look)


async def resting(world: World) -> dict[tuple[Kind, int], int]:
    """How often each row that is set aside has failed."""
    rows = await world.database.read(schedule.aside)
    return {key: row.attempts for key, row in rows.items() if row.again_at is not None}


@pytest.mark.parametrize("milestones", [UNJUDGEABLE, UNREADABLE])
async def test_one_item_that_fails_keeps_no_other_from_being_judged_and_reminded(world: World, milestones: str) -> None:
    admin = await world.hire("管理员", Role.ADMIN)
    await put_nodes(world, milestones)
    ticked = await world.dispatch.moment(reminders.tick)
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
        await world.dispatch.moment(reminders.tick)
        tries += list((await resting(world)).values())
    assert tries == [1] + [2] * 3 + [3] * 12 + [4] * 2
    assert len(await admin.pushed()) == 1


@pytest.mark.parametrize("milestones", [UNJUDGEABLE, UNREADABLE])
async def test_once_it_works_again_it_is_cleared_and_what_it_missed_is_made_up_once(
    world: World, milestones: str
) -> None:
    sound = await put_nodes(world, milestones)
    await world.dispatch.moment(reminders.tick)
    await world.new_in("甲")
    await put_nodes(world, sound)
    world.clock.local(6, 30, 9, 20)
    await world.dispatch.moment(reminders.tick)
    assert await unjudged(world) == []
    assert await resting(world) == {}
    assert (await world.database.read(aside)).ok
    world.clock.local(7, 1, 9, 5)
    await world.dispatch.moment(reminders.tick)
    (bundle,) = await world.new_in("甲")
    assert [
        code for line in bundle.text.splitlines() if MISSED in line for code in re.findall(r"[A-Z]{2}-\d{3}", line)
    ] == ["JS-010"]
    assert await world.database.read(schedule.aside) == {}
    world.clock.local(7, 1, 9, 6)
    assert (await world.dispatch.moment(reminders.tick)).held == "pushed today"


async def test_an_item_whose_line_cannot_be_written_is_left_out_of_the_bundles(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = bundles.line

    def broken(moment: Moment, person: Person, told: Told) -> str:
        if told.due.stored.item.code == "JS-010":
            raise ArithmeticError("no line")
        return line(moment, person, told)

    monkeypatch.setattr(bundles, "line", broken)
    ticked = await world.dispatch.moment(reminders.tick)
    assert ticked.messages == 3
    (bundle,) = await world.new_in("甲")
    assert "JS-011" in bundle.text
    assert "JS-010" not in bundle.text
    assert [kind for kind, _ in await resting(world)] == [Kind.REMIND]
    monkeypatch.undo()
    world.clock.local(7, 1, 9, 5)
    await world.dispatch.moment(reminders.tick)
    (bundle,) = await world.new_in("甲")
    assert [
        code for line in bundle.text.splitlines() if MISSED in line for code in re.findall(r"[A-Z]{2}-\d{3}", line)
    ] == ["JS-010"]
    assert await world.database.read(schedule.aside) == {}


async def test_a_person_whose_messages_cannot_be_written_keeps_nobody_else_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    push = OutboxPost.push

    def broken(self: OutboxPost, person: PersonId, *rest: Any, **named: Any) -> bool:
        if person == world.people["甲"]:
            raise LookupError("no way to this person")
        return push(self, person, *rest, **named)

    monkeypatch.setattr(OutboxPost, "push", broken)
    assert (await world.dispatch.moment(reminders.tick)).messages == 2
    assert [len(await world.new_in(name)) for name in ("甲", "乙", "丙")] == [0, 1, 1]
    assert await resting(world) == {(Kind.PERSON, world.people["甲"]): 1}
    monkeypatch.undo()
    world.clock.local(7, 1, 9, 5)
    await world.dispatch.moment(reminders.tick)
    (bundle,) = await world.new_in("甲")
    assert [
        code for line in bundle.text.splitlines() if MISSED in line for code in re.findall(r"[A-Z]{2}-\d{3}", line)
    ] == ["JS-010", "JS-011"]
    assert MISSED not in "".join(each.text for each in await world.new_in("乙")), "each step once a person"
    assert await world.database.read(schedule.aside) == {}


async def test_a_reader_whose_digest_fails_keeps_no_other_from_theirs_and_gets_it_later(world: World) -> None:
    posts = ("分管副区长（城建）", "常务副区长")
    one, two = [await world.hire(post, Role.LEADER, None, post) for post in posts]
    await world.dispatch.moment(reminders.tick)

    async def light_of_the_first(light: str) -> None:
        code = {"code": "JS-010", "light": light}
        change = "UPDATE item_states SET light = :light WHERE item_id = (SELECT id FROM items WHERE code = :code)"
        await world.database.write(lambda store: store.execute(text(change), code))

    await light_of_the_first("purple")
    assert await world.dispatch.moment(sending.send_due) == 1
    assert [len(await world.new_in(talk.name)) for talk in (one, two)] == [0, 1]
    assert await resting(world) == {(Kind.DIGEST, one.id): 1}
    assert await world.dispatch.moment(sending.send_due) == 0
    await light_of_the_first("red")
    world.clock.local(6, 30, 9, 15)
    assert await world.dispatch.moment(sending.send_due) == 1
    assert [len(await world.new_in(talk.name)) for talk in (one, two)] == [1, 0]
    assert await resting(world) == {}


@pytest.mark.parametrize("broken", [UNREADABLE, UNJUDGEABLE], ids=["unreadable", "unjudgeable"])
async def test_an_item_with_wrong_data_keeps_no_digest_back_and_it_says_so(world: World, broken: str) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await world.dispatch.moment(reminders.tick)
    # It would stand first in every list, if it could be named.
    grave = (
        "UPDATE item_states SET light = 'red', pressure = 90000, node_missed = '2020-01-01', report_due = '2020-01-01'"
    )
    mine = " WHERE item_id = (SELECT id FROM items WHERE code = 'JS-010')"
    await world.database.write(lambda store: store.execute(text(grave + mine)))
    await put_nodes(world, broken)
    world.clock.local(7, 6, 9, 5)
    await world.dispatch.moment(reminders.tick)
    await inspector.pushed()
    assert await world.dispatch.moment(sending.send_due) == 1
    (digest,) = await inspector.pushed()
    assert "1 项因数据有误亮灯未更新，管理员已收到提示" in digest.text


@pytest.mark.parametrize("judged_before", [False, True])
async def test_an_item_that_cannot_be_judged_takes_no_list_from_anybody(world: World, judged_before: bool) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    items = await world.dispatch.look(lambda moment: len(moment.reference.items))
    await put_nodes(world, UNJUDGEABLE)
    if not judged_before:
        fresh = "DELETE FROM item_states WHERE item_id = (SELECT id FROM items WHERE code = 'JS-010')"
        await world.database.write(lambda store: store.execute(text(fresh)))
    await world.dispatch.moment(reminders.tick)
    await inspector.pushed()
    shown = items if judged_before else items - 1
    for words, beginning in (
        ("我的事项", f"我的事项（{shown}）"),
        ("红灯", "红灯（"),
        ("哪些事项红灯", ""),
        ("板块", f"板块亮灯（全区 {shown} 项）"),
        ("板块 大建设", ""),
        ("单位亮灯", "单位亮灯"),
        ("片区", ""),
        ("台账", f"示例区台账，{shown} 项。1 项因数据有误亮灯未更新，管理员已收到提示。"),
    ):
        (card,) = await inspector.say(words)
        assert card.text.startswith(beginning), words
    if not judged_before:
        (refused,) = await inspector.say("事项 JS-010")
        assert refused.text == "该事项因数据有误暂未亮灯，管理员已收到提示。"


async def test_a_notice_whose_clock_fails_keeps_no_other_from_being_reminded(world: World) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    for code in ("JS-010", "JS-011"):
        await inspector.say(f"督办 {code} 未按期推进")
        await inspector.press("发送")
    await world.database.write(lambda store: store.execute(text("UPDATE notices SET state = 'lost' WHERE number = 1")))
    for talk in ("甲", "乙", inspector.name):
        await world.new_in(talk)
    world.clock.local(7, 2, 9, 5)
    await world.dispatch.moment(reminders.tick)
    told = "".join(each.text for each in await world.new_in("甲"))
    assert "示督〔2026〕2号" in told
    assert "示督〔2026〕1号" not in told
    assert (Kind.NOTICE, 1) in await resting(world)


async def test_an_item_that_can_be_read_again_is_everybodys_again_without_a_restart(world: World) -> None:
    sound = await put_nodes(world, UNREADABLE)
    await world.dispatch.moment(reminders.tick)
    started = world.dispatch

    def known(moment: Moment) -> bool:
        return "JS-010" in moment.reference.by_code

    assert not await started.look(known)
    await put_nodes(world, sound)
    world.clock.local(6, 30, 9, 20)
    await started.moment(reminders.tick)
    assert await started.look(known)


async def test_what_fails_again_beside_a_confirmed_report_takes_only_itself_back(world: World) -> None:
    """G1: a digest asked for in the same transaction tries what was set aside; the report, its answer and its update stay."""
    clerk, inspector = Talk(world, "甲"), await world.hire("督查员", Role.INSPECTOR)
    await put_nodes(world, UNJUDGEABLE, "JS-028")
    await world.dispatch.moment(reminders.tick)
    world.clock.local(6, 30, 9, 11)
    form = (await clerk.say("JS-011 11"))[-1]
    confirmed = replace(world.update("test", "甲"), button=form.token("确认提交"), message="m1")
    for talk in ("甲", "督查员"):
        await world.new_in(talk)
    asked = world.update("test", "督查员", "周报")
    assert await world.dispatch.messages([confirmed, asked]) == [None, None]
    assert list((await resting(world)).values()) == [2], "it was tried, and has failed"
    assert [shown.text[:7] for shown in await clerk.pushed()] == ["已提交 1 项"]
    assert len(await inspector.pushed()) == 1

    def kept(store: Store) -> list[int]:
        return [store.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in ("reports", "updates")]

    assert await world.database.read(kept) == [1, 3]


async def lose(world: World, name: str) -> None:
    """The bundles of a chat have reached nobody."""
    change = text("UPDATE outbox SET state = 'unreachable' WHERE key LIKE 'remind:%' AND chat = :chat")
    await world.database.write(lambda store: store.execute(change, {"chat": name}))


async def test_an_item_that_cannot_be_read_is_still_named_among_what_reached_nobody(world: World) -> None:
    """G4: its code is all that is needed; the bundle was made when it could be read."""
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await world.dispatch.moment(reminders.tick)
    await lose(world, "甲")
    await put_nodes(world, UNREADABLE)
    await inspector.pushed()
    world.clock.local(7, 1, 9, 5)
    await world.dispatch.moment(reminders.tick)
    (bundle,) = await inspector.pushed()
    (line,) = [line for line in bundle.text.splitlines() if line.startswith("甲（")]
    assert "JS-010、JS-011" in line
    assert list(await resting(world)) == [(Kind.JUDGE, await number(world, "JS-010"))], "no other is blamed"


async def test_lines_about_what_reached_nobody_that_cannot_be_made_keep_no_bundle(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await world.dispatch.moment(reminders.tick)
    await lose(world, "甲")
    await inspector.pushed()

    def broken(*_given: object) -> str:
        raise LookupError("no words for it")

    monkeypatch.setattr(bundles, "_matters", broken)
    world.clock.local(7, 1, 9, 5)
    assert (await world.dispatch.moment(reminders.tick)).messages > 0
    assert await world.database.read(schedule.aside) == {}
    monkeypatch.undo()
    await world.new_in(inspector.name)
    world.clock.local(7, 2, 9, 5)
    await world.dispatch.moment(reminders.tick)
    assert "甲（" in "".join(each.text for each in await inspector.pushed()), "named as soon as it works"


async def test_what_reached_nobody_is_named_when_the_only_inspector_rests_no_more(world: World) -> None:
    """G4: what nobody is told now does not count as named."""
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await world.dispatch.moment(reminders.tick)
    await lose(world, "甲")
    await inspector.pushed()
    world.clock.local(7, 1, 9, 5)
    now = world.clock.now()
    row = schedule.SetAside(Kind.PERSON, inspector.id, "x", 3, now.date(), now, now + timedelta(minutes=20), told=True)
    await world.database.write(lambda store: schedule.put_aside(store, row))
    await world.dispatch.moment(reminders.tick)
    assert await world.new_in(inspector.name) == []
    world.clock.local(7, 2, 9, 5)
    await world.dispatch.moment(reminders.tick)
    assert "甲（" in "".join(each.text for each in await inspector.pushed())


async def number(world: World, code: str) -> int:
    """An item's number."""
    query = text("SELECT id FROM items WHERE code = :code")
    return await world.database.read(lambda store: store.execute(query, {"code": code}).scalar_one())
