"""The plan curve (序时进度): straight lines over working days through start, planned milestones and target."""

from datetime import date
from decimal import Decimal

from domain.calendar import WorkCalendar
from domain.items import Basis, Item
from domain.progress import Point


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
