"""正推 and 倒逼: where the work leads, and what is needed from today."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.items import Item
from domain.pace import Need, Pace, needed_rate, pace, slope
from domain.progress import Point, Standing
from handlers.lights.words.pace import working
from handlers.lights.words.reasons import rate as told
from tests.domain.examples import (
    ACCIDENTS,
    BUILDINGS,
    COVERAGE,
    FUND,
    GDP,
    PETITIONS,
    PM25,
    WEEKDAYS,
    day,
    reported,
    staged,
)

# One building each working day would be 10 in two weeks.
TASK = replace(BUILDINGS, start=day("06-01"), due=day("07-10"), target=Decimal(60), milestones=())


def of(item: Item, standing: Standing, today: str) -> Pace:
    found = pace(item, standing, day(today), WEEKDAYS)
    assert found is not None
    return found


def test_the_observed_rate_leads_to_the_due_day_and_to_a_finish() -> None:
    found = of(TASK, reported(("06-05", 4), ("06-12", 9), ("06-19", 14)), "06-22")
    assert found.observed == 1
    assert found.at_due == 14 + 15
    assert found.finish == WEEKDAYS.add(day("06-19"), 46)


def test_what_is_needed_is_spread_over_the_working_days_left() -> None:
    found = of(TASK, reported(("06-05", 4), ("06-12", 9), ("06-19", 15)), "06-22")
    assert found.needed == Decimal(45) / 15
    assert found.pressure == found.needed / (found.observed or 1)


def test_today_counts_unless_the_latest_report_includes_it() -> None:
    assert of(TASK, reported(("06-19", 15)), "06-26").needed == Decimal(45) / 11
    assert of(TASK, reported(("06-26", 15)), "06-26").needed == Decimal(45) / 10
    assert of(TASK, reported(("07-03", 50)), "07-10").needed == 10


def test_after_the_due_day_nothing_can_be_needed_in_time() -> None:
    found = of(TASK, reported(("06-19", 15)), "07-13")
    assert (found.needed, found.pressure) == (None, None)


def test_one_wrong_report_does_not_bend_the_rate() -> None:
    right = reported(("06-05", 5), ("06-12", 10), ("06-19", 15), ("06-26", 20), ("07-03", 25))
    wrong = reported(("06-05", 5), ("06-12", 10), ("06-19", 15), ("06-26", 51), ("07-03", 25))
    assert slope(right.history, WEEKDAYS) == slope(wrong.history, WEEKDAYS) == 1


def test_the_first_report_is_measured_from_the_start() -> None:
    assert of(TASK, reported(("06-08", 10)), "06-09").observed == 2
    assert of(replace(COVERAGE, start=day("06-01")), reported(("06-08", 94)), "06-09").observed == 2


def test_every_coming_milestone_has_its_own_need() -> None:
    found = of(BUILDINGS, reported(("06-26", 10)), "06-29")
    assert found.nodes == (Need(1, Decimal(1), 2, Decimal("0.5")), Need(2, Decimal(9), 68, Decimal(9) / 68))
    assert "节点倒逼：6月30日前还差 1 座，剩 2 个工作日，需每周 2.5 座" in working(BUILDINGS, found)


def test_a_falling_stock_has_a_pace_towards_its_target() -> None:
    found = of(PETITIONS, reported(("06-05", 30), ("06-12", 25)), "06-15")
    assert found.observed == 1
    assert found.finish == WEEKDAYS.add(day("06-12"), 13)
    assert found.at_due == 0


def test_standing_still_never_finishes_and_has_no_pressure() -> None:
    found = of(TASK, reported(("06-05", 4), ("06-12", 4)), "06-15")
    assert (found.observed, found.finish, found.pressure) == (Decimal(0), None, None)
    assert "没有进展" in working(TASK, found)[0]


def test_a_forecast_finish_is_never_in_the_past() -> None:
    assert of(TASK, reported(("06-05", 50), ("06-12", 59)), "06-29").finish == day("06-29")


def test_a_coverage_is_never_forecast_above_all() -> None:
    assert of(COVERAGE, reported(("03-31", 90), ("06-30", 98)), "07-01").at_due == 100


@pytest.mark.parametrize("item", [GDP, PM25, ACCIDENTS])
def test_what_is_measured_anew_or_only_capped_has_no_pace(item: Item) -> None:
    assert pace(item, reported(("03-31", 100), ("06-30", 99)), day("07-01"), WEEKDAYS) is None


def test_there_is_no_pace_without_a_report_or_after_the_finish() -> None:
    assert pace(TASK, reported(), day("06-22"), WEEKDAYS) is None
    assert pace(TASK, reported(("06-19", 60)), day("06-22"), WEEKDAYS) is None
    assert pace(FUND, staged({0}, "04-01"), day("06-22"), WEEKDAYS) is None
    assert pace(replace(TASK, target=None), reported(("06-19", 6)), day("06-22"), WEEKDAYS) is None


@pytest.mark.parametrize(
    ("item", "rate", "words"),
    [
        (BUILDINGS, "11.01", "每工作日 12 座"),
        (BUILDINGS, "3", "每工作日 3 座"),
        (BUILDINGS, "1.21", "每工作日 1.3 座"),
        (BUILDINGS, "0.25", "每周 1.3 座"),
        (BUILDINGS, "0.1", "每月 2.1 座"),
        (BUILDINGS, str(Decimal(18) / 126), "每月 3 座"),
        (COVERAGE, "0.02", "每月 0.42 个百分点"),
    ],
)
def test_a_needed_rate_is_told_over_a_span_one_can_picture(item: Item, rate: str, words: str) -> None:
    assert told(needed_rate(Decimal(rate)), item.measure_unit) == words


def test_every_figure_can_be_asked_for_its_working() -> None:
    found = of(TASK, reported(("06-05", 4), ("06-12", 9), ("06-19", 14)), "06-22")
    assert working(TASK, found) == (
        "正推：近期每工作日 1 座（中位数），照此到期为 29 座，2026年8月24日完成",
        "倒逼：还差 46 座，剩 15 个工作日，需每工作日 3.1 座",
        "压力：需现速的 3.1 倍",
    )
    stalled = of(TASK, reported(("06-05", 4), ("06-12", 4)), "06-15")
    assert working(TASK, stalled)[-1] == "压力：近期没有进展"


@pytest.mark.parametrize(
    ("item", "totals", "words"),
    [
        (BUILDINGS, ("7", "9"), "照此到期约 53 座"),
        (BUILDINGS, ("7.5", "9"), "照此到期为 42.5 座"),
    ],
)
def test_what_is_counted_in_whole_things_is_expected_in_whole_things(
    item: Item, totals: tuple[str, str], words: str
) -> None:
    first, second = totals
    found = of(item, reported(("06-05", first), ("06-15", second)), "06-15")
    assert words in working(item, found)[0]


@given(st.lists(st.integers(0, 59), min_size=2, max_size=9), st.integers(1, 9))
def test_who_keeps_the_needed_rate_finishes_in_time(totals: list[int], spacing: int) -> None:
    days = [WEEKDAYS.add(TASK.start, 1 + at * (1 + spacing % 3)) for at in range(len(totals))]
    history = tuple(Point(on, Decimal(total)) for on, total in zip(days, totals, strict=True))
    standing = Standing(TASK.start, history, days[-1])
    found = pace(TASK, standing, days[-1], WEEKDAYS)
    assert found is not None
    left = WEEKDAYS.between(days[-1], day("07-10"))
    assert found.needed is not None
    assert history[-1].total + found.needed * left >= 60 - Decimal("1e-20")
