"""Whole conversations of verification."""

import pytest

from domain.people import Role
from tests.support.world import Talk, World


@pytest.fixture
async def reported(world: World) -> Talk:
    """A clerk who has reported two items on 24 June."""
    world.clock.local(6, 24)
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    await clerk.say("26座楼宇累计交付18座，95万平")
    await clerk.press("确认提交")
    return clerk


async def test_an_inspector_walks_the_queue_and_approves(world: World, reported: Talk) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (first,) = await inspector.say("待核验")
    assert first.text.splitlines()[0] == "1/2 中央商务区发展服务中心 JS-010"
    assert "18座 · 截至 6月24日 · 没有佐证" in first.text
    assert "中央商务区填报人 6月24日：“26座楼宇累计交付18座，95万平”" in first.text
    assert first.labels == ["通过", "退回", "看曲线", "上一条", "下一条"]
    (second,) = await inspector.press("下一条")
    assert second.text.startswith("2/2")
    (first,) = await inspector.press("上一条")
    assert first.text.startswith("1/2")
    done, following = await inspector.press("通过")
    assert done.text == "JS-010 已核验"
    assert following.text.startswith("1/1")
    (told,) = await reported.pushed()
    assert told.text == "JS-010 18座，已通过督查室核验。"


async def test_a_return_needs_a_reason_and_reaches_the_reporter_who_reports_again(world: World, reported: Talk) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await inspector.say("待核验")
    (why,) = await inspector.press("退回")
    assert why.text == "退回 JS-010，原因是？"
    await inspector.press("其他原因")
    await inspector.say("与现场不符")
    (told,) = await reported.pushed()
    assert told.text == "JS-010 18座，被督查室核验退回：与现场不符。请更正后重报。"
    (question,) = await reported.press("重新报送")
    assert "原报 18座" in question.text
    (card,) = await reported.say("17")
    assert "（更正）" in card.text
    await reported.press("确认提交")
    (queue,) = await inspector.say("待核验")
    assert queue.text.startswith("1/2")


async def test_the_units_head_confirms_before_the_inspectors_verify(world: World, reported: Talk) -> None:
    head = await world.hire("中央商务区负责人", Role.UNIT_HEAD, "BM28")
    other = await world.hire("住建局负责人", Role.UNIT_HEAD, "BM03")
    assert (await other.say("待核验"))[0].text == "没有待核验的报送。"
    await head.say("待核验")
    done, _ = await head.press("通过")
    assert done.text == "JS-010 单位已审核，待核验"
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (first,) = await inspector.say("待核验")
    assert "单位负责人已审核" in first.text


async def test_nobody_settles_an_own_report(world: World) -> None:
    world.clock.local(6, 24)
    head = await world.hire("中央商务区负责人", Role.UNIT_HEAD, "BM28")
    await head.say("楼宇交付18座")
    await head.press("确认提交")
    assert (await head.say("待核验"))[0].text == "没有待核验的报送。"


async def test_a_clerk_has_no_queue(world: World, reported: Talk) -> None:
    assert (await reported.say("待核验"))[0].text == "您的角色不能使用这项功能。"


async def test_two_inspectors_on_one_report_settle_it_once(world: World, reported: Talk) -> None:
    one = await world.hire("督查员甲", Role.INSPECTOR)
    two = await world.hire("督查员乙", Role.INSPECTOR)
    await one.say("待核验")
    await two.say("待核验")
    await one.press("通过")
    (late,) = await two.press("通过")
    assert late.text == "这条报送的状态已变，已跳到下一条。"


async def test_a_button_works_only_for_the_person_it_was_shown_to(world: World, reported: Talk) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (card,) = await inspector.say("待核验")
    (refusal,) = await reported.tap(card.token("通过"))
    assert refusal.text == "这个按钮不是发给您的。"


async def test_a_button_outlives_neither_its_days_nor_a_made_up_token(world: World, reported: Talk) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (card,) = await inspector.say("待核验")
    world.clock.local(7, 20)
    assert (await inspector.tap(card.token("通过")))[0].text == "该按钮已失效，请重新打开。"
    assert (await inspector.tap("made-up"))[0].text == "该按钮已失效，请重新打开。"


async def test_a_reason_may_be_typed_at_once_and_a_step_back_ends_the_question(world: World, reported: Talk) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await inspector.say("待核验")
    await inspector.press("退回")
    await inspector.press("返回")
    assert "没有记录" in (await inspector.say("与现场不符"))[0].text
    assert await world.new_in(reported.name) == []
    await inspector.say("待核验")
    await inspector.press("退回")
    assert (await inspector.say("请补佐证"))[0].text == "JS-010 已退回"
    (told,) = await reported.pushed()
    assert told.text == "JS-010 18座，被督查室核验退回：请补佐证。请更正后重报。"


async def test_the_light_is_that_of_the_report_that_is_looked_at_not_of_a_later_one(world: World) -> None:
    world.clock.local(6, 24)
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    shown = []
    for day, line in ((1, "楼宇交付4座"), (8, "楼宇交付20座")):
        world.clock.local(7, day)
        (card,) = await clerk.say(line)
        shown.append(card.text.split("  ")[-1])
        await clerk.press("确认提交")
    assert [light[0] for light in shown] == ["🔴", "🟢"]
    world.clock.local(8, 20)
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (first,) = await inspector.say("待核验")
    (second,) = await inspector.press("下一条")
    assert [card.text.splitlines()[-1] for card in (first, second)] == shown


async def test_reports_of_red_items_are_verified_before_older_ones_of_others(world: World) -> None:
    """The street's figure came last and is far behind its plan; what comes next after a verdict is the next in the queue."""
    world.clock.local(6, 24)
    for unit, line in (("BM28", "26座楼宇累计交付15座，95万平"), ("JD01", "到位资金累计1.8亿元")):
        clerk = await world.hire(f"{unit}填报人", Role.REPORTER, unit)
        await clerk.say(line)
        await clerk.press("确认提交")
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (first,) = await inspector.say("待核验")
    assert first.text.startswith("1/3 解放路街道 ")
    (second,) = await inspector.press("下一条")
    await inspector.press("通过")
    assert inspector.last[-1].text.startswith("2/2 ")
    assert inspector.last[-1].text.splitlines()[0][4:] != second.text.splitlines()[0][4:]
    await inspector.press("下一条")
    assert inspector.last[-1].text.startswith("1/2 解放路街道 "), "behind the last comes the first"
