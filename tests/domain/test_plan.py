"""The plan is a straight line over working days between what was agreed."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Day, WorkCalendar
from domain.items import Direction, Item
from domain.pace import plan_curve, plan_value
from domain.progress import Point
from tests.domain.examples import (
    BUILDINGS,
    CALENDAR,
    COVERAGE,
    EVERY_FIGURE,
    FUND,
    GDP,
    NEW_YEAR,
    PM25,
    WEEKDAYS,
    YEAR_END,
    day,
    nodes,
)


@pytest.mark.parametrize(
    ("item", "on", "expected"),
    [
        pytest.param(BUILDINGS, "01-01", "0", id="a count starts at zero, whatever last year's figure"),
        pytest.param(BUILDINGS, "03-31", "4", id="the plan passes its milestones"),
        pytest.param(BUILDINGS, "06-30", "11", id="every one of them"),
        pytest.param(BUILDINGS, "12-20", "26", id="and ends at the target"),
        pytest.param(BUILDINGS, "12-31", "26", id="where it stays"),
        pytest.param(COVERAGE, "01-01", "84", id="a coverage starts at its baseline"),
        pytest.param(COVERAGE, "06-30", "90", id="and climbs from there"),
        pytest.param(GDP, "02-10", "6", id="before the first planned rate that rate holds"),
        pytest.param(GDP, "03-31", "6", id="a rate's plan passes its periods"),
        pytest.param(GDP, "12-31", "6.5", id="up to the year's"),
        pytest.param(PM25, "09-30", "45", id="a control figure's plan falls"),
        pytest.param(FUND, "03-30", "0", id="nothing is due before the first step"),
        pytest.param(FUND, "03-31", "1/3", id="a step is due on its day"),
        pytest.param(FUND, "06-29", "2/3", id="and the plan rests until the next"),
        pytest.param(FUND, "06-30", "1", id="until all is done"),
    ],
)
def test_the_plan_of_a_day(item: Item, on: str, expected: str) -> None:
    over, _, under = expected.partition("/")
    assert plan_value(item, day(on), CALENDAR) == Decimal(over) / Decimal(under or 1)


def test_the_plan_moves_on_working_days_only() -> None:
    item = replace(BUILDINGS, milestones=(), start=day("06-01"), due=day("06-15"), target=Decimal(10))
    week = [plan_value(item, day(f"06-{number:02}"), WEEKDAYS) for number in range(1, 9)]
    assert week == [Decimal(0), 1, 2, 3, 4, 4, 4, 5]
    holiday = WorkCalendar([Day(day("06-03"), False, "", "", True), Day(day("06-06"), True, "", "", True)])
    assert [plan_value(item, day(f"06-{number:02}"), holiday) for number in range(1, 9)] == [0, 1, 1, 2, 3, 4, 4, 5]


def test_there_is_no_plan_before_the_start_nor_for_a_draft() -> None:
    assert plan_value(FUND, day("03-01"), CALENDAR) is None
    assert plan_value(replace(BUILDINGS, target=None), day("06-30"), CALENDAR) is None
    assert plan_curve(replace(BUILDINGS, due=None), CALENDAR) == ()


def test_the_target_holds_on_the_due_day_whatever_a_milestone_says() -> None:
    item = replace(BUILDINGS, milestones=nodes(("12-20", "交付25座", "25"), ("12-31", "补交", "27")))
    assert plan_curve(item, CALENDAR) == (Point(NEW_YEAR, Decimal(0)), Point(day("12-20"), Decimal(26)))


def test_a_milestone_in_words_does_not_bend_the_plan() -> None:
    told = replace(BUILDINGS, milestones=(*BUILDINGS.milestones, *nodes(("08-01", "现场会", None))))
    assert plan_curve(told, CALENDAR) == plan_curve(BUILDINGS, CALENDAR)


def test_a_done_once_plan_is_drawn_in_steps() -> None:
    days = [point.as_of for point in plan_curve(FUND, CALENDAR)]
    assert days == [FUND.start, *(node.date for node in FUND.milestones for _ in range(2))]


@given(st.sampled_from([*EVERY_FIGURE, FUND]), st.dates(NEW_YEAR, YEAR_END), st.integers(0, 120))
def test_a_plan_never_steps_back(item: Item, one: date, later: int) -> None:
    early, late = plan_value(item, one, CALENDAR), plan_value(item, one + timedelta(days=later), CALENDAR)
    if early is not None and late is not None:
        # Accidents have a cap that fills up, so their plan grows though less is better.
        falls = item.direction is Direction.DOWN and item.basis.value != "flow"
        assert early >= late if falls else early <= late
