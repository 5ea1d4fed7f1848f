"""Working-day arithmetic holds for any calendar, however odd its holidays."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import DAY, Day, WorkCalendar, day_written, ordinary_days, years_announced

FIRST = date(2026, 1, 1)
SPANS = st.integers(-120, 120)
DAYS = st.dates(date(2025, 6, 1), date(2027, 12, 31))


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """A year in which any day may be a rest day or a working day."""
    shifted = draw(st.dictionaries(st.integers(0, 364), st.booleans(), max_size=80))
    days = [Day(FIRST + timedelta(days=n), works, "", "", True) for n, works in shifted.items()]
    return WorkCalendar(days)


def walked(calendar: WorkCalendar, day: date, workdays: int) -> date:
    """The plain definition, day by day."""
    while workdays:
        day += DAY if workdays > 0 else -DAY
        if calendar.is_workday(day):
            workdays -= 1 if workdays > 0 else -1
    return day


@given(calendars(), DAYS, SPANS)
def test_adding_working_days_is_walking_day_by_day(calendar: WorkCalendar, day: date, workdays: int) -> None:
    assert calendar.add(day, workdays) == walked(calendar, day, workdays)


@given(calendars(), DAYS, DAYS)
def test_working_days_between_are_counted_one_by_one(calendar: WorkCalendar, one: date, other: date) -> None:
    start, end = min(one, other), max(one, other)
    counted = sum(calendar.is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
    assert calendar.between(start, end) == counted
    assert calendar.between(end, start) == -counted


@given(calendars(), DAYS, DAYS)
def test_late_are_the_working_days_since_the_due_day_and_none_before_it(
    calendar: WorkCalendar, due: date, today: date
) -> None:
    assert calendar.late_by(due, today) == (calendar.between(due, today) if today > due else 0)
    assert calendar.late_by(None, today) == 0


@given(calendars(), DAYS, st.integers(1, 120))
def test_between_takes_back_what_add_added(calendar: WorkCalendar, day: date, workdays: int) -> None:
    later = calendar.add(day, workdays)
    assert calendar.between(day, later) == workdays
    assert calendar.is_workday(later)


@given(calendars(), DAYS, st.integers(1, 60))
def test_going_there_and_back_ends_on_the_working_day_it_began_on(
    calendar: WorkCalendar, day: date, workdays: int
) -> None:
    begun = calendar.on_or_after(day)
    assert calendar.add(calendar.add(begun, workdays), -workdays) == begun


@given(calendars(), DAYS)
def test_no_working_day_lies_between_a_rest_day_and_the_next_working_day(calendar: WorkCalendar, day: date) -> None:
    found = calendar.on_or_after(day)
    assert calendar.is_workday(found)
    assert not any(calendar.is_workday(day + timedelta(days=n)) for n in range((found - day).days))


def test_a_day_that_is_not_stored_counts_by_its_weekday_and_is_unconfirmed() -> None:
    calendar = WorkCalendar([])
    assert calendar.is_workday(date(2026, 11, 23))
    assert not calendar.is_workday(date(2026, 11, 22))
    assert not calendar.is_confirmed(date(2026, 11, 23))
    assert calendar.name_of(date(2026, 11, 23)) == ""


def test_a_span_is_confirmed_only_if_every_day_of_it_is() -> None:
    days = [Day(FIRST + timedelta(days=n), True, "", "", n != 5) for n in range(10)]
    calendar = WorkCalendar(days)
    assert calendar.confirmed_through(FIRST, FIRST + 4 * DAY)
    assert not calendar.confirmed_through(FIRST, FIRST + 5 * DAY)
    assert calendar.confirmed_through(FIRST + 6 * DAY, FIRST + 9 * DAY)
    assert not calendar.confirmed_through(FIRST + 9 * DAY, FIRST + 10 * DAY)


@pytest.mark.parametrize(
    ("sent", "day"),
    [
        (datetime(2026, 11, 28, 15, 59, 59, tzinfo=UTC), date(2026, 11, 28)),
        (datetime(2026, 11, 28, 16, 0, tzinfo=UTC), date(2026, 11, 29)),
        (datetime(2026, 11, 29, 16, 5, tzinfo=UTC), date(2026, 11, 30)),
        (datetime(2026, 11, 22, 16, 5, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 22, 16, 4, tzinfo=UTC), date(2026, 11, 30)),
        (datetime(2026, 11, 29, 16, 6, tzinfo=UTC), date(2026, 11, 30)),
        (datetime(1970, 1, 1, tzinfo=UTC), date(2026, 11, 30)),
        (datetime(9999, 12, 31, tzinfo=UTC), date(2026, 11, 30)),
    ],
)
def test_a_message_is_of_the_local_day_it_was_written_unless_its_clock_cannot_be_right(
    sent: datetime, day: date
) -> None:
    now = datetime(2026, 11, 29, 16, 5, tzinfo=UTC)
    assert day_written(sent, now, ZoneInfo("Asia/Shanghai")) == day


def test_a_later_entry_for_the_same_day_wins() -> None:
    calendar = WorkCalendar([Day(FIRST, False, "元旦", "", False), Day(FIRST, True, "调休", "", True)])
    assert calendar.is_workday(FIRST)
    assert calendar.between(FIRST - DAY, FIRST) == 1
    assert calendar.confirmed_through(FIRST, FIRST)


NAMED = [Day(date(2027, 2, 1) + number * DAY, False, "春节", "通知", True) for number in range(11)]


def test_a_years_notice_names_its_rest_days_and_an_amendment_fewer() -> None:
    assert years_announced(NAMED) == (2027,)
    assert years_announced(NAMED[:10]) == ()
    assert years_announced([*NAMED[:10], Day(date(2027, 2, 20), True, "调休上班", "通知", True)]) == ()


def test_what_a_notice_does_not_name_is_confirmed_by_its_weekday_unless_it_was_confirmed_before() -> None:
    amended = Day(date(2027, 10, 9), True, "更正", "补充通知", True)
    guessed = Day(date(2027, 1, 1), False, "元旦", "未公布", False)
    days = {day.date: day for day in ordinary_days(2027, NAMED, WorkCalendar([amended, guessed]), "通知")}
    assert len(days) == 365 - len(NAMED) - 1
    assert amended.date not in days
    assert all(day.confirmed and day.is_workday == (day.date.weekday() < 5) for day in days.values())
    assert days[guessed.date].is_workday, "a guess gives way to the notice"
