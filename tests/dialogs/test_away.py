"""Leave, stand-ins, hand-over, 收到 and 暂缓, and the ask budget: who is told, who is not, and what stands on record."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.packs.file import load_pack
from domain.delivery import Cause
from domain.packs import AskRule
from domain.people import Role
from handlers.digests import tick as sending
from handlers.kernel.turn import Moment
from handlers.reminders import tick as reminders
from storage import outbox, tables
from storage.outbox import MessageKind
from tests.support.world import Talk, World, make_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The sample district, with reports owed from 25 June on and everything before told."""
    world = await make_world(tmp_path)
    await begin(world)
    yield world
    await world.database.close()


async def begin(world: World) -> None:
    world.clock.local(6, 24)
    await world.settle(tracked_from=date(2026, 6, 25))
    await tick(world, 6, 25)


async def tick(world: World, month: int, day: int) -> reminders.Ticked:
    """A tick at the push time."""
    world.clock.local(month, day, 9, 5)
    return await world.dispatch.moment(reminders.tick)


async def texts(talk: Talk) -> str:
    """What was said to a chat since the last look."""
    return "\n".join(each.text for each in await talk.world.new_in(talk.name))


async def test_while_a_clerk_is_away_the_stand_in_is_told_and_nobody_else(world: World) -> None:
    away = await world.hire("张三", Role.REPORTER, "BM28")
    deputy = await world.hire("李四", Role.UNIT_HEAD, "BM28")
    assert (await away.say("AB角 李四"))[-1].text == "已登记：张三不在岗时由李四代岗，长期有效。"
    said = await away.say("请假 6月29日到7月1日")
    assert said[-1].text == "已登记：张三 6月29日至7月1日请假，期间的提醒和通知发给 李四。"
    await tick(world, 6, 30)
    assert await texts(away) == ""
    assert "中央商务区26座楼宇建成交付 JS-010：7月3日前报送，还有 3 个工作日（代张三）" in await texts(deputy)
    await tick(world, 7, 2)
    assert "JS-010" in await texts(away)
    assert "代张三" not in await texts(deputy)


async def test_without_a_stand_in_the_other_clerk_then_the_head_then_the_inspector_is_told(world: World) -> None:
    first = await world.hire("张三", Role.REPORTER, "BM28")
    second = await world.hire("李四", Role.REPORTER, "BM28")
    head = await world.hire("王五", Role.UNIT_HEAD, "BM28")
    inspector = await world.hire("督查员", Role.INSPECTOR)
    assert "没有 AB 角" in (await first.say("请假 6月29日到7月3日"))[-1].text
    await tick(world, 6, 30)
    assert "JS-010" in await texts(second)
    assert await texts(head) == ""
    await inspector.say("请假 李四 7月1日到7月3日")
    assert "督查员为您登记了请假" in await texts(second)
    await tick(world, 7, 2)
    assert await texts(second) == ""
    assert "JS-010" in await texts(head)
    await head.say("请假 7月3日")
    await tick(world, 7, 3)
    assert "JS-010" in await texts(inspector)
    assert (await first.say("销假"))[-1].text == "已销假：张三，今天起恢复提醒。"
    assert (await first.say("销假"))[-1].text == "没有登记中的请假。"


async def test_leave_that_is_yet_to_come_is_taken_back_after_a_tap_that_names_its_days(world: World) -> None:
    first = await world.hire("张三", Role.REPORTER, "BM28")
    second = await world.hire("李四", Role.REPORTER, "BM28")
    await first.say("请假 7月1日到7月5日")
    await first.say("请假 7月20日")
    (asked,) = await first.say("销假")
    assert asked.text == "张三 目前没有请假；已登记的下一次请假是 7月1日至7月5日。是否撤销？"
    assert asked.labels == ["确认撤销"]
    (done,) = await first.press("确认撤销")
    assert done.text == "已撤销：张三 7月1日至7月5日的请假，期间提醒照常发给本人。"
    assert (await first.tap(asked.token("确认撤销")))[-1].text.startswith("这次请假已开始、已变更或已撤销")
    await second.say("请假 7月1日到7月3日")
    await tick(world, 7, 2)
    assert "JS-010" in await texts(first)
    assert (await first.say("销假"))[-1].text.endswith("下一次请假是 7月20日。是否撤销？")


async def test_leave_to_come_stays_until_the_tap_and_begins_as_it_was(world: World) -> None:
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    await world.hire("李四", Role.REPORTER, "BM28")
    await clerk.say("请假 7月2日到7月3日")
    (asked,) = await clerk.say("销假")
    await tick(world, 7, 2)
    assert await texts(clerk) == ""
    (late,) = await clerk.tap(asked.token("确认撤销"))
    assert late.text == "这次请假已开始、已变更或已撤销，请重新发“销假”。"
    assert (await clerk.say("销假"))[-1].text == "已销假：张三，今天起恢复提醒。"


