"""Why a light is what it is: what is missed, what is late, how far it is from the plan and what is needed now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from domain.calendar import WorkCalendar
from domain.gaps import difference, is_cap
from domain.items import Basis, Item, Kind
from domain.light_rules import LightRule, Measure
from domain.missed import Run
from domain.pace import Pace, needed_rate
from domain.progress import Standing, can_turn, nodes_reached, plain
from domain.reasons import Code, Reason, joined

ON_PLAN = Reason(Code.ON_PLAN)


@dataclass(frozen=True, slots=True)
class LateNode:
    """A missed milestone of the local day `on`, `days` working days late. A `told` node is reported by name; any other one is
    a figure.
    """

    text: str
    on: date
    days: int
    told: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found about an open item on `today`; gaps are negative behind, None where there is nothing to compare.

    `gap` is in points of the target and `judged` in the pack's measure, both against the plan of the day `against` (None: of
    the figure's own day). `peers` is in points of completion. `late` is in working days, from the working
    day after the local day `returned` if a report was returned. `ended`: the due day is over. `pace`
    is 正推 and 倒逼, None where a rate says nothing.
    """

    today: date
    against: date | None
    gap: Decimal | None
    judged: Decimal | None
    peers: Decimal | None
    late: int
    returned: date | None
    node: LateNode | None
    ended: bool
    run: Run | None
    pace: Pace | None


def not_started(item: Item, today: date) -> Reason:
    """Of an item that nothing is known of and nothing is late for."""
    return Reason(Code.STARTS, (item.start,)) if today < item.start else Reason(Code.NOT_DUE_YET)


def overdue(item: Item, standing: Standing, today: date, calendar: WorkCalendar) -> Reason:
    """Of an item past its due day."""
    days = calendar.late_by(item.due, today)
    over = Reason(Code.OVERDUE, (days,)) if days > 0 else Reason(Code.DUE_DAY_OVER)
    latest = standing.latest
    if latest is None or item.target is None or item.basis is Basis.ONCE:
        return over
    if can_turn(item):
        return joined([over, Reason(Code.TARGET_AND_LATEST, (plain(item.target), plain(latest.total)))])
    return joined([over, Reason(Code.STILL_MISSING, (plain(item.target - latest.total), item.measure_unit))])


def reason(item: Item, standing: Standing, found: Findings, rules: LightRule, calendar: WorkCalendar) -> Reason:
    """Of an open item."""
    parts = [
        *_missed(item, found),
        *_against_plan(item, standing, found, rules, calendar),
        *_against_peers(item, found, rules),
    ]
    return joined(parts or [Reason(Code.BY_NODES)])


def _missed(item: Item, found: Findings) -> Iterator[Reason]:
    if found.ended and item.basis is not Basis.ONCE:
        yield Reason(Code.LAST_FIGURE_AWAITED)
    if found.run and found.run.light:
        yield from found.run.reasons
    if found.node and item.basis is Basis.RATE:
        # What a rate was in a period that is over stays as it was: it is missed, not late.
        yield Reason(Code.NODE_MISSED, (found.node.text,))
    elif found.node:
        yield Reason(Code.NODE_LATE, (found.node.text, found.node.days))
    if found.late and found.returned is not None:
        yield Reason(Code.REPORT_LATE_AGAIN, (found.returned, found.late))
    elif found.late:
        yield Reason(Code.REPORT_LATE, (found.late,))


def _against_plan(
    item: Item, standing: Standing, found: Findings, rules: LightRule, calendar: WorkCalendar
) -> Iterator[Reason]:
    if found.gap is not None:
        yield _gap(item, standing, found, found.gap, rules, calendar)
        if found.gap < 0 and found.pace is not None and found.pace.needed is not None:
            rate = needed_rate(found.pace.needed)
            yield Reason(Code.NEEDED, (rate.span, rate.figure, item.measure_unit))
    elif item.basis is Basis.ONCE and standing.reached:
        yield Reason(Code.NODES_DONE, (nodes_reached(item, standing), len(item.milestones)))


def _against_peers(item: Item, found: Findings, rules: LightRule) -> Iterator[Reason]:
    if rules.peers and found.peers is not None and -found.peers > rules.peers.yellow_gap:
        yield Reason(Code.ABOVE_PEERS if is_cap(item) else Code.BELOW_PEERS, (_short(found.peers),))


def _gap(
    item: Item, standing: Standing, found: Findings, gap: Decimal, rules: LightRule, calendar: WorkCalendar
) -> Reason:
    """Work that adds up is ahead or behind in points of the whole; a measured figure is told in its own unit."""
    measured = can_turn(item) or (item.basis is Basis.LEVEL and item.kind is Kind.PERCENTAGE)
    off = difference(item, standing, found.against, calendar) if measured else None
    if off is not None:
        digits = Decimal("0.01") if item.measure_unit == "%" or abs(off) < 1 else Decimal("0.1")
        size = plain(abs(off).quantize(digits, ROUND_HALF_UP))
        return Reason(Code.ABOVE_PLAN if off > 0 else Code.BELOW_PLAN, (size, item.measure_unit)) if size else ON_PLAN
    if rules.measure is Measure.SHARE and found.judged is not None and found.judged < 0:
        return Reason(Code.SHORT_OF_PLAN, (_short(found.judged),))
    points = _short(gap)
    return Reason(Code.AHEAD if gap > 0 else Code.BEHIND, (points,)) if points else ON_PLAN


def _short(points: Decimal) -> Decimal:
    """Without its sign, as a whole number from 1 on, with one decimal below."""
    return plain(abs(points).quantize(Decimal(1) if abs(points) >= 1 else Decimal("0.1"), ROUND_HALF_UP))
