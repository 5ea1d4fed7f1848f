"""Reports made by telephone (代报): an inspector types in what a unit told, the unit is told and may correct it."""

from datetime import date
from pathlib import Path

import pytest

from domain.people import Role
from handlers.kernel.turn import Moment
from handlers.reminders import tick as reminders
from storage import evidence, reports
from tests.support.pictures import picture
from tests.support.world import Talk, World, make_world

NAME = "舜华路街道"


@pytest.fixture
async def inspector(world: World) -> Talk:
    """An inspector at the telephone, on 24 June."""
    world.clock.local(6, 24)
    return await world.hire("督查员甲", Role.INSPECTOR)


async def stored(world: World, code: str) -> list[tuple[str, str, str | None, str]]:
    """(total, unit, who rang, state) of an item's reports, oldest first."""

    def look(moment: Moment) -> list[tuple[str, str, str | None, str]]:
        found = reports.of_item(moment.store, moment.reference.by_code[code].id)
        return [(str(each.total), each.unit, each.caller, each.state.value) for each in reversed(found)]

    return await world.dispatch.look(look)


async def test_a_call_is_shown_confirmed_stored_for_the_unit_and_told_to_it(store_url: str, tmp_path: Path) -> None:
    world = await make_world(tmp_path, url=store_url)
    await world.settle()
    world.clock.local(6, 24)
    inspector = await world.hire("督查员甲", Role.INSPECTOR)
    clerk = await world.hire("舜华路填报人", Role.REPORTER, "JD14")
    head = await world.hire("舜华路负责人", Role.UNIT_HEAD, "JD14")
    stranger = await world.hire("外单位填报人", Role.REPORTER, "BM28")
    (card,) = await inspector.say("代报 舜华路街道 规上工业3家 来电人 王主任")
    assert card.text.splitlines()[0] == "电话代报 · 舜华路街道：请确认 1 项（截至 6月24日）"
    assert "JJ-037 新增规上工业企业：3 / " in card.text
    assert card.text.splitlines()[-1] == "来电人：王主任"
    assert card.labels == ["确认提交", "修改", "加佐证", "取消"]
    assert await stored(world, "JJ-037") == []
    (done,) = await inspector.press("确认提交")
    assert done.text.endswith("\n已代舜华路街道报送 1 项，待核验。已告知该单位 2 人。下次报送：10月10日前。")
    assert await stored(world, "JJ-037") == [("3", "JD14", "王主任", "submitted")]
    for person in (clerk, head):
        (told,) = await person.pushed()
        assert told.text.splitlines() == [
            "督查室已代报",
            "JJ-037 新增规上工业企业：3家，截至 6月24日",
            "来电人 王主任。根据贵单位来电录入，如有误请更正。",
        ]
        assert told.labels == ["更正 JJ-037"]
    assert await stranger.pushed() == []
    await world.database.close()


async def test_what_was_told_by_telephone_is_marked_wherever_it_is_shown(world: World, inspector: Talk) -> None:
    clerk = await world.hire("舜华路填报人", Role.REPORTER, "JD14")
    other = await world.hire("督查员乙", Role.INSPECTOR)
    await inspector.say("代报 舜华路 规上工业3家 来电人 王主任")
    await inspector.press("确认提交")
    await clerk.pushed()
    mark = "（电话代报，来电人 王主任）"
    (item,) = await clerk.say("事项 JJ-037")
    assert f"待核验{mark}" in item.text
    (history,) = await clerk.press("历次报送")
    assert f"督查员甲{mark}" in history.text
    for person in (clerk, inspector):
        (mine,) = await person.say("我的报送")
        assert mark in mine.text
        assert mine.labels == ["更正", "撤回"]
    (queue,) = await other.say("待核验")
    assert f"督查员甲{mark} 6月24日：“规上工业3家”" in queue.text


async def test_who_typed_it_in_may_not_verify_it_another_inspector_and_the_head_may(
    world: World, inspector: Talk
) -> None:
    head = await world.hire("舜华路负责人", Role.UNIT_HEAD, "JD14")
    clerk = await world.hire("舜华路填报人", Role.REPORTER, "JD14")
    other = await world.hire("督查员乙", Role.INSPECTOR)
    await inspector.say("代报 舜华路 规上工业3家")
    await inspector.press("确认提交")
    assert (await inspector.say("待核验"))[0].text == "没有待核验的报送。"
    await head.say("待核验")
    assert (await head.press("通过"))[0].text == "JJ-037 单位已审核，待核验"
    await clerk.pushed()
    await other.say("待核验")
    await other.press("退回")
    await other.press("数字有误")
    for person in (inspector, clerk):
        (told,) = await person.pushed()
        assert told.text == "JJ-037 3家，被督查室核验退回：数字有误。请更正后重报。"
    await clerk.press("重新报送")
    await clerk.say("2")
    await clerk.press("确认提交")
    assert await stored(world, "JJ-037") == [("3", "JD14", "", "superseded"), ("2", "JD14", None, "submitted")]


