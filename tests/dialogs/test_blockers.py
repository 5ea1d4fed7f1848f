"""Blockers as records: raised in one line, pushed to the unit that is asked, answered, shown on the item."""

import pytest

from domain.people import Role
from tests.support.pictures import picture
from tests.support.world import Talk, World

LINE = "楼宇交付卡在消防验收，请住建局协调"


@pytest.fixture
async def cbd(world: World) -> Talk:
    """The clerk of the CBD centre, on 24 June."""
    world.clock.local(6, 24)
    return await world.hire("中央商务区填报人", Role.REPORTER, "BM28")


async def test_a_blocker_reaches_the_unit_that_is_asked_and_its_answer_comes_back(world: World, cbd: Talk) -> None:
    housing = await world.hire("住建局填报人", Role.REPORTER, "BM03")
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (told,) = await cbd.say(LINE)
    assert told.text == "堵点（JS-010）已转督查室、区住房和城乡建设局。"
    (asked,) = await housing.pushed()
    assert f"“{LINE}”\n请区住房和城乡建设局答复。" in asked.text
    assert asked.labels == ["已解决", "不能解决"]
    (how,) = await housing.press("已解决")
    assert how.text == "请用一句话写明怎样解决的。"
    (kept,) = await housing.say("6月28日现场验收，已安排专人")
    assert kept.text == "已记录（已解决），已告知提出单位和督查室。"
    (back,) = await cbd.pushed()
    assert "【堵点答复】区住房和城乡建设局 JS-010：已解决" in back.text
    assert "6月28日现场验收，已安排专人" in back.text
    assert any("【堵点答复】" in each.text for each in await inspector.pushed())
    (card,) = await cbd.say("事项 JS-010")
    assert f"堵点（6月24日）：{LINE}。已解决：6月28日现场验收，已安排专人" in card.text


async def test_inspectors_list_what_waits_for_an_answer_and_an_answer_is_given_once(world: World, cbd: Talk) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    housing = await world.hire("住建局填报人", Role.REPORTER, "BM03")
    stranger = await world.hire("龙洞填报人", Role.REPORTER, "JD13")
    await cbd.say(LINE)
    await inspector.pushed()
    (listed,) = await inspector.say("堵点")
    assert listed.text.startswith("待答复堵点（1）\n1. JS-010 中央商务区发展服务中心：楼宇交付卡在消防验收")
    assert "待区住房和城乡建设局答复" in listed.text
    assert (await stranger.say("堵点"))[0].text == "没有待答复的堵点。"
    (mine,) = await cbd.say("堵点")
    assert mine.labels == [], "who raised it cannot answer it"
    await housing.pushed()
    await housing.say("堵点")
    await housing.press("1 不能解决")
    await inspector.press("1 已解决")
    await housing.say("需消防支队办理")
    late = (await inspector.say("已协调"))[-1]
    assert late.text == "这个堵点已有答复。"
    assert (await inspector.say("堵点"))[0].text == "没有待答复的堵点。"


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.LEADER])
@pytest.mark.parametrize("line", ["JS-010卡在消防验收，请住建局协调", "同意延到7月20日", "不同意，请按期"])
async def test_who_is_of_no_unit_raises_nothing_and_is_shown_what_works(world: World, role: Role, line: str) -> None:
    world.clock.local(6, 24)
    speaker, other = await world.hire("说话人", role), await world.hire("督查员乙", Role.INSPECTOR)
    (told,) = await speaker.say(line)
    assert told.text.startswith("延期申请和堵点由责任单位提出。您可以这样发：")
    assert await other.pushed() == []


async def test_a_blocker_without_a_clear_item_asks_which(world: World) -> None:
    world.clock.local(6, 24)
    await world.hire("督查员", Role.INSPECTOR)
    clerk = await world.hire("舜华路填报人", Role.REPORTER, "JD14")
    (question,) = await clerk.say("规上企业入库材料开不出证明，请税务协调")
    assert question.text == "这个堵点是哪一项的？"
    assert question.labels == ["JJ-037 新增规上工业企业", "JJ-038 新增规上服务业企业", "不涉及具体事项"]
    (told,) = await clerk.press("JJ-038")
    assert told.text == "堵点（JJ-038）已转督查室。"


async def test_a_figure_told_with_a_blocker_is_reported_as_well(world: World, cbd: Talk) -> None:
    await world.hire("督查员", Role.INSPECTOR)
    told, card = await cbd.say("楼宇交付18座，后面两座消防验收过不去，请住建局协调")
    assert told.text.startswith("堵点（JS-010）已转")
    assert "JS-010 中央商务区26座楼宇建成交付：18 / 26 座" in card.text


async def test_the_caption_of_a_photo_raises_a_blocker(world: World, cbd: Talk) -> None:
    await world.hire("督查员", Role.INSPECTOR)
    (told,) = await cbd.send("现场.jpg", "image/jpeg", picture(), caption=LINE)
    assert told.text.startswith("堵点（JS-010）已转督查室")
