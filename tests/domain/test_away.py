"""Who is told while somebody is away, days to come in words, and what holds a ladder: pure rules."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.absence import Duty, Leave, Recipient, StandIn, may_consent, may_stand_in, needs_consent
from domain.ladders import Hold, HoldKind, Rung, held_until
from domain.packs import AskRule, is_spent
from domain.people import Person, PersonId, Role
from domain.reminders import occurrences
from domain.understanding.day_words import span_in
from tests.domain.examples import BUILDINGS, CALENDAR, day, reported
from tests.domain.test_reminders import PACK

TODAY = day("06-24")


def person(id_: int, role: Role = Role.REPORTER, unit: str | None = "BM28") -> Person:
    return Person(PersonId(id_), f"第{id_}人", role, unit)


ONE, TWO, THREE = person(1), person(2), person(3)


def duty(away: set[int], *stand_ins: tuple[int, int, str | None, set[str]]) -> Duty:
    leaves = [Leave(PersonId(id_), TODAY, TODAY) for id_ in away]
    arranged = [
        StandIn(PersonId(who), PersonId(deputy), TODAY, None if last is None else day(last), frozenset(items))
        for who, deputy, last, items in stand_ins
    ]
    return Duty((ONE, TWO, THREE), leaves, arranged, TODAY)


def test_who_is_at_work_is_told_and_who_is_away_has_the_stand_in_told() -> None:
    assert duty(set(), (1, 2, None, set())).recipient(ONE, None) is not None
    told = duty({1}, (1, 2, None, set())).recipient(ONE, "JS-010")
    assert told is not None
    assert (told.person, told.instead_of) == (TWO, ONE)
    assert duty({1}).recipient(ONE, None) is None
    assert duty({1}, (1, 2, "06-23", set())).recipient(ONE, None) is None, "it has ended"
    assert duty({1}, (1, 2, None, {"JS-010"})).recipient(ONE, "JS-011") is None, "not for this item"
    assert duty({1, 2}, (1, 2, None, set()), (1, 3, None, set())).recipient(ONE, None) is not None, "the next one"
    assert duty({1}, (1, 9, None, set())).recipient(ONE, None) is None, "the deputy has left"


def test_nobody_is_told_twice_and_an_own_matter_goes_before_a_deputys() -> None:
    told = duty({1}, (1, 2, None, set())).recipients([ONE, TWO], None)
    assert [(each.person, each.instead_of) for each in told] == [(TWO, None)]


def told(found: list[Recipient]) -> list[tuple[Person, bool]]:
    return [(each.person, each.away) for each in found]


@pytest.mark.parametrize(
    ("away", "first", "surely"),
    [
        (set(), [(ONE, False)], [(ONE, False)]),
        ({1}, [(TWO, False), (THREE, False)], [(TWO, False), (THREE, False)]),
        ({1, 2}, [(THREE, False)], [(THREE, False)]),
        ({1, 2, 3}, [], [(ONE, True)]),
    ],
)
def test_the_first_group_with_anybody_at_work_is_told_and_what_must_not_be_lost_waits_for_the_first_of_all(
    away: set[int], first: list[tuple[Person, bool]], surely: list[tuple[Person, bool]]
) -> None:
    groups: list[list[Person]] = [[], [ONE], [TWO, THREE]]
    assert told(duty(away).first_recipients(groups, None)) == first
    assert told(duty(away).certain_recipients(groups, None)) == surely


def test_a_deputy_works_in_the_same_unit_or_role() -> None:
    assert may_stand_in(ONE, person(2, Role.UNIT_HEAD))
    assert not may_stand_in(ONE, ONE)
    assert not may_stand_in(ONE, person(4, unit="BM01"))
    assert may_stand_in(person(5, Role.LEADER, None), person(6, Role.LEADER, None))
    assert not may_stand_in(person(5, Role.LEADER, None), person(6, Role.INSPECTOR, None))


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("7月1日到7月5日", "07-01", "07-05"),
        ("7月1日至5日", "07-01", "07-05"),
        ("张三 7月1日-7月5日", "07-01", "07-05"),
        ("7月1日起3天", "07-01", "07-03"),
        ("今天", "06-24", "06-24"),
        ("明天到后天", "06-25", "06-26"),
        ("2026-07-01到2026-07-02", "07-01", "07-02"),
        ("6.30", "06-30", "06-30"),
    ],
)
def test_days_to_come_are_read(words: str, first: str, last: str) -> None:
    span = span_in(words, TODAY)
    assert span is not None
    assert (span.first, span.last) == (day(first), day(last))


@pytest.mark.parametrize("words", ["", "下次再说", "2月30日", "7月5日到7月1日", "13月1日"])
def test_what_is_no_span_of_days_is_none(words: str) -> None:
    assert span_in(words, TODAY) is None


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("6月25日到2027年12月31日", date(2026, 6, 25), date(2027, 12, 31)),
        ("2027年3月1日到5日", date(2027, 3, 1), date(2027, 3, 5)),
        ("2027年3月1日到4月2号", date(2027, 3, 1), date(2027, 4, 2)),
        ("2027年12月25日至1月5日", date(2027, 12, 25), date(2028, 1, 5)),
        ("2027-12-25到1月5日", date(2027, 12, 25), date(2028, 1, 5)),
    ],
)
def test_days_with_a_year_are_read_to_their_end(words: str, first: date, last: date) -> None:
    span = span_in(words, TODAY)
    assert span is not None
    assert (span.first, span.last, span.text) == (first, last, words)


@pytest.mark.parametrize(("days", "asked"), [(15, False), (16, True)])
def test_long_leave_for_another_needs_another_tap_and_ones_own_never(days: int, asked: bool) -> None:
    leave = Leave(PersonId(2), TODAY, TODAY + timedelta(days=days - 1))
    inspector, own = person(1, Role.INSPECTOR, None), person(2, Role.REPORTER)
    assert needs_consent(inspector, leave) is asked
    assert not needs_consent(own, leave)
    assert may_consent(own, leave, inspector.id)
    assert not may_consent(inspector, leave, inspector.id)
    admin = person(3, Role.ADMIN, None)
    assert may_consent(admin, leave, inspector.id)
    assert not may_consent(admin, leave, admin.id)


def test_a_month_that_is_long_over_is_next_years() -> None:
    span = span_in("1月3日", date(2026, 12, 28))
    assert span is not None
    assert span.first == date(2027, 1, 3)


REPORTER, CLIMBING = Rung(1, ("reporter",)), Rung(1, ("reporter", "unit_head"))


def test_a_receipt_holds_the_climb_and_a_snooze_holds_everything() -> None:
    acknowledged = Hold(HoldKind.ACKNOWLEDGED, day("07-03"), day("07-07"))
    assert held_until(day("07-06"), CLIMBING, [acknowledged], CALENDAR) == day("07-08")
    assert held_until(day("07-06"), REPORTER, [acknowledged], CALENDAR) == day("07-06")
    snoozed = Hold(HoldKind.SNOOZED, day("07-03"), day("07-07"))
    assert held_until(day("07-06"), REPORTER, [snoozed], CALENDAR) == day("07-08")
    assert held_until(day("07-03"), REPORTER, [snoozed], CALENDAR) == day("07-03"), "told already"
    assert held_until(day("07-08"), REPORTER, [snoozed], CALENDAR) == day("07-08")


@given(st.integers(0, 30), st.integers(1, 5), st.sampled_from(HoldKind))
def test_a_hold_puts_off_and_loses_nobody(begins: int, days: int, kind: HoldKind) -> None:
    """Whatever holds a ladder, everybody whom it would have told is told in the end."""
    since, until = day("06-24"), day("09-30")
    standing = reported(tracked_from=day("07-01"))
    start = day("07-01") + timedelta(days=begins)
    hold = Hold(kind, start, CALENDAR.add(start, days))
    free = occurrences(BUILDINGS, standing, since, until, PACK, CALENDAR)
    subjects = {each.subject: (hold,) for each in free}
    held = occurrences(BUILDINGS, standing, since, until, PACK, CALENDAR, subjects)
    for before, after in zip(free, held, strict=True):
        assert set(before.audience) == set(after.audience)
        assert after.on >= before.on or after.subject != before.subject


def test_a_budget_is_spent_when_its_days_are_used_up_but_not_within_a_day() -> None:
    rule = AskRule(2)
    assert [is_spent(asked, asked_today=False, rule=rule) for asked in (0, 1, 2, 3)] == [False, False, True, True]
    assert not is_spent(2, asked_today=True, rule=rule)
