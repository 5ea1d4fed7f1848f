"""Who is told of notices, verdicts, blockers and calls while somebody is away, has left, or stands in."""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from domain.people import Role
from handlers.service import downtime
from storage import people
from tests.support.notices import UNIT, Cast, settled
from tests.support.queries import counted, reads
from tests.support.world import Shown, Talk, World, make_world

DEPUTY = "此件由您代负责人接收。"


@pytest.fixture
async def cast(tmp_path: Path) -> AsyncIterator[Cast]:
    """The people of a notice, on 25 June."""
    world = await make_world(tmp_path)
    yield await settled(world)
    await world.database.close()


@pytest.fixture
async def reported(world: World) -> Talk:
    """A clerk who has reported an item on 24 June."""
    world.clock.local(6, 24)
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    await clerk.say("26座楼宇累计交付18座")
    await clerk.press("确认提交")
    return clerk


async def returned(by: Talk) -> list[Shown]:
    """The first report of the queue, sent back; what came to the chat of who did it."""
    await by.say("待核验")
    await by.press("退回")
    return await by.press("数字有误")


async def leaves(world: World, talk: Talk) -> None:
    """The person has left for good."""
    await world.dispatch.moment(lambda moment: people.leave(moment.store, talk.id, moment.now))


async def untold(*talks: Talk) -> bool:
    """Nothing new stands in any of the chats."""
    return not any([await talk.world.new_in(talk.name) for talk in talks])


def texts(shown: list[Shown]) -> str:
    return "\n".join(each.text for each in shown)


async def test_a_notice_goes_to_the_stand_in_of_the_head_and_not_to_the_head_on_leave(cast: Cast) -> None:
    deputy = await cast.world.hire("副主任", Role.REPORTER, UNIT)
    await cast.head.say("AB角 副主任")
    await cast.head.say("请假 6月25日到7月3日")
    told = await cast.sent()
    assert "2 人。" in told[0].text
    assert "另行送达" not in told[0].text
    assert await untold(cast.head)
    assert "连续两期未报送" in texts(await cast.clerk.pushed())
    (served,) = await deputy.pushed()
    assert "连续两期未报送" in served.text
    assert "代负责人" not in served.text, "it is the clerk's own matter as well"


async def test_who_stands_in_is_told_in_whose_place(cast: Cast) -> None:
    deputy = await cast.world.hire("办公室主任", Role.ADMIN, UNIT)
    await cast.head.say("AB角 办公室主任")
    await cast.head.say("请假 6月25日到7月3日")
    await cast.sent()
    (served,) = await deputy.pushed()
    assert served.text.splitlines()[-1] == DEPUTY
    (told,) = await cast.inspector.say("督办单 示督〔2026〕1号")
    assert "2 人" in next(line for line in told.text.splitlines() if "送达" in line), "the stand-in's message counts"


async def test_a_notice_waits_for_a_unit_that_is_all_on_leave_and_the_inspector_serves_it_another_way(
    cast: Cast,
) -> None:
    await cast.head.say("请假 6月25日到7月3日")
    await cast.clerk.say("请假 6月25日到7月3日")
    told = await cast.sent()
    assert "0 人。" in told[0].text
    assert told[0].text.endswith("请另行送达：填报人（请假）、负责人（请假）")
    assert "连续两期未报送" in texts(await cast.head.pushed())


async def test_a_reply_finds_another_inspector_while_the_one_who_sent_the_notice_is_away(cast: Cast) -> None:
    other = await cast.world.hire("督查员乙", Role.INSPECTOR)
    await cast.sent()
    await cast.inspector.say("请假 6月25日到7月3日")
    await cast.clerk.pushed()
    await cast.clerk.press("申请延期")
    await cast.clerk.say("7月13日 等资料")
    assert await untold(cast.inspector)
    assert "等资料" in texts(await other.pushed())
    third = await cast.world.hire("督查员丙", Role.INSPECTOR)
    await cast.inspector.say("AB角 督查员丙")
    await cast.clerk.say("督办单 示督〔2026〕1号")
    await cast.reply()
    assert texts(await third.pushed()).endswith("此件由您代督查员接收。")
    assert await untold(other), "the stand-in alone has it"


async def test_a_request_for_a_notice_goes_to_the_inspectors_at_work(world: World) -> None:
    world.clock.local(6, 24)
    leader = await world.hire("区长", Role.LEADER, None, "分管副区长（城建）")
    away, there = await world.hire("督查员甲", Role.INSPECTOR), await world.hire("督查员乙", Role.INSPECTOR)
    await away.say("请假 6月24日")
    await leader.say("事项 JS-011")
    await leader.press("请督办")
    assert await untold(away)
    assert len(await there.pushed()) == 1


async def test_a_verdict_on_a_report_reaches_the_stand_in_of_a_clerk_on_leave(world: World, reported: Talk) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    deputy = await world.hire("李四", Role.REPORTER, "BM28")
    bystander = await world.hire("王五", Role.REPORTER, "BM28")
    await reported.say("AB角 李四")
    await reported.say("请假 6月24日到6月30日")
    await returned(inspector)
    (told,) = await deputy.pushed()
    assert told.text.splitlines()[-1] == "此件由您代张三接收。"
    assert await untold(reported, bystander)
    (question,) = await deputy.press("重新报送")
    assert "现在累计多少座" in question.text, "who may not correct another's report sends a new one"


