"""The plan curve (序时进度), and 正推 and 倒逼: where the observed rate leads, and what rate is needed from today.

The plan is straight lines over working days through start, planned milestones and target. Rates are per working day.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import Enum
from statistics import median

from domain.calendar import DAY, WorkCalendar
from domain.items import Basis, Direction, Item, Kind
from domain.progress import Point, Standing, meets, plain


def plan_curve(item: Item, calendar: WorkCalendar) -> tuple[Point, ...]:
    """The corners of the plan, oldest first; empty for a draft.

    A FLOW begins at zero, a LEVEL at its baseline. A RATE is measured anew each period, so before its first planned point the
    first planned figure holds. A ONCE item's plan climbs in steps: the share of its milestones that are due. A node on or after
    the due day does not bend the plan: the target does.
    """
    if item.target is None or item.due is None:
        return ()
    if item.basis is Basis.ONCE:
        return _steps(item)
    corners = {node.date: node.planned for node in item.milestones if node.planned is not None and node.date < item.due}
    corners[item.due] = item.target
    ordered = [Point(day, corners[day]) for day in sorted(corners)]
    if item.basis is Basis.FLOW:
        first = Decimal(0)
    elif item.basis is Basis.LEVEL and item.baseline is not None:
        first = item.baseline
    else:
        first = ordered[0].total
    start = min(item.start, ordered[0].as_of)
    return (Point(start, first), *ordered) if start < ordered[0].as_of else tuple(ordered)


def plan_begin(item: Item, calendar: WorkCalendar) -> Decimal | None:
    """The figure the plan begins with, in the item's unit; None for a draft."""
    curve = plan_curve(item, calendar)
    return curve[0].total if curve else None


def plan_value(item: Item, day: date, calendar: WorkCalendar) -> Decimal | None:
    """The figure the plan wants on a local day, in the item's unit; None for a draft or before the start."""
    curve = plan_curve(item, calendar)
    if not curve or day < item.start:
        return None
    if item.basis is Basis.ONCE:
        return max((point.total for point in curve if point.as_of <= day), default=Decimal(0))
    if day >= curve[-1].as_of:
        return curve[-1].total
    before = curve[0]
    for after in curve[1:]:
        if day <= after.as_of:
            return _between(before, after, day, calendar)
        before = after
    return before.total


def plan_shown(item: Item, day: date, calendar: WorkCalendar) -> Decimal | None:
    """The same as a table shows it: to two decimals."""
    value = plan_value(item, day, calendar)
    return None if value is None else plain(value.quantize(CENT, ROUND_HALF_UP))


def _between(before: Point, after: Point, day: date, calendar: WorkCalendar) -> Decimal:
    whole = calendar.between(before.as_of, after.as_of)
    if whole <= 0:
        return after.total
    gone = calendar.between(before.as_of, day)
    return before.total + (after.total - before.total) * gone / whole


def _steps(item: Item) -> tuple[Point, ...]:
    days = sorted(node.date for node in item.milestones)
    if not days and item.due is not None:
        days = [item.due]
    corners = [Point(item.start, Decimal(0))]
    for done, day in enumerate(days, start=1):
        corners += [Point(day, corners[-1].total), Point(day, Decimal(done) / len(days))]
    return tuple(corners)


# The observed rate rests on the reports of this many last as-of days.
RECENT = 6
# A finish further away than this many working days (eight years) is no forecast.
FAR = 2000
CENT = Decimal("0.01")
DUST = Decimal("1e-9")
# The pressure of what stands still or slips back, in per cent: more than any other.
STALLED = 99_999


class Span(Enum):
    """A rate is told for the shortest of these spans over which it comes to one or more."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @property
    def days(self) -> int:
        """Its working days."""
        return _DAYS[self]


_DAYS = {Span.DAY: 1, Span.WEEK: 5, Span.MONTH: 21}


@dataclass(frozen=True, slots=True)
class Rate:
    """So much in each span, as it is told."""

    span: Span
    figure: Decimal


@dataclass(frozen=True, slots=True)
class Need:
    """What a coming milestone asks for: `left` in the item's unit, `rate` of it per working day on the `days` that are left."""

    index: int
    left: Decimal
    days: int
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Pace:
    """Figures in the item's unit; `needed` and `observed` per working day towards the target (falling figures too).

    `at_due` is where the observed rate leads by the due day, `finish` the working day it reaches the target on (None: never).
    `pressure` is needed / observed, None when nothing moves or no day is left. `nodes` are the coming milestones that are not
    met yet. `left` is what is missing to the target, `days_left` the working days it must be done in, `counted` whether
    every figure of the item so far is whole.
    """

    observed: Decimal | None
    needed: Decimal | None
    at_due: Decimal | None
    finish: date | None
    pressure: Decimal | None
    nodes: tuple[Need, ...]
    left: Decimal
    days_left: int
    counted: bool


