"""倒排: nodes lie on working days, in order, and end with the whole target on the end date."""

import itertools
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.backward import back_schedule
from tests.domain.examples import CALENDAR, day


def test_nodes_are_spread_over_the_working_days_that_are_left() -> None:
    found = back_schedule(day("09-21"), day("10-16"), Decimal(18), Decimal(26), 4, CALENDAR)
    assert [(node.day, node.planned) for node in found] == [
        (day("09-24"), Decimal(20)),
        (day("10-08"), Decimal(22)),
        (day("10-12"), Decimal(24)),
        (day("10-16"), Decimal(26)),
    ]


@pytest.mark.parametrize(("end", "last"), [("12-20", "12-18"), ("10-03", "09-30"), ("12-18", "12-18")])
def test_an_end_on_a_rest_day_is_the_working_day_before_it(end: str, last: str) -> None:
    assert back_schedule(day("09-01"), day(end), Decimal(0), Decimal(8), 2, CALENDAR)[-1].day == day(last)


def test_too_few_days_give_no_nodes() -> None:
    assert back_schedule(day("09-21"), day("09-22"), Decimal(0), Decimal(8), 2, CALENDAR) == ()
    assert back_schedule(day("09-21"), day("09-20"), Decimal(0), Decimal(8), 1, CALENDAR) == ()
    assert back_schedule(day("09-21"), day("10-20"), Decimal(0), Decimal(8), 0, CALENDAR) == ()


def test_a_node_in_a_year_without_a_calendar_says_so() -> None:
    found = back_schedule(day("12-01"), date(2027, 2, 26), Decimal(0), Decimal(8), 2, CALENDAR)
    assert not found[-1].confirmed


@given(
    st.dates(day("01-04"), day("12-01")),
    st.integers(5, 400),
    st.integers(1, 12),
    st.decimals(0, 50, places=1),
    st.decimals(51, 900, places=1),
)
def test_nodes_are_ordered_working_days_and_figures_never_fall(
    today: date, length: int, count: int, done: Decimal, target: Decimal
) -> None:
    end = date.fromordinal(today.toordinal() + length)
    nodes = back_schedule(today, end, done, target, count, CALENDAR)
    assert len(nodes) in (0, count)
    for node in nodes:
        assert CALENDAR.is_workday(node.day)
        assert today < node.day <= end
    for before, after in itertools.pairwise(nodes):
        assert before.day < after.day
        assert before.planned <= after.planned
    if nodes:
        assert nodes[-1].planned == target
