"""How far a figure is from the plan: in the item's unit, in points of the target, as a share of the plan, and from its like."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from domain.calendar import WorkCalendar
from domain.items import Basis, Direction, Item
from domain.light_rules import LightRule, Measure, PeerRule
from domain.plan import plan_begin, plan_value
from domain.progress import Standing, completion


def difference(item: Item, standing: Standing, against: date | None, calendar: WorkCalendar) -> Decimal | None:
    """Latest figure less the plan's, in the item's unit; before the start the plan stands where it begins."""
    latest = standing.latest
    if item.basis is Basis.ONCE or latest is None:
        return None
    planned = plan_value(item, max(against or latest.as_of, item.start), calendar)
    return None if planned is None else latest.total - planned


def gap_points(item: Item, standing: Standing, against: date | None, calendar: WorkCalendar) -> Decimal | None:
    """Percentage points ahead of (behind: negative) the plan of the latest as-of day, or of the day `against`.

    Points of the target; of the way from baseline to target for a LEVEL, since only the way is this year's work. None without
    a report (a missing report is late, but nobody can say how far behind the work is), a target other than zero, or a plan.
    """
    off = difference(item, standing, against, calendar)
    if off is None or item.target is None:
        return None
    whole = abs(item.target)
    if item.basis is Basis.LEVEL and item.baseline is not None and item.baseline != item.target:
        whole = abs(item.target - item.baseline)
    if whole == 0:
        return None
    return off / whole * 100 * (1 if item.direction is Direction.UP else -1)


def share_points(item: Item, standing: Standing, against: date | None, calendar: WorkCalendar) -> Decimal | None:
    """Per cent of what the plan wants by then, ahead of it (behind: negative); None where the plan wants nothing yet.

    What the plan wants is counted from where it begins: zero, or the baseline of a LEVEL.
    """
    off, latest = difference(item, standing, against, calendar), standing.latest
    begin = plan_begin(item, calendar)
    if off is None or latest is None or begin is None:
        return None
    planned = latest.total - off
    wanted = abs(planned if item.basis is Basis.RATE else planned - begin)
    if wanted == 0:
        return None
    return off / wanted * 100 * (1 if item.direction is Direction.UP else -1)


def judged_gap(
    item: Item, standing: Standing, against: date | None, rules: LightRule, calendar: WorkCalendar
) -> Decimal | None:
    """The gap in the measure of the rule pack: what its thresholds are about."""
    counted = share_points if rules.measure is Measure.SHARE else gap_points
    return counted(item, standing, against, calendar)


def likeness(item: Item) -> str:
    """What makes items of different units comparable: parts of one whole, or promises of one name and one unit of measure."""
    return f"part of {item.part_of}" if item.part_of else f"{item.name} {item.measure_unit}"


def average_completion(peers: Sequence[tuple[Item, Standing]], rule: PeerRule) -> Decimal | None:
    """The mean completion (per cent) of the others that have reported; None if fewer than the rule asks for."""
    shares = [
        share
        for item, standing in peers
        if standing.latest is not None and (share := completion(item, standing.latest.total)) is not None
    ]
    return sum(shares, Decimal(0)) / len(shares) if len(shares) >= rule.least else None


def peer_gap(item: Item, standing: Standing, average: Decimal | None) -> Decimal | None:
    """Percentage points of completion ahead of the average of its like (behind: negative).

    Of a yearly cap `completion` is the share that is used up, so more than the average is behind.
    """
    latest = standing.latest
    share = completion(item, latest.total) if latest is not None else None
    if average is None or share is None:
        return None
    return average - share if is_cap(item) else share - average


def is_cap(item: Item) -> bool:
    """Whether the figure adds up to a yearly cap that it should stay below."""
    return item.basis is Basis.FLOW and item.direction is Direction.DOWN
