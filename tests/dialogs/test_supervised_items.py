"""What an item's card says to who supervises: the notice that stands on it, or why there is none."""

from datetime import date

import pytest

from domain.ladders import Rung
from domain.notices.model import NoticeState
from domain.notices.unwritten import NoNotice, asked_on, why_none
from domain.people import Role
from tests.domain.examples import CALENDAR
from tests.support.world import Talk, World

RUNGS = (Rung(0, ("reporter",)), Rung(5, ("inspector",), notice=True))


def test_a_notice_is_asked_for_from_the_working_day_after_the_ladders_step() -> None:
    due, step = date(2026, 7, 3), date(2026, 7, 10)
    assert asked_on(due, RUNGS, step, CALENDAR) is None
    assert asked_on(due, RUNGS, date(2026, 7, 11), CALENDAR) == step
    assert asked_on(due, RUNGS[:1], date(2026, 12, 1), CALENDAR) is None


@pytest.mark.parametrize(
    ("last", "sent", "resting", "why"),
    [
        (None, False, False, NoNotice.BEFORE),
        (NoticeState.WITHDRAWN, False, False, NoNotice.DROPPED),
        (NoticeState.CLOSED, True, False, NoNotice.SETTLED),
        (None, False, True, NoNotice.RESTING),
    ],
)
def test_why_there_is_none(last: NoticeState | None, sent: bool, resting: bool, why: NoNotice) -> None:
    assert why_none(last, sent=sent, resting=resting) is why


@pytest.fixture
async def inspector(world: World) -> Talk:
    """On 24 June, when everything has been owed since January and nothing was ever chased."""
    world.clock.local(6, 24)
    return await world.hire("督查员", Role.INSPECTOR)


def said(talk: Talk) -> list[str]:
    return [line for line in talk.last[-1].text.splitlines() if line.startswith("督办：")]


async def test_what_is_owed_for_long_says_why_nobody_was_sent_a_notice(inspector: Talk) -> None:
    await inspector.say("事项 JS-010")
    (line,) = said(inspector)
    assert line.endswith("已到起草督办单的期限，当时没有催报，未自动起草，可发督办单")


async def test_the_draft_and_then_that_it_was_dropped_stand_on_the_card(inspector: Talk) -> None:
    await inspector.say("督办 JS-010 长期未报送")
    await inspector.say("事项 JS-010")
    assert said(inspector) == ["督办：🟦 草稿待发"]
    await inspector.say("督办单")
    await inspector.press("JS-010")
    await inspector.press("不发")
    await inspector.say("事项 JS-010")
    assert said(inspector) == ["督办：草稿已由督查室作废，现仍逾期，可再发督办单"]


async def test_a_unit_and_a_leader_read_nothing_of_drafts(world: World, inspector: Talk) -> None:
    await inspector.say("督办 JS-010 长期未报送")
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    leader = await world.hire("领导", Role.LEADER, None, "分管副区长（城建）")
    for talk in (clerk, leader):
        await talk.say("事项 JS-010")
        assert said(talk) == []


async def test_what_is_reported_in_time_says_nothing_of_notices(world: World, inspector: Talk) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    await clerk.say("楼宇交付15座")
    await clerk.press("确认提交")
    await inspector.say("事项 JS-010")
    assert said(inspector) == []
