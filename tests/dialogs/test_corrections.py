"""A correction is doubted like any report, and shows what it replaces."""

import pytest

from domain.people import Role
from tests.support.world import Talk, World


@pytest.fixture
async def cbd(world: World) -> Talk:
    """The clerk of the CBD centre, who reported 3, 5, 7 and 9 buildings, and areas of 50 and 60."""
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    for month, buildings in ((3, 3), (4, 5), (5, 7), (6, 9)):
        world.clock.local(month, 24)
        await clerk.say(f"楼宇交付{buildings}座")
        await clerk.press("确认提交")
    for month, area in ((5, 50), (6, 60)):
        world.clock.local(month, 25)
        await clerk.say(f"JS-011 {area}万平方米")
        await clerk.press("确认提交")
    return clerk


async def test_a_correction_that_jumps_is_asked_about_and_shows_old_and_new(cbd: Talk) -> None:
    (doubt,) = await cbd.say("更正 JS-010 22座")
    assert doubt.text == (
        "JS-010 中央商务区26座楼宇建成交付：上次报 7座，这次 22座，增长快于一直以来的进度。是否属实？"
    )
    (card,) = await cbd.press("就按这个数")
    assert "JS-010 中央商务区26座楼宇建成交付：9座 → 22座（更正）" in card.text


async def test_a_correction_that_falls_below_the_report_before_is_asked_about(cbd: Talk) -> None:
    (doubt,) = await cbd.say("更正 JS-011 40万")
    assert "上次报 50万平方米，这次 40万平方米，比上次少。是否属实？" in doubt.text


async def test_a_correction_below_the_wrong_figure_alone_is_not(cbd: Talk) -> None:
    (card,) = await cbd.say("更正 JS-010 8座")
    assert "9座 → 8座（更正）" in card.text
    assert card.labels[0] == "确认提交"


async def test_a_figure_typed_into_the_form_of_a_correction_is_held_against_the_report_before(cbd: Talk) -> None:
    (listed,) = await cbd.say("我的报送")
    line = next(each for each in listed.text.splitlines() if "9座，截至" in each)
    await cbd.press(line.partition(" ")[0])
    await cbd.press("更正")
    (doubt,) = await cbd.say("6")
    assert "上次报 7座，这次 6座，比上次少。是否属实？" in doubt.text
    (card,) = await cbd.say("改成8座")
    assert "9座 → 8座（更正）" in card.text


async def test_what_is_changed_on_an_open_card_is_doubted_too(world: World, cbd: Talk) -> None:
    world.clock.local(7, 1)
    await cbd.say("楼宇交付10座")
    (doubt,) = await cbd.say("改成 8")
    assert "上次报 9座，这次 8座，比上次少。是否属实？" in doubt.text
