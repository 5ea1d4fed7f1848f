"""The question supervisors ask every day: who leads and who lags."""

import re
from dataclasses import replace

import pytest

from bot.demo.sample import sample_items
from domain.people import Role
from tests.support.world import Shown, Talk, World

MONEY = "招商引资到位资金"
LEADER = "分管副区长（城建）"


@pytest.fixture
async def inspector(world: World) -> Talk:
    """On 24 June; three streets have told how much money came, and were 46, 33 and 8 per cent of the way."""
    world.clock.local(6, 24)
    for unit, figure in (("JD14", 16), ("JD11", 10.2), ("JD01", 1.8)):
        clerk = await world.hire(f"{unit}填报人", Role.REPORTER, unit)
        await clerk.say(f"到位资金累计{figure}亿元")
        await clerk.press("确认提交")
    return await world.hire("督查员", Role.INSPECTOR)


def ranked(shown: Shown) -> list[tuple[int, str]]:
    """Place and name of every line, in order."""
    return [(int(place), name) for place, name in re.findall(r"^第(\d+) \S+ ([^：]+)：", shown.text, re.MULTILINE)]


async def test_streets_are_ranked_over_one_measure_with_figure_plan_and_light(inspector: Talk) -> None:
    (card,) = await inspector.say(f"{MONEY}各街道完成多少")
    assert card.text.splitlines()[0] == f"{MONEY}：街道 8 家"
    assert ranked(card) == [(1, "舜华路"), (2, "姚家"), (3, "解放路")]
    assert re.search(r"第3 🔴 解放路：1\.8 / 22 亿元（累计），8\.2%，计划 10\.5亿元，.*慢 40 个百分点", card.text)
    assert "截至6月24日" in card.text
    assert "还没有数据 5 家：" in card.text


async def test_the_slowest_come_first_where_they_are_asked_for(inspector: Talk) -> None:
    (card,) = await inspector.say(f"{MONEY}哪个街道最慢")
    assert ranked(card) == [(3, "解放路"), (2, "姚家"), (1, "舜华路")]


async def test_units_of_a_board_show_the_three_worst_and_best_and_the_rest_by_a_tap(inspector: Talk) -> None:
    (card,) = await inspector.say("大经济哪家最慢")
    places = ranked(card)
    assert len(places) == 6
    worst, best = [place for place, _ in places[:3]], [place for place, _ in places[3:]]
    assert worst == sorted(worst, reverse=True)
    assert best == sorted(best)
    assert max(best) < min(worst)
    (every,) = await inspector.press("全部 ")
    assert len(ranked(every)) == 8
    (second,) = await inspector.press("下一页")
    assert not {name for _, name in ranked(every)} & {name for _, name in ranked(second)}


async def test_like_is_ranked_with_like_by_a_tap(inspector: Talk) -> None:
    await inspector.say("大经济哪家最慢")
    (card,) = await inspector.press("只看街道")
    assert card.text.startswith("大经济：街道 ")
    assert "局" not in card.text


async def test_a_line_leads_to_its_items_the_worst_first(inspector: Talk) -> None:
    (card,) = await inspector.say("哪个板块最差")
    name = ranked(card)[0][1]
    label = next(label for label in card.labels if label.endswith(name))
    (items,) = await inspector.press(label)
    assert items.text.startswith(f"{name}：事项 ")
    await inspector.press(re.findall(r"[A-Z]{2}-\d{3}", items.text)[0])
    assert "目标：" in inspector.last[-1].text


async def test_words_that_fit_two_measures_are_asked_about(inspector: Talk) -> None:
    (card,) = await inspector.say("规上企业各街道完成多少")
    assert card.text == "您问的是哪一项指标？"
    (shown,) = await inspector.press("新增规上工业企业")
    assert shown.text.startswith("新增规上工业企业：街道 3 家")


async def test_words_that_only_resemble_a_measure_name_it_all_the_same(inspector: Talk) -> None:
    (card,) = await inspector.say("招商引资的资金哪个街道最快")
    assert card.text.startswith(f"{MONEY}：街道 8 家")


async def test_what_the_words_do_not_name_is_said_and_not_guessed(inspector: Talk) -> None:
    (card,) = await inspector.say("上个月哪个街道最差")
    assert "没有找到“上月”对应的指标、板块、片区或时间，以下是目前全部事项的比较。" in card.text


async def test_a_unit_that_is_named_finds_its_place(inspector: Talk) -> None:
    (card,) = await inspector.say(f"{MONEY}哪家最快，姚家排第几")
    assert (2, "姚家") in ranked(card)
    (two,) = await inspector.say("姚家和解放路哪个慢")
    assert {name for _, name in ranked(two)} == {"姚家", "解放路"}


async def test_a_leader_compares_the_portfolio_and_taps_for_the_district(world: World, inspector: Talk) -> None:
    leader = await world.hire("领导", Role.LEADER, None, LEADER)
    (mine,) = await leader.say("哪家最慢")
    assert "分管事项，" in mine.text
    (whole,) = await leader.press("看全区")
    assert "全区，" in whole.text
    # The portfolio has no street.
    (streets,) = await leader.say("哪个街道最慢")
    assert "全区，" in streets.text


async def test_a_clerk_compares_no_units(world: World, inspector: Talk) -> None:
    clerk = await world.hire("燕山填报人", Role.REPORTER, "JD10")
    (card,) = await clerk.say("哪个街道最差")
    assert "单位之间的比较由督查室和区领导查看" in card.text
    theirs = {item.code for item in sample_items(2026) if "JD10" in (item.unit, *item.co_units)}
    assert set(re.findall(r"[A-Z]{2}-\d{3}", card.text)) <= theirs


async def test_units_are_ranked_in_private_and_boards_where_they_were_asked_about(
    world: World, inspector: Talk
) -> None:
    """Rankings of units leave in the official 通报 alone."""

    async def in_group(words: str) -> list[Shown]:
        said = replace(world.update("test", inspector.name, words), chat="-100", private=False)
        return await world.receive(said)

    (pointed,) = await in_group("排名 街道")
    assert pointed.text == "已私聊发您。"
    (ranking,) = await inspector.pushed()
    assert ranking.text.startswith("全部事项：街道 14 家")
    (boards,) = await in_group("哪个板块最差")
    assert boards.text.startswith("全部事项：板块 6 个")
