"""单位改名: the code stays, what a unit was called goes on finding it. And units whom no message reaches."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from domain.people import Role
from domain.units import renamed
from handlers.kernel.turn import Moment
from handlers.reminders import tick as reminders
from storage import people, units
from storage.outbox import Lane
from storage.tables import out_of_reach, unit_names
from tests.support.world import Talk, World, make_world

OLD, NEW = "区住房和城乡建设局", "区城乡建设和更新局"


async def unasked(talk: Talk) -> list[str]:
    """What came since the last look and answers nothing."""
    return [each.text for each in await talk.world.new_in(talk.name) if each.message.lane is Lane.PUSH]


async def borne(world: World) -> list[tuple[str, str, str]]:
    """Names of before, with their units and the reason."""
    query = select(unit_names.c.unit, unit_names.c.name, unit_names.c.reason).order_by(unit_names.c.id)
    return await world.dispatch.look(
        lambda moment: [(row.unit, row.name, row.reason) for row in moment.store.execute(query)]
    )


async def test_the_old_name_finds_on_both_databases(store_url: str, tmp_path: Path) -> None:
    """K10: after a rename the old name found nothing."""
    world = await make_world(tmp_path, url=store_url)
    world.clock.local(6, 24)
    await world.settle()
    admin, inspector = await world.hire("管理员", Role.ADMIN), await world.hire("督查员", Role.INSPECTOR)
    head = await world.hire("局长", Role.UNIT_HEAD, "BM03")
    (asked,) = await admin.say(f"单位改名 {OLD} {NEW} 简称 城建更新局")
    assert asked.text.startswith(f"{OLD}更名为{NEW}（简称城建更新局）：代码、事项和历史记录不变")
    (done,) = await admin.press("确认改名")
    assert done.text == f"{OLD}已更名为{NEW}，原名仍可查找。"
    assert await unasked(head) == await unasked(inspector) == [done.text]
    for words in (OLD, "住建局", NEW, "城建更新局", "BM03"):
        (said,) = await inspector.say(f"责任书 {words}")
        assert NEW in said.text, words
        assert OLD not in said.text
    assert {(unit, name) for unit, name, _ in await borne(world)} == {
        ("BM03", name) for name in (OLD, "区住建局", "住建局", "住建")
    }
    await world.restart()
    assert NEW in (await inspector.say(f"责任书 {OLD}"))[0].text
    (again,) = await admin.tap(asked.token("确认改名"))
    assert again.text == "这个单位已改名，这次改名不再有效。"
    await world.database.close()


async def test_a_line_that_names_the_unit_as_before_is_understood(world: World) -> None:
    world.clock.local(6, 24)
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (before,) = await inspector.say("代报 住建局 JS-001 40个 来电人 王主任")
    await inspector.say("取消")

    def rename(moment: Moment) -> None:
        units.put(moment.store, [renamed(moment.reference.units["BM03"], NEW)], moment.now)

    await world.dispatch.moment(rename)
    (after,) = await inspector.say("代报 住建局 JS-001 40个 来电人 王主任")
    assert after.text.replace(NEW, OLD) == before.text


async def test_a_table_with_another_name_renames_on_record(world: World) -> None:
    admin = await world.hire("管理员", Role.ADMIN)
    rows = f"code,name,short_names,kind\nBM03,{NEW},住建局,department\n".encode()
    (preview,) = await admin.send("单位.csv", "text/csv", rows)
    assert f"更名：{OLD} → {NEW}，原名仍可查找。" in preview.text
    await admin.press("确认导入")
    assert [(name, reason) for _, name, reason in await borne(world)] == [
        (name, "单位.csv") for name in (OLD, "区住建局", "住建")
    ]
    assert NEW in (await admin.say(f"责任书 {OLD}"))[0].text


async def test_a_name_that_a_new_unit_bears_is_the_new_ones(world: World) -> None:
    async def rename(code: str, name: str) -> None:
        def work(moment: Moment) -> None:
            units.put(moment.store, [renamed(moment.reference.units[code], name)], moment.now)

        await world.dispatch.moment(work)

    def found(moment: Moment) -> list[str]:
        return [unit.code for words in (OLD, "住建局") if (unit := moment.reference.unit_named(words))]

    await rename("BM03", NEW)
    assert await world.dispatch.look(found) == ["BM03", "BM03"]
    await rename("BM04", OLD)
    assert await world.dispatch.look(found) == ["BM04", "BM03"]
    await world.restart()
    assert await world.dispatch.look(found) == ["BM04", "BM03"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("单位改名", "请写明原名和新名"),
        ("单位改名 住建局", "请写明原名和新名"),
        ("单位改名 无此局 某某局", "没有找到单位“无此局”。"),
        (f"单位改名 住建局 {OLD} 简称 区住建局 住建局 住建", "这个单位现在就是这个名称。"),
        ("单位改名 住建局 舜华路街道", "这个名称或简称已是另一单位的"),
    ],
)
async def test_what_cannot_be_is_refused_in_words(world: World, line: str, sentence: str) -> None:
    admin = await world.hire("管理员", Role.ADMIN)
    (said,) = await admin.say(line)
    assert said.text.startswith(sentence)


async def test_units_whom_no_message_reaches_are_named_to_the_inspectors_once(tmp_path: Path) -> None:
    """K10: with 48 of 49 units without anybody every line was ok."""
    world = await make_world(tmp_path)
    world.clock.local(6, 24)
    await world.settle(tracked_from=date(2026, 6, 25))
    await world.dispatch.moment(lambda moment: moment.store.execute(delete(out_of_reach)) and None)
    inspector, clerk = await world.hire("督查员", Role.INSPECTOR), await world.hire("张三", Role.REPORTER, "BM28")
    world.clock.local(6, 25, 9, 5)
    await world.dispatch.moment(reminders.tick)
    (told,) = await unasked(inspector)
    (line,) = [line for line in told.splitlines() if line.startswith("【没有能收到消息的人】")]
    assert line.endswith(" 等 48 家单位：在办事项无人收到提醒，请联系管理员邀请或调入人员。")
    assert "中央商务区" not in line
    world.clock.local(6, 26, 9, 5)
    await world.dispatch.moment(reminders.tick)
    assert not any("没有能收到消息的人" in text for text in await unasked(inspector))
    await world.dispatch.moment(lambda moment: people.leave(moment.store, clerk.id, moment.now))
    world.clock.local(6, 29, 9, 5)
    await world.dispatch.moment(reminders.tick)
    told = "\n".join(await unasked(inspector))
    assert "【没有能收到消息的人】中央商务区发展服务中心：在办事项无人收到提醒" in told
    await world.database.close()


async def test_not_everybody_can_be_reached_where_a_unit_has_nobody(world: World) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (said,) = await inspector.say("送达情况")
    assert "所有人员均可送达" not in said.text
    assert " 等 49 家单位：在办事项无人收到提醒" in said.text
