"""Wholes and parts that cannot both be right."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from domain.items import Basis, Item
from domain.progress import Point, parts_gap
from tests.domain.examples import BUILDINGS

WHOLE = replace(BUILDINGS, code="QQ-001", target=Decimal(10), measure_unit="家", basis=Basis.FLOW, milestones=())
PARTS = tuple(
    replace(WHOLE, code=code, target=Decimal(target), part_of="QQ-001") for code, target in (("JD-1", 4), ("JD-2", 6))
)
EARLY, LATE = date(2026, 6, 20), date(2026, 6, 30)


def gap(whole: tuple[int, date], *parts: tuple[int, date] | None, of: Item = WHOLE) -> tuple[Decimal, Decimal] | None:
    latest = {part.code: Point(told[1], Decimal(told[0])) for part, told in zip(PARTS, parts, strict=True) if told}
    latest[of.code] = Point(whole[1], Decimal(whole[0]))
    found = parts_gap(of, PARTS, latest)
    return (found.reported, found.summed) if found else None


@pytest.mark.parametrize(
    ("whole", "first", "second", "expected"),
    [
        ((8, LATE), (4, EARLY), (5, EARLY), (8, 9)),
        ((8, LATE), (4, EARLY), None, None),
        ((8, LATE), (9, EARLY), None, (8, 9)),
        # A street that reported later may well be ahead of the district's figure.
        ((8, EARLY), (4, LATE), (5, LATE), None),
        ((8, EARLY), (3, LATE), (4, LATE), (8, 7)),
        # A street's figure from before the district's day explains what is missing.
        ((8, LATE), (3, EARLY), (4, LATE), None),
        ((9, LATE), (4, LATE), (5, LATE), None),
    ],
)
def test_parts_never_exceed_the_whole_nor_fall_short_when_all_are_told(
    whole: tuple[int, date],
    first: tuple[int, date],
    second: tuple[int, date] | None,
    expected: tuple[int, int] | None,
) -> None:
    assert gap(whole, first, second) == (expected and tuple(map(Decimal, expected)))


def test_rates_and_shares_are_no_sums() -> None:
    assert gap((8, LATE), (4, EARLY), (5, EARLY), of=replace(WHOLE, basis=Basis.RATE)) is None


def test_parts_whose_targets_are_not_the_whole_may_fall_short() -> None:
    bigger = replace(WHOLE, target=Decimal(20))
    assert gap((8, EARLY), (3, LATE), (4, LATE), of=bigger) is None
