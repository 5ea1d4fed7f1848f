"""The day of a message is the day it was written, whenever it is handled."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain.people import Role
from domain.reports import Report
from handlers.kernel.turn import Moment
from storage import people, reports
from tests.support.pictures import picture
from tests.support.world import ZONE, Shown, Talk, World


@pytest.fixture
async def cbd(world: World) -> Talk:
    """The clerk of the CBD centre; the service was down on the evening of 28 November and works again on the 29th."""
    world.clock.local(11, 29, 0, 5)
    return await world.hire("中央商务区填报人", Role.REPORTER, "BM28")


async def wrote(talk: Talk, text: str, at: datetime) -> list[Shown]:
    """A line handled now that was written at a local time."""
    update = replace(talk.world.update(talk.channel, talk.name, text), sent_at=at)
    talk.last = await talk.world.receive(update)
    return talk.last


def evening(hour: int = 23, minute: int = 50) -> datetime:
    """The evening before."""
    return datetime(2026, 11, 28, hour, minute, tzinfo=ZONE)


async def newest(world: World, code: str) -> Report:
    """The newest report of an item."""

    def look(moment: Moment) -> Report:
        return reports.of_item(moment.store, moment.reference.by_code[code].id)[0]

    return await world.dispatch.look(look)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("JS-010 22座", "11月28日"),
        ("JS-010 22座 今天", "11月28日"),
        ("JS-010 22座 昨天", "11月27日"),
        ("JS-010 22座 截至11月25日", "11月25日"),
    ],
)
async def test_a_line_from_before_midnight_is_of_its_day(world: World, cbd: Talk, line: str, day: str) -> None:
    (card,) = await wrote(cbd, line, evening())
    assert f"（截至 {day}）" in card.text
    await cbd.press("确认提交")
    stored = await newest(world, "JS-010")
    assert f"{stored.as_of.month}月{stored.as_of.day}日" == day
    assert stored.submitted_at == world.clock.now(), "when it was confirmed is told as it was"


async def test_a_card_that_is_shown_again_after_midnight_keeps_the_day_of_its_line(world: World, cbd: Talk) -> None:
    world.clock.local(11, 28, 23, 58)
    await cbd.say("JS-010 22座")
    world.clock.local(11, 29, 0, 5)
    (card,) = await cbd.send("楼.png", "image/png", picture())
    assert "（截至 11月28日）" in card.text
    await cbd.press("确认提交")
    assert (await newest(world, "JS-010")).as_of == date(2026, 11, 28)


async def test_a_figure_told_the_next_day_is_of_the_next_day(world: World, cbd: Talk) -> None:
    await wrote(cbd, "JS-010 22座", evening())
    (card,) = await cbd.say("改成 23")
    assert "（截至 11月29日）" in card.text


async def test_a_tap_is_of_the_day_it_is_made(world: World, cbd: Talk) -> None:
    await wrote(cbd, "JS-010 22座", evening(18))
    await cbd.press("确认提交")
    await wrote(cbd, "JS-010", evening())
    (card,) = await cbd.press("无变化：正在推进")
    assert "（截至 11月29日）" in card.text


async def test_a_line_that_had_to_be_asked_about_is_read_again_as_of_its_day(world: World) -> None:
    world.clock.local(11, 29, 0, 5)
    street = await world.hire("舜华路街道填报人", Role.REPORTER, "JD14")
    (asked,) = await wrote(street, "规上企业昨天新增3家", evening())
    assert asked.text == "您说的是哪一项？"
    (card,) = await street.press(asked.labels[0])
    assert "（截至 11月27日）" in card.text


async def test_no_change_of_an_item_that_had_to_be_asked_for_is_as_of_its_day(world: World) -> None:
    world.clock.local(11, 20)
    street = await world.hire("舜华路街道填报人", Role.REPORTER, "JD14")
    await street.say("JJ-037 3家，JJ-038 2家")
    await street.press("确认提交")
    world.clock.local(11, 29, 0, 5)
    (asked,) = await wrote(street, "规上企业无变化", evening())
    (card,) = await street.press(asked.labels[0])
    assert "（截至 11月28日）" in card.text


async def test_leave_is_counted_from_the_day_it_was_asked_for(world: World, cbd: Talk) -> None:
    """明天, written on the 28th, is the 29th."""
    await wrote(cbd, "请假 明天到12月2日", evening())

    def look(moment: Moment) -> bool:
        return any(each.person == cbd.id for each in people.leaves_on(moment.store, date(2026, 11, 29)))

    assert await world.dispatch.look(look)


@pytest.mark.parametrize("off", [timedelta(days=400), timedelta(minutes=1), -timedelta(days=8), -timedelta(days=9999)])
async def test_a_clock_that_cannot_be_right_counts_for_nothing(world: World, cbd: Talk, off: timedelta) -> None:
    """A message from the future, or of a week ago: it was written today."""
    (card,) = await wrote(cbd, "JS-010 22座", world.clock.now() + off)
    assert "（截至 11月29日）" in card.text
