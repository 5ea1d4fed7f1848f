"""A report that was sent turns out wrong: the words seldom name it, and what is meant is found and shown old and new."""

from dataclasses import replace

import pytest

from domain.people import Role
from domain.reports import Report
from storage import outbox, reports
from storage.outbox import MessageState
from storage.store import Store
from tests.support.world import Talk, World

OLD_AND_NEW = "JS-010 中央商务区26座楼宇建成交付：16座 → 15座（更正）"


@pytest.fixture
async def clerk(world: World) -> Talk:
    """The clerk of the CBD centre, who reported 80 of the area, and 16 buildings the next day."""
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    for day, line in ((13, "JS-011 80万平方米"), (14, "JS-010 16座")):
        world.clock.local(6, day)
        await clerk.say(line)
        await clerk.press("确认提交")
    world.clock.local(6, 24)
    return clerk


async def stored(world: World, code: str) -> list[Report]:
    """An item's reports, newest first."""
    return await world.dispatch.look(
        lambda moment: list(reports.of_item(moment.store, moment.reference.by_code[code].id))
    )


@pytest.mark.parametrize("line", ["报大了", "报错了", "刚才报多了", "那个数不对", "更正", "写高了"])
async def test_a_wrong_figure_without_a_name_is_of_the_report_sent_last(world: World, clerk: Talk, line: str) -> None:
    (asked,) = await clerk.say(line)
    assert asked.text == "更正 JS-010 中央商务区26座楼宇建成交付：原报 16座（截至 6月14日）。应是多少座？"
    assert asked.labels[-1] == "另一条"
    (card,) = await clerk.say("15座")
    assert OLD_AND_NEW in card.text
    assert [each.total for each in await stored(world, "JS-010")] == [16], "nothing is changed unasked"
    await clerk.press("确认提交")
    assert [each.state.value for each in await stored(world, "JS-010")] == ["submitted", "superseded"]


@pytest.mark.parametrize(
    "line", ["非16，是15座", "不是16，是15座", "报大了，是15座", "按15座算", "改成15座", "多报了，应是15座"]
)
async def test_a_right_figure_without_a_name_is_shown_old_and_new_at_once(clerk: Talk, line: str) -> None:
    (card,) = await clerk.say(line)
    assert OLD_AND_NEW in card.text
    assert card.labels[0] == "确认提交"


async def test_the_figure_that_is_denied_tells_which_report_is_meant(clerk: Talk) -> None:
    (card,) = await clerk.say("非80，是75")
    assert "JS-011 中央商务区136万平方米载体建成交付：80万平方米 → 75万平方米（更正）" in card.text


async def test_the_unit_of_the_figure_tells_which_report_is_meant(clerk: Talk) -> None:
    (card,) = await clerk.say("报大了，是75万平方米")
    assert "JS-011 中央商务区136万平方米载体建成交付：80万平方米 → 75万平方米（更正）" in card.text


@pytest.mark.parametrize(
    ("line", "right"), [("JS-011多写个0", "8"), ("载体交付多打了一个0", "8"), ("JS-011少写了个0", "800")]
)
async def test_a_nought_too_many_or_too_few(world: World, clerk: Talk, line: str, right: str) -> None:
    (card,) = await clerk.say(line)
    if right == "800":
        (card,) = await clerk.press("就按这个数")
    assert f"80万平方米 → {right}万平方米（更正）" in card.text
    assert len(await stored(world, "JS-011")) == 1


async def test_a_figure_without_a_nought_is_asked_for(clerk: Talk) -> None:
    (asked,) = await clerk.say("多写个0")
    assert "原报 16座" in asked.text
    assert "应是多少座？" in asked.text


async def test_under_an_open_card_a_slip_is_about_that_card(world: World, clerk: Talk) -> None:
    await clerk.say("JS-010 180座")
    (card,) = await clerk.say("多写个0")
    assert "18 / 26 座（累计）" in card.text
    (asked,) = await clerk.say("报大了")
    assert asked.text.endswith("现在累计多少座？")
    (card,) = await clerk.say("17座")
    assert "17 / 26 座（累计）" in card.text
    assert len(await stored(world, "JS-010")) == 1


