"""Where an item stands: what its reports come to."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from domain.cadence import Return, period_of
from domain.items import Basis, Direction, Item, Kind, Stage
from domain.quantities import convert
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
    the latest live report of any kind (a stage and 无变化 too). `verified` is the latest verified point. `reached` holds the
    numbers (from 0) of milestones of a ONCE item that a live report named as done; `verified_reached` those verified.
    `returned` is the newest as-of day of a report that was returned and not sent anew, with the local day of the last return.
    """

    tracked_from: date
    history: tuple[Point, ...] = ()
    reported_as_of: date | None = None
    verified: Point | None = None
    reached: frozenset[int] = frozenset()
    verified_reached: frozenset[int] = frozenset()
    returned: Return | None = None
    # The newest live total, or None before the first: asked for again and again.
    latest: Point | None = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """See `latest`."""
        object.__setattr__(self, "latest", self.history[-1] if self.history else None)

    def after(self, as_of: date, total: Decimal | None, milestone: int | None) -> "Standing":
        """Where the item would stand after one more live report, the newest of its as-of day."""
        history = self.history
        if total is not None:
            at = bisect_left(history, as_of, key=lambda point: point.as_of)
            same = at < len(history) and history[at].as_of == as_of
            history = (*history[:at], Point(as_of, total), *history[at + same :])
        return Standing(
            self.tracked_from,
            history,
            max(as_of, self.reported_as_of or as_of),
            self.verified,
            self.reached | ({milestone} if milestone is not None else set()),
            self.verified_reached,
            self.returned,
        )


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
    """The same figure without trailing zeros; a whole one is written without an exponent, zero without a sign."""
    short = value.normalize() + 0
    return Decimal(f"{short:f}") if short == short.to_integral_value() else short


def milestone_reached(item: Item, standing: Standing, index: int) -> bool:
    """Whether a milestone is done: its planned figure is met, a report named it, or a later node of a ONCE item is done.

    A rate or a control figure can still turn, so only a report from the node's own period on can meet its planned figure.
    """
    return _reached(item, standing.history, standing.reached, index) or is_finished(item, standing)


def is_before_tracking(standing: Standing, day: date) -> bool:
    """Whether nobody is late for a node of the day: it lies before the item was tracked, and no report has come yet."""
    return standing.reported_as_of is None and day < standing.tracked_from


def is_finished(item: Item, standing: Standing) -> bool:
    """Whether nothing is left to do.

    What grows and is counted or covered (FLOW, LEVEL) is finished when the target is met, a ONCE item with its last node.
    A rate and a control figure can still turn: they are finished only by a report as of the due day that meets the target.
    """
    return _finished(item, standing.latest, standing.reached)


def owes_nothing(item: Item, standing: Standing) -> bool:
    """Whether nobody is asked for anything on it any more: it is finished, or was ended by decision."""
    return item.stage is Stage.CLOSED or is_finished(item, standing)


def is_verified_finished(item: Item, standing: Standing) -> bool:
    """Whether verified reports alone finish the item, and no later live report says that it is not finished after all."""
    return is_finished(item, standing) and _finished(item, standing.verified, standing.verified_reached)


def nodes_reached(item: Item, standing: Standing) -> int:
    """How many milestones are done."""
    return sum(milestone_reached(item, standing, index) for index in range(len(item.milestones)))


def newest_node(item: Item, standing: Standing) -> int | None:
    """The number (from 0) of the last milestone that a report of a ONCE item named as done; None before the first."""
    return max(standing.reached, default=None) if item.basis is Basis.ONCE else None


def can_stay(item: Item, standing: Standing) -> bool:
    """Whether 无变化 may be reported: always for a milestone item, else from the first figure on."""
    return item.kind is Kind.MILESTONE or standing.latest is not None


def completion(item: Item, total: Decimal) -> Decimal | None:
    """Per cent of the target, one decimal; None where a share says nothing.

    What falls (压减) is counted as the share of the way from the baseline; a yearly cap (a FLOW that must not exceed its
    target) as the share that is used up. A rate that must not exceed its target has no share.
    """
    if not item.target:
        return None
    done, whole = total, item.target
    if item.direction is Direction.DOWN and item.basis is not Basis.FLOW:
        if item.basis is not Basis.LEVEL or item.baseline is None or item.baseline == item.target:
            return None
        done, whole = item.baseline - total, item.baseline - item.target
    return plain((done / whole * 100).quantize(Decimal("0.1"), ROUND_HALF_UP))


def can_turn(item: Item) -> bool:
    """Whether a figure that meets its target today may miss it tomorrow: rates, and whatever must not exceed its target."""
    return item.basis is not Basis.ONCE and (item.basis is Basis.RATE or item.direction is Direction.DOWN)


def _finished(item: Item, latest: Point | None, reached: frozenset[int]) -> bool:
    if item.target is None or item.due is None:
        return False
    if item.basis is Basis.ONCE:
        last = len(item.milestones) - 1
        return last in reached or (latest is not None and latest.total >= item.target)
    if latest is None or not meets(item, latest.total, item.target):
        return False
    return not can_turn(item) or latest.as_of >= item.due


def _reached(item: Item, history: tuple[Point, ...], reached: frozenset[int], index: int) -> bool:
    node = item.milestones[index]
    if item.basis is Basis.ONCE:
        return any(done >= index for done in reached)
    if index in reached:
        return True
    if node.planned is None:
        return False
    if can_turn(item):
        opened = period_of(item.cadence, node.date).start
        return any(point.as_of >= opened and meets(item, point.total, node.planned) for point in history)
    return bool(history) and meets(item, history[-1].total, node.planned)


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