async def test_others_take_back_leave_only_for_whom_they_may_arrange(world: World) -> None:
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    peer = await world.hire("李四", Role.REPORTER, "BM28")
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await clerk.say("请假 7月1日到7月5日")
    assert (await peer.say("销假 张三"))[-1].text.startswith("只能为本人办理")
    await inspector.say("销假 张三")
    assert (await inspector.press("确认撤销"))[-1].text.startswith("已撤销：张三 7月1日至7月5日")
    assert (await clerk.say("销假"))[-1].text == "没有登记中的请假。"


async def test_a_stand_in_may_be_for_some_items_and_ends_by_its_day(world: World) -> None:
    away = await world.hire("张三", Role.REPORTER, "BM28")
    deputy = await world.hire("李四", Role.UNIT_HEAD, "BM28")
    said = await away.say("AB角 李四 到6月30日 JS-010")
    assert said[-1].text == "已登记：张三不在岗时由李四代岗，限 JS-010，到6月30日。"
    await away.say("请假 6月29日到7月10日")
    await tick(world, 6, 30)
    lines = [line for line in (await texts(deputy)).splitlines() if "代张三" in line]
    assert lines
    assert all("JS-010" in line for line in lines)
    await tick(world, 7, 2)
    assert "代张三" not in await texts(deputy)
    assert (await away.say("AB角 取消"))[-1].text == "没有登记中的 AB 角。"


async def test_who_may_arrange_and_who_may_stand_in(world: World) -> None:
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    await world.hire("外人", Role.REPORTER, "BM01")
    assert (await clerk.say("请假 外人 7月1日"))[-1].text.startswith("只能为本人办理")
    assert (await clerk.say("AB角 外人"))[-1].text.startswith("AB 角须是本单位在岗人员")
    assert (await clerk.say("AB角 张三"))[-1].text.startswith("AB 角须是本单位在岗人员")
    assert (await clerk.say("请假"))[-1].text.startswith("请写明起止日期")
    assert (await clerk.say("请假 6月1日到6月2日"))[-1].text == "这段日期已经过去，请核对。"


async def test_an_acknowledgement_keeps_the_ladder_from_climbing_and_the_debt_stays(world: World) -> None:
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    head = await world.hire("王五", Role.UNIT_HEAD, "BM28")
    await tick(world, 7, 3)
    await clerk.pushed()
    await clerk.press("收到")
    await texts(head)
    await tick(world, 7, 6)
    assert "JS-010" not in await texts(head), "T+1 would have told the head"
    await tick(world, 7, 7)
    assert "JS-010" not in await texts(head)
    await tick(world, 7, 8)
    assert "中央商务区26座楼宇建成交付 JS-010：应于 7月3日报送，已逾期 3 个工作日" in await texts(head)


async def test_without_an_acknowledgement_the_ladder_climbs(world: World) -> None:
    await world.hire("张三", Role.REPORTER, "BM28")
    head = await world.hire("王五", Role.UNIT_HEAD, "BM28")
    await tick(world, 7, 3)
    await tick(world, 7, 6)
    assert "JS-010" in await texts(head)


async def test_an_inspectors_receipt_holds_nothing(world: World) -> None:
    await world.hire("张三", Role.REPORTER, "BM28")
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await tick(world, 7, 8)
    (bundle,) = await inspector.pushed()
    assert bundle.labels[-1] == "收到", "no 暂缓 for the district"
    await inspector.press("收到")
    await texts(inspector)
    await tick(world, 7, 10)
    (bundle,) = await inspector.pushed()
    item = await world.dispatch.look(lambda moment: moment.reference.by_code["JS-010"].id)
    assert [each for each in bundle.message.payload["named"]["all"] if each.startswith(f"{item}|report:")]


async def test_a_snooze_has_a_limit_a_reason_and_is_granted_once(world: World) -> None:
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    assert (await clerk.say("暂缓 JS-010 2天 等验收报告"))[-1].text == "这一事项目前没有需要暂缓的提醒。"
    await tick(world, 7, 3)
    await clerk.pushed()
    assert (await clerk.say("暂缓 JS-010 2天"))[-1].text.startswith("请写明编号、天数和原因")
    assert (await clerk.say("暂缓 JS-010 9天 等验收报告"))[-1].text == "一次最多暂缓 5 个工作日。"
    said = await clerk.say("暂缓 JS-010 2天 等验收报告")
    assert said[-1].text == "已记录：JS-010 的提醒暂缓到 7月7日。到期仍未报送，将继续逐级提醒。"
    assert (await clerk.say("暂缓 JS-010 2天 还要等"))[-1].text.startswith("同一期只能暂缓一次")
    for day in (6, 7):
        await tick(world, 7, day)
        assert "JS-010" not in await texts(clerk)
    await tick(world, 7, 8)
    assert "JS-010" in await texts(clerk)


