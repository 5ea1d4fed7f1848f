"""The rule of the turn of the year: when a year runs, when an item closes, of which year something was said."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar_seed import seed_days
from bot.demo.sample import sample_items
from bot.packs.file import load_pack
from domain.cadence import owed_reports
from domain.calendar import WorkCalendar, YearRule
from domain.items import Cadence, Item, Stage
from domain.years import Option, Span, is_held, meant, span_of, year_closes

DAY = timedelta(days=1)
PACK = load_pack("default")
APRIL = replace(PACK, id="april", year=YearRule(4, 1, 10))
CALENDAR = WorkCalendar(seed_days(range(2025, 2030)))
ITEM = next(item for item in sample_items(2026) if item.code == "JS-010")
DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
RULES = st.builds(YearRule, st.integers(1, 12), st.integers(1, 28), st.integers(0, 60))
YEARS = st.sets(st.integers(2025, 2029))


@given(RULES, st.integers(2025, 2028))
def test_years_follow_one_another_without_a_gap(rule: YearRule, year: int) -> None:
    assert rule.ends(year) + DAY == rule.begins(year + 1)
    assert rule.of(rule.begins(year)) == year
    assert rule.of(rule.ends(year)) == year


@given(RULES, YEARS, DAYS)
def test_a_year_that_has_not_begun_never_changes_which_one_runs(rule: YearRule, years: set[int], day: date) -> None:
    running = rule.running(years, day)
    coming = {year for year in (running + 1, running + 2) if rule.begins(year) > day}
    if any(rule.begins(year) <= day for year in years):
        assert rule.running(years | coming, day) == running


@given(RULES, YEARS, DAYS, st.integers(0, 500))
def test_time_never_turns_a_year_back(rule: YearRule, years: set[int], day: date, later: int) -> None:
    if years:
        assert rule.running(years, day + timedelta(days=later)) >= rule.running(years, day)


@pytest.mark.parametrize(
    ("rule", "day", "running"),
    [
        (YearRule(), date(2026, 12, 31), 2026),
        (YearRule(), date(2027, 1, 1), 2027),
        (YearRule(4, 1), date(2027, 3, 31), 2026),
        (YearRule(4, 1), date(2027, 4, 1), 2027),
        (YearRule(), date(2025, 6, 1), 2026),
    ],
)
def test_of_two_stored_years_the_newest_that_has_begun_runs(rule: YearRule, day: date, running: int) -> None:
    assert rule.running({2026, 2027}, day) == running


@pytest.mark.parametrize(
    ("cadence", "closes"),
    [(Cadence.MONTH, date(2027, 1, 19)), (Cadence.QUARTER, date(2027, 1, 25)), (Cadence.TEN_DAYS, date(2027, 1, 20))],
)
def test_an_item_closes_ten_working_days_after_its_last_report_is_due(cadence: Cadence, closes: date) -> None:
    item = replace(ITEM, cadence=cadence)
    assert span_of(item, PACK, CALENDAR) == Span(date(2026, 1, 1), date(2026, 12, 31), closes)
    assert is_held(item, closes, 2027, PACK, CALENDAR)
    assert not is_held(item, closes + DAY, 2027, PACK, CALENDAR)
    assert is_held(item, date(2028, 1, 1), 2026, PACK, CALENDAR), "nothing newer runs"


@given(st.sampled_from(Cadence), st.sampled_from([PACK, APRIL]), st.dates(date(2026, 2, 1), date(2028, 6, 30)))
def test_every_report_falls_due_before_its_item_closes(cadence: Cadence, pack: object, due: date) -> None:
    rules = APRIL if pack is APRIL else PACK
    start = rules.year.begins(2026)
    item = replace(ITEM, cadence=cadence, start=start, due=max(due, start), milestones=())
    span = span_of(item, rules, CALENDAR)
    owed = list(owed_reports(item, None, start, rules, CALENDAR))
    assert owed
    assert owed[-1].period.end in (span.last, item.due), "the period of the due day ends with it"
    assert all(each.day <= span.closes for each in owed)
    assert all(first.day <= then.day for first, then in itertools.pairwise(owed))


def test_a_year_closes_with_its_last_item_but_for_those_that_are_due_later() -> None:
    closes = [span_of(replace(ITEM, cadence=cadence), PACK, CALENDAR).closes for cadence in Cadence]
    assert year_closes(2026, PACK, CALENDAR) == max(closes)
    long = replace(ITEM, due=date(2027, 9, 30))
    assert span_of(long, PACK, CALENDAR).closes > year_closes(2026, PACK, CALENDAR)
    assert is_held(long, date(2027, 6, 1), 2027, PACK, CALENDAR)


def test_what_was_ended_by_decision_is_held_only_with_its_running_year() -> None:
    ended = replace(ITEM, stage=Stage.CLOSED)
    assert is_held(ended, date(2026, 12, 31), 2026, PACK, CALENDAR)
    assert not is_held(ended, date(2027, 1, 5), 2027, PACK, CALENDAR)


def _option(year: int, owes: bool, item: Item = ITEM) -> Option:
    moved = replace(item, year=year, start=date(year, 1, 1), due=date(year, 12, 31))
    return Option(year, span_of(moved, PACK, CALENDAR), owes)


@pytest.mark.parametrize(
    ("said", "today", "owes", "years"),
    [
        (None, date(2026, 12, 28), True, (2026,)),
        (None, date(2027, 1, 5), True, (2027, 2026)),
        (None, date(2027, 1, 5), False, (2027,)),
        (date(2026, 12, 31), date(2027, 1, 5), True, (2026,)),
        (date(2026, 12, 31), date(2027, 1, 5), False, (2026,)),
        (date(2027, 1, 4), date(2027, 1, 5), True, (2027,)),
        (date(2027, 12, 31), date(2027, 1, 5), True, (2027, 2026)),
        (date(2025, 6, 1), date(2027, 1, 5), True, (2027,)),
    ],
)
def test_the_day_that_was_said_decides_and_a_last_report_that_is_owed_is_asked_about(
    said: date | None, today: date, owes: bool, years: tuple[int, ...]
) -> None:
    assert meant([_option(2026, owes), _option(2027, owes=True)], said, today) == years


@given(st.one_of(st.none(), DAYS), DAYS, st.booleans(), st.booleans())
def test_one_year_alone_is_never_asked_about_and_what_is_asked_is_an_option(
    said: date | None, today: date, one: bool, other: bool
) -> None:
    options = [_option(2026, one), _option(2027, other)]
    found = meant(options, said, today)
    assert set(found) <= {2026, 2027}
    assert found
    assert meant(options[:1], said, today) == (2026,)
    if said is not None and said <= today and 2026 <= said.year <= 2027:
        assert found == (said.year,), "a day of the past decides"