async def test_the_units_clerk_corrects_what_was_typed_in(world: World, inspector: Talk) -> None:
    clerk = await world.hire("舜华路填报人", Role.REPORTER, "JD14")
    await inspector.say("代报 舜华路 规上工业3家")
    await inspector.press("确认提交")
    await clerk.pushed()
    (question,) = await clerk.press("更正 JJ-037")
    assert "原报 3家" in question.text
    (doubt,) = await clerk.say("2")
    card = doubt if "请确认" in doubt.text else (await clerk.press("就按这个数"))[0]
    assert "（更正）" in card.text
    assert "电话代报" not in card.text
    await clerk.press("确认提交")
    assert await stored(world, "JJ-037") == [("3", "JD14", "", "superseded"), ("2", "JD14", None, "submitted")]


async def test_the_inspector_corrects_and_withdraws_an_own_slip(world: World, inspector: Talk) -> None:
    await inspector.say("代报 舜华路 规上工业3家 来电人 王主任")
    await inspector.press("确认提交")
    await inspector.say("我的报送")
    await inspector.press("更正")
    (card,) = await inspector.say("4")
    assert card.text.startswith(f"电话代报 · {NAME}：请确认 1 项")
    await inspector.press("确认提交")
    await inspector.say("我的报送")
    await inspector.press("1. JJ-037")
    await inspector.press("撤回")
    await inspector.press("确认撤回")
    assert await stored(world, "JJ-037") == [
        ("3", "JD14", "王主任", "superseded"),
        ("4", "JD14", "王主任", "withdrawn"),
    ]


async def test_the_same_questions_are_asked_as_of_a_clerk(world: World, inspector: Talk) -> None:
    (which,) = await inspector.say("代报 舜华路街道 规上企业新增3家")
    assert which.text == "您说的是哪一项？"
    assert which.labels == ["JJ-037 新增规上工业企业", "JJ-038 新增规上服务业企业", "都不是"]
    (card,) = await inspector.press("JJ-038")
    assert card.text.startswith(f"电话代报 · {NAME}：请确认 1 项")
    await inspector.press("确认提交")
    (doubt,) = await inspector.say("代报 舜华路街道 规上服务业2家")
    assert "上次报 3家，这次 2家，比上次少。是否属实？" in doubt.text
    (drop,) = await inspector.press("不报这项")
    assert drop.text == "已取消，什么都没有提交。"
    (foreign,) = await inspector.say("代报 舜华路街道 JS-028 600户")
    assert foreign.text == "这一项不由来电单位报送。"
    assert await stored(world, "JS-028") == []


async def test_what_is_left_out_is_asked_for_and_a_slip_can_be_mended(world: World, inspector: Talk) -> None:
    (how,) = await inspector.say("代报")
    assert how.text == "请写明单位和内容，例如“舜华路街道 规上工业3家”，可加“来电人 王主任”。"
    (unknown,) = await inspector.say("没有这个单位 3家")
    assert unknown.text.startswith("没有找到这个单位。")
    (what,) = await inspector.say("舜华路街道 来电人 王主任")
    assert what.text == "舜华路街道报什么？例如“规上工业3家”。"
    (unclear,) = await inspector.say("你好")
    assert unclear.text.startswith("没有看懂舜华路街道报的内容。")
    await inspector.say("规上工业3家")
    await inspector.press("修改")
    (card,) = await inspector.say("改成 4")
    assert "4 / " in card.text
    (card,) = await inspector.say("来电人 李科长")
    assert card.text.splitlines()[-1] == "来电人：李科长"
    (card,) = await inspector.say("规上服务业5家")
    assert "JJ-038 新增规上服务业企业：5" in card.text
    assert card.text.startswith(f"电话代报 · {NAME}")
    assert (await inspector.say("取消"))[0].text == "已取消，什么都没有提交。"
    assert await stored(world, "JJ-037") == await stored(world, "JJ-038") == []


