"""Replies while a form is open, no change with its reason, and what is asked before the card."""

import pytest

from domain.people import Role
from tests.support.world import Talk, World


@pytest.fixture
async def cbd(world: World) -> Talk:
    """The clerk of the CBD centre, on 24 June."""
    world.clock.local(6, 24)
    return await world.hire("中央商务区填报人", Role.REPORTER, "BM28")


async def submit(talk: Talk, line: str) -> None:
    await talk.say(line)
    await talk.press("确认提交")


async def test_a_reply_changes_the_figure_the_day_or_the_item(world: World, cbd: Talk) -> None:
    await cbd.say("楼宇交付18座")
    (card,) = await cbd.say("改成 21")
    assert "21 / 26 座" in card.text
    (card,) = await cbd.say("日期是上周五")
    assert "（截至 6月19日）" in card.text
    assert "21 / 26 座" in card.text


async def test_another_item_takes_over_the_figure(world: World) -> None:
    world.clock.local(6, 24)
    clerk = await world.hire("舜华路填报人", Role.REPORTER, "JD14")
    (card,) = await clerk.say("规上工业3家")
    assert "JJ-037 新增规上工业企业：3 / 5" in card.text
    (card,) = await clerk.say("不是这个，是服务业")
    assert "JJ-038 新增规上服务业企业：3 / 19" in card.text
    assert "JJ-037" not in card.text


async def test_no_change_typed_with_a_reason_keeps_the_reason(world: World, cbd: Talk) -> None:
    await submit(cbd, "楼宇交付16座")
    world.clock.local(7, 1)
    (card,) = await cbd.say("楼宇交付无变化，等消防批复")
    assert "16 / 26 座（累计）（无变化，等消防批复）" in card.text


async def test_no_change_again_is_marked_not_punished(world: World, cbd: Talk) -> None:
    await submit(cbd, "楼宇交付16座")
    for day, marks in ((1, "（无变化，未到节点）"), (8, "（无变化，连续第 2 次，未到节点）")):
        world.clock.local(7, day)
        await cbd.say("事项 JS-010")
        (card,) = await cbd.press("无变化：未到节点")
        assert marks in card.text
        await cbd.press("确认提交")


async def test_a_day_before_the_last_report_is_asked(world: World, cbd: Talk) -> None:
    await submit(cbd, "楼宇交付16座")
    (question,) = await cbd.say("截至5月底楼宇交付17座")
    assert "上次报的截至日期是 6月24日，这次是 5月31日，比上次早。" in question.text


async def test_a_jump_beyond_the_pace_names_both_figures(world: World, cbd: Talk) -> None:
    for month, figure in ((4, 3), (5, 4), (6, 5)):
        world.clock.local(month, 24)
        await submit(cbd, f"楼宇交付{figure}座")
    world.clock.local(7, 1)
    (question,) = await cbd.say("楼宇交付25座")
    assert "上次报 5座，这次 25座，增长快于一直以来的进度。" in question.text


async def test_streets_that_add_up_to_more_than_the_district_are_asked_about(world: World) -> None:
    world.clock.local(9, 24)
    for unit, figure in (("JD11", 2), ("JD13", 3), ("JD14", 4)):
        await submit(await world.hire(f"{unit}填报人", Role.REPORTER, unit), f"规上工业{figure}家")
    bureau = await world.hire("工信局填报人", Role.REPORTER, "BM07")
    (question,) = await bureau.say("规上工业8家")
    assert "新增规上工业企业（全区）报 8家，各街道分项合计 9家，两数不符。" in question.text
    (card,) = await bureau.press("就按这个数")
    assert "8 / 10 家" in card.text


async def test_a_report_that_names_no_item_offers_the_one_talked_about_last_first(world: World) -> None:
    world.clock.local(6, 24)
    clerk = await world.hire("舜华路填报人", Role.REPORTER, "JD14")
    (question,) = await clerk.say("又完成了2个")
    assert question.labels[0] != "JJ-038 新增规上服务业企业"
    await clerk.press("都不是")
    await submit(clerk, "规上服务业3家")
    (question,) = await clerk.say("又完成了2个")
    assert question.labels[0] == "JJ-038 新增规上服务业企业"


async def test_the_reason_of_no_change_is_not_taken_from_another_items_clause(world: World) -> None:
    world.clock.local(6, 24)
    clerk = await world.hire("舜华路填报人", Role.REPORTER, "JD14")
    await submit(clerk, "规上工业3家")
    world.clock.local(7, 1)
    (card,) = await clerk.say("规上服务业4家；规上工业无变化，等入库审核")
    assert "（无变化，等入库审核）" in card.text


async def test_no_change_said_while_a_figure_is_asked_about_takes_its_place(world: World, cbd: Talk) -> None:
    await submit(cbd, "楼宇交付16座")
    await cbd.say("楼宇交付18座")
    (card,) = await cbd.say("楼宇交付无变化，等消防批复")
    assert "16 / 26 座（累计）（无变化，等消防批复）" in card.text


async def test_a_slip_of_ten_thousand_and_a_figure_far_beyond_name_both_figures(world: World, cbd: Talk) -> None:
    await submit(cbd, "楼宇交付16座")
    (question,) = await cbd.say("楼宇交付280000座")
    assert "上次报 16座，这次 280000座，相差悬殊，可能差了单位。" in question.text
    (question,) = await cbd.say("楼宇交付100座")
    assert "目标 26座，这次 100座，超出很多。" in question.text
