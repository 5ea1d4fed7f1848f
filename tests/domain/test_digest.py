"""What a digest tells: what changed, who owes, in order of gravity, and when each kind is sent."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar_seed import seed_days
from domain.calendar import WorkCalendar
from domain.colours import Light
from domain.digest import DigestKind, Scope, Tally, Turned, begins, cells, compile_digest, sent_from
from domain.items import ItemId
from domain.keys.digests import term_on
from tests.domain.examples import day

CALENDAR = WorkCalendar(seed_days(range(2025, 2029)))


def turned(code: str, before: Light, now: Light, weight: int = 10) -> Turned:
    return Turned(ItemId(int(code)), code, Decimal(weight), before, now)


def codes(found: tuple[Turned, ...]) -> str:
    return " ".join(each.code for each in found)


def test_lights_are_counted_and_compared_with_the_last_digest() -> None:
    tallies = [Tally("A", "大建设", Light.RED, 2), Tally("B", "大民生", Light.GREEN, 1)]
    found = compile_digest(tallies, [turned("1", Light.YELLOW, Light.RED)])
    assert [found.counts[light] for light in Light] == [0, 1, 0, 2, 0]
    assert [found.change[light] for light in Light] == [0, 0, -1, 1, 0]


def test_a_first_digest_has_nothing_to_compare() -> None:
    found = compile_digest([Tally("A", "大建设", Light.RED, 1)], None)
    assert not found.change
    assert (found.turned_red, found.worse, found.made_up, found.finished) == ((), (), (), ())


def test_new_trouble_eased_trouble_and_finished_work_are_told_apart() -> None:
    found = compile_digest(
        [],
        [
            turned("1", Light.GREEN, Light.RED),
            turned("2", Light.GREEN, Light.YELLOW),
            turned("3", Light.RED, Light.YELLOW),
            turned("4", Light.GREEN, Light.BLUE),
            turned("5", Light.GREY, Light.GREEN),
            turned("6", Light.GREEN, Light.GREY),
            turned("8", Light.YELLOW, Light.BLUE),
        ],
    )
    assert codes(found.turned_red) == "1"
    assert codes(found.worse) == "2"
    assert codes(found.made_up) == "3 8"
    assert codes(found.finished) == "4"


def test_the_heaviest_item_is_named_first() -> None:
    found = compile_digest([], [turned("1", Light.GREEN, Light.RED, 5), turned("2", Light.GREEN, Light.RED, 20)])
    assert codes(found.turned_red) == "2 1"


def test_debts_are_added_up_by_unit_with_the_oldest_first() -> None:
    found = compile_digest(
        [
            Tally("A", "大建设", Light.YELLOW, 3, late=1, oldest_due=day("06-05"), soon=2),
            Tally("A", "大民生", Light.GREEN, 4, late=2, oldest_due=day("06-03")),
            Tally("B", "大民生", Light.RED, 1, late=1, oldest_due=day("06-01"), soon=1),
            Tally("C", "大民生", Light.RED, 1),
        ],
        None,
    )
    assert [(debt.unit, debt.count, debt.oldest) for debt in found.debts] == [
        ("B", 1, day("06-01")),
        ("A", 3, day("06-03")),
    ]
    assert (found.late, found.soon) == (4, 3)


def test_the_heat_map_holds_a_count_for_each_unit_board_and_light() -> None:
    tallies = [
        Tally("A", "大建设", Light.RED, 2),
        Tally("A", "大建设", Light.GREEN, 1),
        Tally("B", "大民生", Light.BLUE, 3),
    ]
    assert cells(tallies) == {"A": {"大建设": {"red": 2, "green": 1}}, "B": {"大民生": {"blue": 3}}}


@pytest.mark.parametrize(
    ("kind", "on", "told"),
    [
        (DigestKind.WEEKLY, "2026-06-22", "2026-W26"),
        (DigestKind.WEEKLY, "2027-01-01", "2026-W53"),
        (DigestKind.MONTHLY, "2026-07-01", "2026-06"),
        (DigestKind.MONTHLY, "2027-01-04", "2026-12"),
        (DigestKind.QUARTERLY, "2026-07-15", "2026-Q2"),
        (DigestKind.QUARTERLY, "2027-01-04", "2026-Q4"),
    ],
)
def test_a_digest_is_named_after_what_it_tells_of(kind: DigestKind, on: str, told: str) -> None:
    assert term_on(kind, date.fromisoformat(on)).text() == told


@pytest.mark.parametrize(
    ("kind", "on", "first"),
    [
        # National Day: 1 to 7 October 2026 are holidays.
        (DigestKind.MONTHLY, "2026-10-20", "2026-10-08"),
        (DigestKind.QUARTERLY, "2026-12-01", "2026-10-08"),
        (DigestKind.WEEKLY, "2026-06-25", "2026-06-22"),
        # Labour Day: 1 to 5 May 2026.
        (DigestKind.MONTHLY, "2026-05-31", "2026-05-06"),
    ],
)
def test_a_digest_is_sent_on_the_first_working_day(kind: DigestKind, on: str, first: str) -> None:
    assert sent_from(kind, 1, date.fromisoformat(on), CALENDAR) == date.fromisoformat(first)


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.sampled_from(DigestKind), st.integers(1, 5))
def test_every_digest_has_one_day_on_which_it_begins_and_it_is_a_working_day(
    day: date, kind: DigestKind, on: int
) -> None:
    first = sent_from(kind, on, day, CALENDAR)
    assert CALENDAR.is_workday(first)
    assert first >= begins(kind, day)
    assert begins(kind, begins(kind, day)) == begins(kind, day)
    # All days of one period name the same digest.
    assert term_on(kind, begins(kind, day)) == term_on(kind, day)


def test_scopes_are_told_apart() -> None:
    keys = {Scope(2026).key, Scope(2026, leader="a").key, Scope(2026, board="a").key, Scope(2026, unit="a").key}
    assert len(keys) == 4
