"""The calendar's seed follows the published notices and says where it only guesses."""

from datetime import date

import pytest

from bot.calendar_seed import seed_days
from domain.calendar import Day, WorkCalendar

PUBLISHED = 2026
UNPUBLISHED = 2027


@pytest.fixture(scope="module")
def days() -> dict[date, Day]:
    return {day.date: day for day in seed_days([PUBLISHED, UNPUBLISHED])}


def test_every_day_of_the_years_is_given_once(days: dict[date, Day]) -> None:
    assert len(seed_days([PUBLISHED, UNPUBLISHED])) == len(days) == 730
    assert min(days) == date(PUBLISHED, 1, 1)
    assert max(days) == date(UNPUBLISHED, 12, 31)


def test_the_make_up_days_of_2026_are_worked(days: dict[date, Day]) -> None:
    worked = {day for day, each in days.items() if each.is_workday and day.weekday() >= 5 and day.year == PUBLISHED}
    assert worked == {date(2026, *each) for each in [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]}


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 1, 1), "元旦"),
        (date(2026, 2, 17), "春节"),
        (date(2026, 10, 1), "国庆节"),
        (date(2026, 10, 10), "国庆节调休上班"),
        (date(2027, 2, 5), "农历除夕"),
        (date(2027, 2, 6), "春节"),
        (date(2026, 11, 23), ""),
    ],
)
def test_holidays_have_their_chinese_names(days: dict[date, Day], day: date, name: str) -> None:
    assert days[day].name == name


def test_a_published_year_is_confirmed_with_its_source(days: dict[date, Day]) -> None:
    published = [each for each in days.values() if each.date.year == PUBLISHED]
    assert all(each.confirmed for each in published)
    assert all(each.source.startswith("国务院办公厅") for each in published)


def test_a_year_without_notice_is_guessed_and_says_so(days: dict[date, Day], monkeypatch: pytest.MonkeyPatch) -> None:
    import chinese_calendar

    def unknown(day: date) -> bool:
        raise NotImplementedError(day)

    # Once the package knows 2027 too, the guess must still be the same.
    monkeypatch.setattr(chinese_calendar, "is_workday", unknown)
    guessed = {day.date: day for day in seed_days([UNPUBLISHED])}
    assert not any(each.confirmed for each in guessed.values())
    assert all(each.source.startswith("未公布") for each in guessed.values())
    assert not any(each.is_workday for day, each in guessed.items() if day.weekday() >= 5)
    rests = {day for day, each in guessed.items() if not each.is_workday and day.weekday() < 5}
    assert {date(2027, 1, 1), date(2027, 2, 5), date(2027, 2, 8), date(2027, 10, 1)} <= rests
    assert len(rests) == 13


def test_the_seed_makes_a_calendar_that_knows_the_national_day_week() -> None:
    calendar = WorkCalendar(seed_days([PUBLISHED]))
    assert calendar.on_or_after(date(2026, 10, 1)) == date(2026, 10, 8)
    assert calendar.between(date(2026, 9, 30), date(2026, 10, 10)) == 3