@pytest.mark.parametrize(
    "line", ["撤回刚才那条", "刚才那条撤回", "刚才那条作废", "作废", "上一条不算", "把上次的报送删了"]
)
async def test_to_take_back_the_last_one_shows_it_with_its_taps(world: World, clerk: Talk, line: str) -> None:
    (card,) = await clerk.say(line)
    assert card.text.startswith("JS-010 中央商务区26座楼宇建成交付\n16座，截至 6月14日")
    assert card.labels == ["更正", "撤回"]
    assert [each.state.value for each in await stored(world, "JS-010")] == ["submitted"]


@pytest.mark.parametrize("line", ["JS-011作废", "JS-011的报送撤回", "载体交付作废"])
async def test_what_is_named_is_taken_back(clerk: Talk, line: str) -> None:
    (card,) = await clerk.say(line)
    assert card.text.startswith("JS-011")
    assert card.labels == ["更正", "撤回"]


async def test_two_of_different_measures_that_stand_in_each_others_place_are_asked_about(clerk: Talk) -> None:
    (asked,) = await clerk.say("报串了")
    assert asked.text.startswith("更正 JS-010")


async def test_two_of_one_measure_change_places_after_a_tap(world: World) -> None:
    world.clock.local(6, 24)
    street = await world.hire("舜华", Role.REPORTER, "JD14")
    await street.say("JJ-037 4家，JJ-038 2家")
    await street.press("确认提交")
    (card,) = await street.say("报串了")
    assert "：4家 → 2家（更正）" in card.text
    assert "：2家 → 4家（更正）" in card.text
    assert [each.total for each in await stored(world, "JJ-037")] == [4]
    await street.press("确认提交")
    assert [each.total for each in await stored(world, "JJ-037")] == [2, 4]


async def test_of_several_sent_together_it_is_asked_which(world: World) -> None:
    world.clock.local(6, 24)
    street = await world.hire("舜华", Role.REPORTER, "JD14")
    await street.say("JJ-037 4家，JJ-038 2家")
    await street.press("确认提交")
    (asked,) = await street.say("报大了")
    assert asked.text == "要更正哪一条？最近报送的是 JJ-038 2家、JJ-037 4家。"
    assert asked.labels == ["更正 JJ-038 2家", "更正 JJ-037 4家", "另一条"]
    (form,) = await street.press("更正 JJ-037")
    assert "原报 4家" in form.text


async def test_a_line_that_answers_a_card_is_about_the_report_of_that_card(world: World, clerk: Talk) -> None:
    def accepted(store: Store) -> None:
        shown = outbox.shown_in(store, clerk.channel, clerk.name, 20)
        sent = next(
            each for each in shown if "已提交" in each.payload["title"] and "JS-011" in each.payload["lines"][0]
        )
        outbox.settle(store, sent.id, MessageState.ACCEPTED, world.clock.now(), message="77")

    await world.database.write(accepted)
    quoting = replace(world.update(clerk.channel, clerk.name, "报大了"), quoted="77")
    (asked,) = await world.receive(quoting)
    assert "原报 80万平方米" in asked.text
    (card,) = await world.receive(replace(world.update(clerk.channel, clerk.name, "撤回这条"), quoted="77"))
    assert card.text.startswith("JS-011")


async def test_whoever_has_sent_nothing_is_asked_as_before(world: World) -> None:
    world.clock.local(6, 24)
    new = await world.hire("新人", Role.REPORTER, "BM28")
    (said,) = await new.say("多写个0")
    assert said.text == "您还没有报送过。"
    (asked,) = await new.say("报大了，是15座")
    assert asked.text == "您说的是哪一项？"


async def test_under_another_items_card_the_unit_tells_which_report_is_meant(clerk: Talk) -> None:
    """应该是17座 under a card of 万平方米 asked for 万平方米, and the figure was gone."""
    await clerk.say("JS-011 95万平")
    (card,) = await clerk.say("报大了，应该是17座")
    assert "JS-010" in card.text
    assert "17座（更正）" in card.text
    assert "JS-011 的填报没有提交" in card.text
    await clerk.say("取消")
    await clerk.say("JS-011 95万平")
    (asked,) = await clerk.say("报大了，应该是17公里")
    assert asked.text.startswith("您写的 17公里 没有记为进度。")
