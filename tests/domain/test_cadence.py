"""When a report is due: periods, early reports, rest days, the item's own end, and years without a notice."""

import itertools
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar_seed import seed_days
from bot.packs.file import load_pack
from domain.cadence import Due, Period, Return, answers, due_of, next_due, next_period, owed_reports, period_of
from domain.calendar import DAY, Day, WorkCalendar
from domain.items import Basis, Cadence, Direction, Item, Kind, Stage

PACK = load_pack("default")
CALENDAR = WorkCalendar(day for day in seed_days(range(2021, 2028)) if day.confirmed)
DAYS = st.dates(date(2021, 1, 1), date(2026, 12, 31))
CADENCES = st.sampled_from(Cadence)
TEN, MONTH, QUARTER = Cadence.TEN_DAYS, Cadence.MONTH, Cadence.QUARTER

ITEM = Item(
    code="JS-010",
    year=2026,
    board="大建设",
    unit="BM01",
    co_units=(),
    name="楼宇建成交付",
    aliases=(),
    kind=Kind.QUANTITY,
    target=Decimal(26),
    measure_unit="座",
    baseline=None,
    weight=Decimal(10),
    start=date(2026, 1, 1),
    due=date(2026, 12, 31),
    cadence=Cadence.MONTH,
    leader="分管副区长",
    milestones=(),
    direction=Direction.UP,
    basis=Basis.FLOW,
)


def due(cadence: Cadence, reported: date | None, tracked: date = date(2026, 1, 1), item: Item = ITEM) -> Due:
    found = next_due(replace(item, cadence=cadence), reported, tracked, PACK, CALENDAR)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("cadence", "day", "start", "end"),
    [
        (TEN, date(2026, 2, 10), date(2026, 2, 1), date(2026, 2, 10)),
        (TEN, date(2026, 2, 11), date(2026, 2, 11), date(2026, 2, 20)),
        (TEN, date(2026, 2, 21), date(2026, 2, 21), date(2026, 2, 28)),
        (TEN, date(2024, 2, 29), date(2024, 2, 21), date(2024, 2, 29)),
        (MONTH, date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        (QUARTER, date(2026, 11, 23), date(2026, 10, 1), date(2026, 12, 31)),
        (QUARTER, date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31)),
    ],
)
def test_a_day_lies_in_its_period(cadence: Cadence, day: date, start: date, end: date) -> None:
    assert period_of(cadence, day) == Period(start, end)


@given(CADENCES, DAYS)
def test_periods_follow_one_another_without_gap_or_overlap(cadence: Cadence, day: date) -> None:
    period = period_of(cadence, day)
    assert period.start <= day <= period.end
    assert next_period(cadence, period).start == period.end + DAY
    assert period_of(cadence, period.end) == period


def test_a_ten_day_item_reported_on_24_june_2022_is_next_due_on_5_july() -> None:
    item = replace(ITEM, start=date(2022, 1, 1), due=date(2022, 12, 31))
    assert due(TEN, date(2022, 6, 24), date(2022, 1, 1), item).day == date(2022, 7, 5)


@pytest.mark.parametrize(
    ("cadence", "reported", "expected"),
    [
        (MONTH, date(2026, 8, 31), date(2026, 10, 8)),  # 5 October lies in the National Day week
        (MONTH, date(2026, 4, 30), date(2026, 6, 5)),
        (MONTH, date(2026, 6, 26), date(2026, 8, 5)),  # 26 June is five days early: it answers June
        (MONTH, date(2026, 6, 24), date(2026, 7, 6)),  # 24 June is not; 5 July is a Sunday
        (TEN, date(2026, 2, 10), date(2026, 2, 26)),  # Spring Festival to 23 February
        (TEN, date(2026, 9, 18), date(2026, 10, 10)),  # a make-up Saturday counts
        (QUARTER, date(2026, 3, 31), date(2026, 7, 10)),
        (QUARTER, date(2026, 6, 20), date(2026, 10, 10)),
    ],
)
def test_the_next_report_is_due_on_a_working_day_after_its_period(
    cadence: Cadence, reported: date, expected: date
) -> None:
    assert due(cadence, reported).day == expected


@pytest.mark.parametrize(
    ("cadence", "reported", "day", "confirmed"),
    [
        (MONTH, date(2026, 10, 31), date(2026, 12, 7), True),
        (MONTH, date(2026, 11, 30), date(2027, 1, 5), False),
        (QUARTER, date(2026, 9, 30), date(2027, 1, 11), False),
        (TEN, date(2026, 12, 10), date(2026, 12, 23), True),
        (TEN, date(2026, 12, 20), date(2027, 1, 6), False),
    ],
)
def test_a_due_day_over_new_year_is_unconfirmed_until_the_notice_is_out(
    cadence: Cadence, reported: date, day: date, confirmed: bool
) -> None:
    days = [*seed_days([2026]), Day(date(2027, 1, 1), False, "元旦", "未公布", False)]
    found = next_due(replace(ITEM, cadence=cadence), reported, date(2026, 1, 1), PACK, WorkCalendar(days))
    assert found is not None
    assert (found.day, found.confirmed) == (day, confirmed)