async def test_a_call_survives_a_restart_and_takes_evidence(world: World, inspector: Talk) -> None:
    await inspector.say("代报 舜华路街道 来电人 王主任")
    await world.restart()
    await inspector.say("规上工业3家")
    await world.restart()
    (card,) = await inspector.send("传真.png", "image/png", picture())
    assert "佐证 1 个" in card.text
    assert card.text.startswith(f"电话代报 · {NAME}")
    await inspector.press("确认提交")
    assert await stored(world, "JJ-037") == [("3", "JD14", "王主任", "submitted")]

    def pieces(moment: Moment) -> list[str]:
        (report,) = reports.of_item(moment.store, moment.reference.by_code["JJ-037"].id)
        return [each.name for each in evidence.of_report(moment.store, report.id)]

    assert await world.dispatch.look(pieces) == ["传真.png"]


async def test_a_clerk_may_send_evidence_later_for_what_was_told_by_telephone(world: World, inspector: Talk) -> None:
    clerk = await world.hire("舜华路填报人", Role.REPORTER, "JD14")
    await inspector.say("代报 舜华路 规上工业3家")
    await inspector.press("确认提交")
    await clerk.pushed()
    (which,) = await clerk.send("现场.png", "image/png", picture())
    assert which.labels == ["JJ-037 3家"]
    assert (await clerk.press("JJ-037"))[0].text == "佐证已归入 JJ-037。"


async def test_a_unit_without_any_person_reports_by_telephone_just_the_same(world: World, inspector: Talk) -> None:
    await inspector.say("代报 舜华路 规上工业3家")
    (done,) = await inspector.press("确认提交")
    assert "\n已代舜华路街道报送 1 项，待核验。该单位没有能收到消息的人员，请电话告知。" in done.text
    assert await stored(world, "JJ-037") == [("3", "JD14", "", "submitted")]


async def test_the_button_on_an_items_card_asks_which_unit_rang_when_there_are_several(
    world: World, inspector: Talk
) -> None:
    (card,) = await inspector.say("事项 JS-010")
    assert "代报" in card.labels
    (asked,) = await inspector.press("代报")
    if asked.text == "代哪个单位报送？":
        (asked,) = await inspector.press("中央商务区发展服务中心")
    assert "现在累计多少座？" in asked.text
    (confirm,) = await inspector.say("18，来电人 李主任")
    assert confirm.text.startswith("电话代报 · 中央商务区发展服务中心：请确认 1 项")
    assert confirm.text.splitlines()[-1] == "来电人：李主任"


async def test_nobody_but_an_inspector_reports_for_others_and_not_for_the_own_unit(
    world: World, inspector: Talk
) -> None:
    clerk = await world.hire("舜华路填报人", Role.REPORTER, "JD14")
    inside = await world.hire("驻街道督查员", Role.INSPECTOR, "JD14")
    assert (await clerk.say("代报 舜华路 规上工业3家"))[0].text == "您的角色不能使用这项功能。"
    assert "代报" not in (await clerk.say("事项 JJ-037"))[0].labels
    assert (await inside.say("代报 舜华路 规上工业3家"))[0].text == "本单位的进度请由本单位报送，不能代报。"
    assert "代报" not in (await inside.say("事项 JJ-037"))[0].labels
    await inspector.say("代报 舜华路 规上工业3家")
    token = inspector.last[0].token("确认提交")
    assert (await clerk.tap(token))[0].text == "这个按钮不是发给您的。"


async def test_a_call_stops_the_reminders_as_a_clerks_report_does(tmp_path: Path) -> None:
    world = await make_world(tmp_path)
    world.clock.local(6, 24)
    await world.settle(tracked_from=date(2026, 6, 25))
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    inspector = await world.hire("督查员甲", Role.INSPECTOR)
    await world.dispatch.moment(reminders.tick)
    await inspector.say("代报 中央商务区发展服务中心 26座楼宇累计交付18座，95万平 截至6月30日")
    world.clock.local(7, 1)
    await world.dispatch.moment(reminders.tick)
    before = "\n".join(each.text for each in await clerk.pushed())
    assert "JS-010" in before
    await inspector.say("代报 中央商务区发展服务中心 26座楼宇累计交付18座 截至6月30日")
    await inspector.press("确认提交")
    await clerk.pushed()
    world.clock.local(7, 3)
    await world.dispatch.moment(reminders.tick)
    after = "\n".join(each.text for each in await clerk.pushed())
    assert "JS-011" in after
    assert "JS-010" not in after
    await world.database.close()