async def test_what_a_clerk_who_left_reported_is_returned_to_the_clerks_of_the_unit(
    world: World, reported: Talk
) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    clerk, head = await world.hire("李四", Role.REPORTER, "BM28"), await world.hire("王五", Role.UNIT_HEAD, "BM28")
    await leaves(world, reported)
    await returned(inspector)
    assert "JS-010 18座，被督查室核验退回" in texts(await clerk.pushed())
    assert await untold(head), "the head is told where no clerk is there"


@pytest.mark.parametrize("stands_in", [False, True], ids=["nobody stands in", "the head stands in"])
async def test_what_the_head_returns_waits_for_the_one_clerk_on_leave(
    world: World, reported: Talk, *, stands_in: bool
) -> None:
    head = await world.hire("王五", Role.UNIT_HEAD, "BM28")
    if stands_in:
        await reported.say("AB角 王五")
    await reported.say("请假 6月24日到6月30日")
    await returned(head)
    assert "JS-010 18座，被单位审核退回" in texts(await reported.pushed())


async def test_a_head_who_returns_the_report_of_a_clerk_who_left_is_not_told_of_it(
    world: World, reported: Talk
) -> None:
    head = await world.hire("王五", Role.UNIT_HEAD, "BM28")
    await leaves(world, reported)
    assert "请更正后重报" not in texts(await returned(head))


async def test_a_call_that_is_returned_reaches_each_person_once(world: World) -> None:
    world.clock.local(6, 24)
    caller, other = await world.hire("督查员甲", Role.INSPECTOR), await world.hire("督查员乙", Role.INSPECTOR)
    clerk = await world.hire("张三", Role.REPORTER, "JD14")
    await caller.say("代报 舜华路 规上工业3家")
    await caller.press("确认提交")
    await clerk.pushed()
    await leaves(world, caller)
    await returned(other)
    assert len(await clerk.pushed()) == 1


async def test_a_call_is_told_to_the_units_stand_in(world: World) -> None:
    world.clock.local(6, 24)
    inspector, clerk = await world.hire("督查员", Role.INSPECTOR), await world.hire("张三", Role.REPORTER, "JD14")
    deputy = await world.hire("李四", Role.ADMIN, "JD14")
    await clerk.say("AB角 李四")
    await clerk.say("请假 6月24日")
    await inspector.say("代报 舜华路 规上工业3家")
    (done,) = await inspector.press("确认提交")
    assert "已告知该单位 1 人" in done.text
    assert await untold(clerk)
    assert "督查室已代报" in texts(await deputy.pushed())


async def test_a_blocker_and_its_answer_pass_by_who_is_away(world: World, reported: Talk) -> None:
    inspector = await world.hire("督查员甲", Role.INSPECTOR)
    other = await world.hire("督查员乙", Role.INSPECTOR)
    asked, deputy = (
        await world.hire("住建局填报人", Role.REPORTER, "BM03"),
        await world.hire("住建局长", Role.ADMIN, "BM03"),
    )
    successor = await world.hire("李四", Role.REPORTER, "BM28")
    await inspector.say("请假 6月24日到6月30日")
    await asked.say("AB角 住建局长")
    await asked.say("请假 6月24日")
    await reported.say("楼宇交付卡在消防验收，请住建局协调")
    assert await untold(asked, inspector)
    assert "卡在消防验收" in texts(await deputy.pushed())
    assert "卡在消防验收" in texts(await other.pushed())
    await leaves(world, reported)
    await asked.say("销假")
    await asked.say("堵点")
    await asked.press("1 已解决")
    await asked.say("已安排验收")
    assert "【堵点答复】" in texts(await successor.pushed()), "who raised it has left"
    assert await untold(inspector)


async def test_a_stop_of_the_service_is_told_to_an_admins_stand_in(world: World) -> None:
    world.clock.local(6, 24)
    admin, deputy = await world.hire("管理员甲", Role.ADMIN), await world.hire("管理员乙", Role.ADMIN)
    await world.dispatch.moment(partial(downtime.heartbeat, kept=timedelta(hours=24)))
    await admin.say("请假 6月24日到6月30日")
    world.clock.local(6, 26)
    await world.dispatch.moment(partial(downtime.heartbeat, kept=timedelta(hours=24)))
    assert await untold(admin)
    assert len(await deputy.pushed()) == 1


async def test_a_notice_costs_as_many_queries_for_twelve_people_as_for_two(cast: Cast) -> None:
    costs = []
    for code in ("JS-010", "JS-011"):
        await cast.draft(code=code)
        with counted() as seen:
            await cast.inspector.press("发送")
        costs.append(len(reads(seen)))
        for number in range(10):
            await cast.world.hire(f"填报人{number}", Role.REPORTER, UNIT)
    assert costs[1] <= costs[0]