def pace(item: Item, standing: Standing, today: date, calendar: WorkCalendar) -> Pace | None:
    """The item's pace today; None where a rate says nothing.

    That is: rates, items done once, yearly caps, drafts, before the first report, and once the target is met. Today counts as
    a day to work on unless the latest report already includes it.
    """
    latest = standing.latest
    if not _has_pace(item) or item.target is None or item.due is None or latest is None:
        return None
    if meets(item, latest.total, item.target):
        return None
    since = max(latest.as_of, today - DAY)
    left, days_left = abs(item.target - latest.total), calendar.between(since, item.due)
    needed = left / days_left if days_left > 0 else None
    observed = slope(_points(item, standing), calendar)
    if observed is not None and item.direction is Direction.DOWN:
        observed = -observed
    at_due, finish = _ahead(item, latest, observed, today, calendar)
    pressure = needed / observed if needed is not None and observed is not None and observed > 0 else None
    nodes = _needs(item, latest, since, calendar)
    counted = all(_is_whole(total) for total in (item.target, *(point.total for point in standing.history)))
    return Pace(
        observed=observed,
        needed=needed,
        at_due=at_due,
        finish=finish,
        pressure=pressure,
        nodes=nodes,
        left=left,
        days_left=days_left,
        counted=counted,
    )


def pressure_percent(found: Pace | None) -> int | None:
    """倒逼 against 正推: the needed rate in per cent of the observed one, STALLED if nothing moves, None where nobody can say."""
    if found is None or found.needed is None or found.observed is None:
        return None
    if found.pressure is None:
        return STALLED
    return min(int((found.pressure * 100).to_integral_value(ROUND_HALF_UP)), STALLED - 1)


def slope(points: tuple[Point, ...], calendar: WorkCalendar) -> Decimal | None:
    """Theil-Sen slope per working day: the median over all pairs, so one wrong report does not bend it."""
    slopes = [
        (later.total - earlier.total) / days
        for at, earlier in enumerate(points)
        for later in points[at + 1 :]
        if (days := calendar.between(earlier.as_of, later.as_of)) > 0
    ]
    return median(slopes) if slopes else None


def needed_rate(rate: Decimal) -> Rate:
    """A needed rate as it is told: rounded up, so that keeping it is enough."""
    span = _span(rate)
    # A division leaves dust behind the comma that must not be rounded up.
    figure = (rate * span.days).quantize(DUST)
    digits = Decimal(1) if figure >= 10 else Decimal("0.1") if figure >= 1 else CENT
    return Rate(span, plain(figure.quantize(digits, ROUND_CEILING)))


def observed_rate(rate: Decimal) -> Rate:
    """An observed rate as it is told, with two decimals."""
    span = _span(rate)
    return Rate(span, plain((rate * span.days).quantize(CENT, ROUND_HALF_UP)))


def expected(item: Item, found: Pace) -> tuple[Decimal, bool] | None:
    """Where it leads by the due day, as it is told, and whether that is exact; None where nobody can say.

    Of what is counted in whole things no more is told than is surely done.
    """
    if found.at_due is None:
        return None
    if not found.counted or _is_whole(found.at_due):
        return plain(found.at_due.quantize(CENT, ROUND_HALF_UP)), True
    cautious = ROUND_FLOOR if item.direction is Direction.UP else ROUND_CEILING
    return plain(found.at_due.to_integral_value(cautious)), False


def next_need(item: Item, found: Pace) -> Need | None:
    """What the next milestone asks for; None if it is on the due day, which `needed` tells of already."""
    if not found.nodes or item.milestones[found.nodes[0].index].date == item.due:
        return None
    return found.nodes[0]


def _span(rate: Decimal) -> Span:
    return next((span for span in Span if rate * span.days >= 1), Span.MONTH)


def _has_pace(item: Item) -> bool:
    return item.basis is Basis.LEVEL or (item.basis is Basis.FLOW and item.direction is Direction.UP)


def _points(item: Item, standing: Standing) -> tuple[Point, ...]:
    recent = standing.history[-RECENT:]
    if len(recent) == 1 and recent[0].as_of > item.start:
        start = Decimal(0) if item.basis is Basis.FLOW else item.baseline
        return recent if start is None else (Point(item.start, start), *recent)
    return recent


def _ahead(
    item: Item, latest: Point, observed: Decimal | None, today: date, calendar: WorkCalendar
) -> tuple[Decimal | None, date | None]:
    """Where the observed rate leads by the due day, and when it reaches the target (never before today)."""
    if observed is None or item.due is None or item.target is None:
        return None, None
    gone = observed * max(0, calendar.between(latest.as_of, item.due))
    at_due = latest.total + gone if item.direction is Direction.UP else max(latest.total - gone, Decimal(0))
    if item.kind is Kind.PERCENTAGE and item.basis is Basis.LEVEL and item.target <= 100:
        at_due = min(at_due, Decimal(100))
    if observed <= 0:
        return at_due, None
    days = int((abs(item.target - latest.total) / observed).to_integral_value(ROUND_CEILING))
    return at_due, max(calendar.add(latest.as_of, days), today) if days <= FAR else None


def _needs(item: Item, latest: Point, since: date, calendar: WorkCalendar) -> tuple[Need, ...]:
    needs = []
    for index, node in enumerate(item.milestones):
        if node.planned is None or node.date <= since or meets(item, latest.total, node.planned):
            continue
        days, left = calendar.between(since, node.date), abs(node.planned - latest.total)
        if days > 0:
            needs.append(Need(index, left, days, left / days))
    return tuple(needs)


def _is_whole(figure: Decimal) -> bool:
    return figure == figure.to_integral_value()