async def test_a_snooze_can_be_tapped_on_the_bundle(world: World) -> None:
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    await tick(world, 7, 3)
    await clerk.pushed()
    assert (await clerk.press("暂缓"))[-1].text.startswith("请写编号、天数和原因")
    assert (await clerk.say("JS-010 1天 等验收报告"))[-1].text.startswith("已记录：JS-010 的提醒暂缓到 7月6日")


async def test_beyond_the_budget_a_unit_is_not_asked_and_the_inspector_follows_up(tmp_path: Path) -> None:
    world = await make_world(tmp_path, rules=replace(load_pack("default"), asks=AskRule(2)))
    await begin(world)
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    inspector = await world.hire("督查员", Role.INSPECTOR)
    told = []
    for day in (1, 2, 3, 6, 7, 8):
        await tick(world, 7, day)
        told.append(bool(await texts(clerk)))
    assert sum(told) == 2, "two days with reminders and no more"
    assert "该单位本月催报已达上限，请督查室跟进" in await texts(inspector)
    assert (await clerk.say("催报次数"))[-1].text == "本月已催报 2 次（按天计），上限 2 次。"
    listed = (await inspector.say("催报次数"))[-1].text
    assert "中央商务区发展服务中心 2 次" in listed

    assert "本月催报 1 家 2 次，1 家已达上限、不再催报" in (await inspector.say("周报"))[-1].text

    def withheld(moment: Moment) -> dict[str, int]:
        query = select(tables.withheld.c.reason, func.count()).group_by(tables.withheld.c.reason)
        return {row[0]: int(row[1]) for row in moment.store.execute(query)}

    assert (await world.dispatch.look(withheld))["budget"] > 0
    await world.database.close()


async def test_a_leaders_digest_goes_to_the_stand_in_while_the_leader_is_away(world: World) -> None:
    leader = await world.hire("甲区长", Role.LEADER, None, "分管副区长（城建）")
    other = await world.hire("乙区长", Role.LEADER, None, "分管副区长（经济）")
    await leader.say("AB角 乙区长")
    await leader.say("请假 6月29日到7月3日")
    world.clock.local(6, 29, 9, 5)
    await world.dispatch.moment(sending.send_due)
    assert await texts(leader) == ""
    assert "分管副区长（城建）" in await texts(other)


async def test_a_post_is_handed_over_with_what_is_open_and_without_old_reminders(world: World) -> None:
    old = await world.hire("张三", Role.REPORTER, "BM28")
    new = await world.hire("李四", Role.REPORTER, "BM28")
    admin = await world.hire("管理员", Role.ADMIN)
    await tick(world, 6, 30)
    await new.pushed()
    asked = (await admin.say("交接 张三 李四"))[-1]
    assert asked.text.startswith("中央商务区发展服务中心张三的岗位交给李四，在办 ")
    assert (await admin.press("确认交接"))[-1].text.startswith("交接完成：张三已离岗，李四接手在办 ")
    assert "您已接手张三的岗位" in await texts(new)
    assert (await old.say("我的事项"))[-1].text.startswith("您还没有绑定身份")

    def left(moment: Moment) -> list[Cause | None]:
        shown = outbox.shown_in(moment.store, "test", "张三", 50)
        return [each.cause for each in shown if each.kind is MessageKind.REMINDER]

    assert await world.dispatch.look(left) == [Cause.LEFT]


async def test_a_post_may_be_handed_to_a_new_person_who_is_invited(world: World) -> None:
    await world.hire("张三", Role.REPORTER, "BM28")
    await world.hire("外人", Role.REPORTER, "BM01")
    admin = await world.hire("管理员", Role.ADMIN)
    assert (await admin.say("交接 张三 外人"))[-1].text.startswith("接手人已在另一单位或岗位")
    await admin.say("交接 张三 新人")
    answer = await admin.press("确认交接")
    assert "新人接手在办" in answer[0].text
    assert "一次性邀请" in answer[1].text


async def test_a_typed_receipt_is_marked_unless_there_is_more_to_tell(world: World) -> None:
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    (nothing,) = await clerk.say("收到")
    assert "manner" not in nothing.message.payload
    await tick(world, 7, 3)
    await clerk.pushed()
    (noted,) = await clerk.say("收到")
    assert (noted.text, noted.message.payload["manner"]["mark"]) == ("已记录：收到。", True)
    await clerk.say("JS-010 18座")
    (noted,) = await clerk.say("已悉")
    assert "还没有提交" in noted.text
    assert not noted.message.payload["manner"].get("mark"), "a mark would not tell that the report is still open"
