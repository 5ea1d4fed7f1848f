"""Where an item stands: what its reports come to."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from domain.items import Basis, Direction, Item
from domain.reports import ValueKind


@dataclass(frozen=True, slots=True)
class Point:
    """A reported total on a local day, in the item's measure unit."""

    as_of: date
    total: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an item's progress on some day.

    `tracked_from` is the local day from which reports are owed (the item's start, or the day it was imported, whichever
    is later). `history` holds the live totals, oldest first, last one per as-of day. `reported_as_of` is the as-of day of
    the latest live report of any kind (a bare stage too). `verified` is the latest verified point. `reached` holds the
    numbers (from 0) of milestones of a ONCE item that a live report named as done; `verified_reached` those verified.
    """

    tracked_from: date
    history: tuple[Point, ...] = ()
    reported_as_of: date | None = None
    verified: Point | None = None
    reached: frozenset[int] = frozenset()
    verified_reached: frozenset[int] = frozenset()

    @property
    def latest(self) -> Point | None:
        """The newest live total, or None before the first."""
        return self.history[-1] if self.history else None


def meets(item: Item, value: Decimal, bound: Decimal) -> bool:
    """Whether a figure is at least as good as a bound, in the item's direction."""
    return value >= bound if item.direction is Direction.UP else value <= bound


def normalise(item: Item, value: Decimal, kind: ValueKind, last: Decimal | None) -> Decimal:
    """The total a report comes to, in the item's measure unit.

    An increment is added to `last`, the newest live total; before the first report a FLOW starts at zero, a LEVEL or a RATE
    at its baseline. A percentage of target is a share of the target.
    """
    if kind is ValueKind.INCREMENT:
        start = Decimal(0) if item.basis is Basis.FLOW else item.baseline or Decimal(0)
        return plain((start if last is None else last) + value)
    if kind is ValueKind.PERCENT_OF_TARGET and item.target is not None:
        return plain(item.target * value / 100)
    return plain(value)


def plain(value: Decimal) -> Decimal:
    """The same figure without trailing zeros and without an exponent."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def milestone_reached(item: Item, standing: Standing, index: int) -> bool:
    """Whether a milestone is done: its planned figure is met, a report named it, or a later node of a ONCE item is done."""
    return _reached(item, standing.history, standing.reached, index) or is_finished(item, standing)


def is_finished(item: Item, standing: Standing) -> bool:
    """Whether nothing is left to do.

    What grows and is counted or covered (FLOW, LEVEL) is finished when the target is met, a ONCE item with its last node.
    A rate and a control figure can still turn: they are finished only by a report as of the due day that meets the target.
    """
    return _finished(item, standing.latest, standing.reached)


def is_verified_finished(item: Item, standing: Standing) -> bool:
    """Whether verified reports alone finish the item."""
    return _finished(item, standing.verified, standing.verified_reached)


def completion(item: Item, total: Decimal) -> Decimal | None:
    """Per cent of the target, one decimal; None without a target. A control figure's share says how much of it is used."""
    if not item.target:
        return None
    return plain((total / item.target * 100).quantize(Decimal("0.1"), ROUND_HALF_UP))


def _finished(item: Item, latest: Point | None, reached: frozenset[int]) -> bool:
    if item.target is None or item.due is None:
        return False
    if item.basis is Basis.ONCE:
        last = len(item.milestones) - 1
        return last in reached or (latest is not None and latest.total >= item.target)
    if latest is None or not meets(item, latest.total, item.target):
        return False
    lasting = item.direction is Direction.UP and item.basis in (Basis.FLOW, Basis.LEVEL)
    return lasting or latest.as_of >= item.due


def _reached(item: Item, history: tuple[Point, ...], reached: frozenset[int], index: int) -> bool:
    node = item.milestones[index]
    if item.basis is Basis.ONCE:
        return any(done >= index for done in reached)
    if index in reached:
        return True
    if node.planned is None:
        return False
    if item.basis is Basis.RATE or item.direction is Direction.DOWN:
        # The period's figure: what counts is the first report that covers the node's day.
        return any(point.as_of >= node.date and meets(item, point.total, node.planned) for point in history)
    return bool(history) and meets(item, history[-1].total, node.planned)
