"""通报: the document to be published, drafted in Word; 周报 stays the card."""

import io
import re

from docx import Document

from bot.out.drawings import draw
from domain.people import Role
from tests.support.world import Shown, Talk, World

LEADER = "分管副区长（城建）"


def paper(card: Shown) -> list[str]:
    """The paragraphs of the document that comes with a card."""
    drawing = card.message.payload["drawing"]
    _, content = draw(drawing["kind"], drawing["data"])
    return [each.text for each in Document(io.BytesIO(content)).paragraphs if each.text.strip()]


async def inspector_of(world: World) -> Talk:
    """On 24 June: one street has reported and is far behind, one is on plan."""
    world.clock.local(6, 24)
    for unit, figure in (("JD14", 16), ("JD01", 1.8)):
        clerk = await world.hire(f"{unit}填报人", Role.REPORTER, unit)
        await clerk.say(f"到位资金累计{figure}亿元")
        await clerk.press("确认提交")
    return await world.hire("督查员", Role.INSPECTOR)


async def test_the_draft_has_the_parts_of_an_official_paper_and_names_items_in_full(world: World) -> None:
    inspector = await inspector_of(world)
    (card,) = await inspector.say("通报")
    assert card.text == "示例区通报代拟稿，160 项。请核定、编号后印发。"
    text = paper(card)
    assert "关于示例区目标任务进展情况的通报" in "".join(text)
    assert "（代拟稿）" in text
    assert "各街道、各部门、各公司：" in text
    heads = [each[:2] for each in text if each[:2] in ("一、", "二、", "三、", "四、")]
    assert heads[0] == "一、"
    assert heads[-1] == "四、"
    red = next(each for each in text if each.startswith("（一）红灯事项"))
    assert "招商引资到位资金（解放路街道）：" in red
    assert re.search(
        r"（二）逾期未报\d+项。1\.\S+（\S+?）：应于1月\d+日报送进度，已逾期\d+个工作日；2\.", "".join(text)
    )
    assert "🔴" not in "".join(text)


async def test_a_board_and_a_portfolio_have_a_draft_of_their_own(world: World) -> None:
    inspector = await inspector_of(world)
    (board,) = await inspector.say("通报 大招商")
    assert board.text.startswith("大招商通报代拟稿，28 项")
    leader = await world.hire("领导", Role.LEADER, None, LEADER)
    (mine,) = await leader.say("通报")
    assert mine.text.startswith(f"{LEADER}通报代拟稿，14 项")


async def test_the_weekly_card_stays_and_a_units_head_gets_it(world: World) -> None:
    inspector = await inspector_of(world)
    (weekly,) = await inspector.say("周报")
    assert "周报 第26周" in weekly.text
    head = await world.hire("负责人", Role.UNIT_HEAD, "JD14")
    (own,) = await head.say("通报")
    assert "舜华路街道周报 第26周" in own.text


async def test_a_district_without_trouble_is_told_so(world: World) -> None:
    world.clock.local(1, 5)
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (card,) = await inspector.say("通报")
    assert any("没有红灯事项，没有逾期未报和逾期节点。" in each for each in paper(card))
