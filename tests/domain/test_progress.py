"""What a report comes to, and when a promise or a milestone counts as kept."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.items import Item
from domain.progress import (
    Standing,
    can_stay,
    completion,
    is_finished,
    is_verified_finished,
    milestone_reached,
    newest_node,
    nodes_reached,
    normalise,
    plain,
)
from domain.reports import ValueKind
from tests.domain.examples import (
    ACCIDENTS,
    BUILDINGS,
    COVERAGE,
    EVERY_FIGURE,
    FUND,
    GDP,
    NEW_YEAR,
    PETITIONS,
    PM25,
    UNEMPLOYMENT,
    day,
    reported,
    staged,
)

TOTAL, INCREMENT, PERCENT = ValueKind.TOTAL, ValueKind.INCREMENT, ValueKind.PERCENT_OF_TARGET


@pytest.mark.parametrize(
    ("item", "kind", "value", "last", "expected"),
    [
        pytest.param(BUILDINGS, TOTAL, "18", "15", "18", id="a total replaces"),
        pytest.param(BUILDINGS, INCREMENT, "3", "15", "18", id="an increment is added to the last total"),
        pytest.param(
            BUILDINGS, INCREMENT, "3", None, "3", id="a count of this year starts at zero, not at the baseline"
        ),
        pytest.param(COVERAGE, INCREMENT, "2.5", None, "86.5", id="a coverage starts at its baseline"),
        pytest.param(GDP, INCREMENT, "0.2", "6.1", "6.3", id="a rate moves by percentage points"),
        pytest.param(PETITIONS, INCREMENT, "-4", "30", "26", id="a stock falls by a negative increment"),
        pytest.param(BUILDINGS, PERCENT, "50", "3", "13", id="half of the target"),
        pytest.param(COVERAGE, PERCENT, "90", "84", "90", id="a percentage of a full coverage"),
        pytest.param(BUILDINGS, TOTAL, "18.00", None, "18", id="trailing zeros go"),
        pytest.param(BUILDINGS, TOTAL, "1E+3", None, "1000", id="exponents go"),
    ],
)
def test_a_report_comes_to_a_total(item: Item, kind: ValueKind, value: str, last: str | None, expected: str) -> None:
    total = normalise(item, Decimal(value), kind, None if last is None else Decimal(last))
    assert str(total) == expected


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20))
def test_a_plain_figure_is_the_same_figure(value: Decimal) -> None:
    short = plain(value)
    assert short == value
    assert str(short) == str(plain(short))
    assert not str(short).startswith("-0") or short < 0


@pytest.mark.parametrize(
    ("item", "total", "expected"),
    [
        (BUILDINGS, "18", "69.2"),
        (BUILDINGS, "0", "0"),
        (BUILDINGS, "30", "115.4"),
        (COVERAGE, "92", "92"),
        (GDP, "6.3", "96.9"),
        (PETITIONS, "25", "50"),
        (ACCIDENTS, "4", "40"),
        (PM25, "46", None),
        (replace(BUILDINGS, target=None), "18", None),
    ],
)
def test_completion_is_the_share_of_the_promise(item: Item, total: str, expected: str | None) -> None:
    assert completion(item, Decimal(total)) == (None if expected is None else Decimal(expected))


def test_what_grows_is_finished_on_the_day_it_meets_its_target() -> None:
    assert not is_finished(BUILDINGS, reported(("06-20", 25)))
    assert is_finished(BUILDINGS, reported(("06-20", 26)))
    assert is_finished(COVERAGE, reported(("06-30", 100)))


@pytest.mark.parametrize(
    ("item", "good", "bad"), [(GDP, "6.5", "6.4"), (PM25, "44", "45"), (UNEMPLOYMENT, "3.5", "3.6")]
)
def test_what_can_turn_is_finished_only_by_a_report_on_its_due_day(item: Item, good: str, bad: str) -> None:
    assert not is_finished(item, reported(("09-30", good)))
    assert is_finished(item, reported(("09-30", bad), ("12-31", good)))
    assert not is_finished(item, reported(("09-30", good), ("12-31", bad)))


def test_a_done_once_item_is_finished_with_its_last_milestone() -> None:
    assert not is_finished(FUND, staged({0, 1}, "05-20"))
    assert is_finished(FUND, staged({2}, "06-20"))


def test_a_draft_is_never_finished() -> None:
    assert not is_finished(replace(BUILDINGS, target=None), reported(("06-20", 26)))
    assert not is_finished(replace(FUND, due=None), staged({2}, "06-20"))


def test_finished_is_verified_only_by_the_verified_report() -> None:
    assert not is_verified_finished(BUILDINGS, reported(("06-20", 25), ("06-30", 26), verified=1))
    assert is_verified_finished(BUILDINGS, reported(("06-20", 25), ("06-30", 26), verified=2))
    assert not is_verified_finished(FUND, staged({0, 1, 2}, "06-20", verified={0, 1}))
    assert is_verified_finished(FUND, staged({0, 1, 2}, "06-20", verified={2}))


def test_a_later_report_takes_back_a_verified_finish() -> None:
    assert not is_verified_finished(BUILDINGS, reported(("06-20", 26), ("06-30", 24), verified=1))


def test_a_later_milestone_implies_the_earlier_of_a_done_once_item() -> None:
    standing = staged({1}, "05-20")
    assert [milestone_reached(FUND, standing, index) for index in range(3)] == [True, True, False]
    assert nodes_reached(FUND, standing) == 2


def test_the_newest_node_is_the_last_one_done_of_a_done_once_item_alone() -> None:
    nothing = Standing(NEW_YEAR)
    assert newest_node(FUND, nothing) is None
    assert newest_node(FUND, nothing.after(day("05-01"), None, 1).after(day("06-01"), None, None)) == 1
    assert newest_node(BUILDINGS, nothing.after(day("05-01"), Decimal(4), 0)) is None


def test_no_change_needs_a_figure_that_stays_except_for_a_milestone_item() -> None:
    nothing = Standing(NEW_YEAR)
    assert can_stay(FUND, nothing)
    assert not can_stay(BUILDINGS, nothing)
    assert can_stay(BUILDINGS, nothing.after(day("05-01"), Decimal(4), None))


def test_a_count_reaches_a_milestone_ahead_of_its_day() -> None:
    standing = reported(("05-31", 12))
    assert [milestone_reached(BUILDINGS, standing, index) for index in range(3)] == [True, True, False]


def test_a_rate_reaches_a_milestone_only_in_its_own_period_or_later() -> None:
    half_year = 1
    assert not milestone_reached(GDP, reported(("03-31", "6.4")), half_year)
    assert milestone_reached(GDP, reported(("03-31", "6.4"), ("06-25", "6.2")), half_year)
    assert not milestone_reached(GDP, reported(("06-30", "6.1")), half_year)
    assert milestone_reached(GDP, reported(("06-30", "6.1"), ("09-30", "6.3")), half_year)


def test_a_control_figure_keeps_a_milestone_that_it_met() -> None:
    assert milestone_reached(PETITIONS, reported(("03-31", 29), ("04-10", 33)), 0)


@given(
    st.sampled_from(EVERY_FIGURE),
    st.integers(0, 130),
    st.integers(1, 40),
    st.sampled_from([day("03-25"), day("06-30"), day("11-30"), day("12-31")]),
)
def test_a_better_figure_never_loses_a_milestone(item: Item, total: int, better: int, as_of: object) -> None:
    on = str(as_of)[5:]
    worse_total = Decimal(total) if item.direction.value == "up" else Decimal(total + better)
    better_total = Decimal(total + better) if item.direction.value == "up" else Decimal(total)
    worse, improved = reported((on, str(worse_total))), reported((on, str(better_total)))
    for index in range(len(item.milestones)):
        assert milestone_reached(item, improved, index) >= milestone_reached(item, worse, index)
    assert is_finished(item, improved) >= is_finished(item, worse)


@given(
    days=st.lists(
        st.tuples(st.integers(1, 28), st.none() | st.integers(0, 99), st.none() | st.integers(0, 3)), max_size=12
    )
)
def test_one_report_after_another_stands_as_all_of_them_read_at_once(
    days: list[tuple[int, int | None, int | None]],
) -> None:
    standing = Standing(date(2026, 1, 1))
    for on, total, milestone in days:
        standing = standing.after(date(2026, 6, on), None if total is None else Decimal(total), milestone)
    totals = {on: Decimal(total) for on, total, _ in days if total is not None}
    assert [(point.as_of.day, point.total) for point in standing.history] == sorted(totals.items())
    assert standing.reported_as_of == (date(2026, 6, max(on for on, _, _ in days)) if days else None)
    assert standing.reached == {milestone for _, _, milestone in days if milestone is not None}