def test_the_period_of_the_items_own_end_is_cut_to_it_and_the_rhythm_goes_on_after() -> None:
    item = replace(ITEM, due=date(2026, 9, 15))
    dues = owed_reports(item, date(2026, 8, 31), date(2026, 1, 1), PACK, CALENDAR)
    assert next(dues).period == Period(date(2026, 9, 1), date(2026, 9, 15))
    assert next(dues).period == Period(date(2026, 10, 1), date(2026, 10, 31))
    ten = replace(item, cadence=TEN)
    assert due(TEN, date(2026, 9, 10), item=ten) == Due(
        Period(date(2026, 9, 11), date(2026, 9, 15)), date(2026, 9, 18), confirmed=True
    )


def test_reports_are_owed_from_the_first_due_day_since_tracking_began() -> None:
    assert due(MONTH, None, date(2026, 9, 5)).period.start == date(2026, 8, 1)
    assert due(MONTH, None, date(2026, 9, 7)).period.start == date(2026, 8, 1)  # due on Monday 7 September
    assert due(MONTH, None, date(2026, 9, 8)).period.start == date(2026, 9, 1)


def test_a_period_that_ends_before_the_item_starts_is_never_owed() -> None:
    item = replace(ITEM, start=date(2026, 5, 31))
    assert due(MONTH, None, date(2026, 1, 1), item).period == Period(date(2026, 6, 1), date(2026, 6, 30))


def test_an_item_that_began_long_ago_is_owed_from_the_day_it_is_tracked() -> None:
    item = replace(ITEM, start=date(2005, 1, 1), cadence=TEN)
    assert due(TEN, None, date(2026, 8, 3), item).day == date(2026, 8, 5)


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.CLOSED])
def test_drafts_and_closed_items_owe_nothing(stage: Stage) -> None:
    assert next_due(replace(ITEM, stage=stage), None, date(2026, 1, 1), PACK, CALENDAR) is None


@given(CADENCES, DAYS, DAYS)
def test_the_next_due_is_a_working_day_not_answered_yet(cadence: Cadence, reported: date, tracked: date) -> None:
    found = due(cadence, reported, tracked, replace(ITEM, start=date(2021, 1, 1), due=date(2028, 12, 31)))
    rule = PACK.due[cadence.value]
    assert CALENDAR.is_workday(found.day)
    assert found.day >= tracked
    assert found.day > found.period.end
    assert not answers(reported, found.period, rule)
    assert answers(found.period.end, found.period, rule)
    # Of a day in the next month only that day and the rest days after it were looked at.
    assert found.confirmed >= CALENDAR.confirmed_through(found.period.end + DAY, found.day)
    assert found.confirmed <= CALENDAR.is_confirmed(found.day)


@given(CADENCES, DAYS, st.integers(0, 100))
def test_a_later_report_never_makes_the_next_one_due_earlier(cadence: Cadence, reported: date, days: int) -> None:
    long = replace(ITEM, due=date(2028, 12, 31))
    later = due(cadence, reported + timedelta(days=days), item=long)
    assert later.day >= due(cadence, reported, item=long).day


@pytest.mark.parametrize("item", [ITEM, replace(ITEM, due=date(2026, 6, 15)), replace(ITEM, due=date(2027, 2, 10))])
@pytest.mark.parametrize("cadence", Cadence)
def test_nothing_is_owed_for_days_after_the_agreement(cadence: Cadence, item: Item) -> None:
    owed = list(owed_reports(replace(item, cadence=cadence), None, date(2026, 1, 1), PACK, CALENDAR))
    last = max(item.due or date.min, date(2026, 12, 31))
    assert owed[-1].period.end == last
    assert next_due(replace(item, cadence=cadence), last, date(2026, 1, 1), PACK, CALENDAR) is None


@given(CADENCES, DAYS)
def test_due_days_rise_with_their_periods(cadence: Cadence, day: date) -> None:
    period = period_of(cadence, day)
    following = next_period(cadence, period)
    rule = PACK.due[cadence.value]
    assert due_of(period, rule, CALENDAR).day <= due_of(following, rule, CALENDAR).day


def test_what_was_returned_is_owed_again_in_the_order_of_days() -> None:
    ten = replace(ITEM, cadence=TEN)
    back = Return(date(2026, 6, 23), date(2026, 7, 20))
    found = owed_reports(ten, None, date(2026, 6, 20), PACK, CALENDAR, back)
    days = [(each.day, each.returned) for each in itertools.islice(found, 4)]
    assert days == [
        (date(2026, 7, 3), None),
        (date(2026, 7, 15), None),
        (date(2026, 7, 21), date(2026, 7, 20)),
        (date(2026, 7, 23), None),
    ]
