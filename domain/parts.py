"""Wholes and their parts while the year runs: what the streets reported must not exceed, or miss, what the district reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.items import Basis, Direction, Item, Kind
from domain.progress import Point, plain
from domain.quantities import convert


@dataclass(frozen=True, slots=True)
class PartsGap:
    """The whole's figure and the sum of its parts' figures, both in the whole's unit, where they cannot both be right."""

    whole: Item
    reported: Decimal
    summed: Decimal


def parts_gap(whole: Item, parts: Sequence[Item], latest: Mapping[str, Point]) -> PartsGap | None:
    """Whether the latest totals contradict each other.

    The parts together never exceed the whole. Where their targets add up to the whole's and every part is reported as of the
    whole's day or later, they must not fall short of it either. Rates, shares and control figures are no sums.
    """
    if not _is_sum(whole) or whole.code not in latest:
        return None
    day, reported = latest[whole.code].as_of, latest[whole.code].total
    known = [part for part in parts if part.code in latest]
    figures = [convert(latest[part.code].total, part.measure_unit, whole.measure_unit) for part in known]
    if not known or any(figure is None for figure in figures):
        return None
    summed = plain(sum((figure for figure in figures if figure is not None), Decimal(0)))
    if summed > reported and all(latest[part.code].as_of <= day for part in known):
        return PartsGap(whole, reported, summed)
    whole_told = len(known) == len(parts) and _complete(whole, parts)
    if whole_told and summed < reported and all(latest[part.code].as_of >= day for part in known):
        return PartsGap(whole, reported, summed)
    return None


def _is_sum(whole: Item) -> bool:
    return whole.kind is Kind.QUANTITY and whole.basis is Basis.FLOW and whole.direction is Direction.UP


def _complete(whole: Item, parts: Sequence[Item]) -> bool:
    targets = [
        None if part.target is None else convert(part.target, part.measure_unit, whole.measure_unit) for part in parts
    ]
    return None not in targets and sum((target for target in targets if target is not None), Decimal(0)) == whole.target
