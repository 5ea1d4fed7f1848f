"""Lights (亮灯): blue, green, yellow, red, grey, each with its reason. Thresholds are the rule pack's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from domain.cadence import Due, next_period, period_of
from domain.calendar import WorkCalendar
from domain.colours import Light, worse
from domain.items import Basis, Item, Kind, Stage
from domain.light_rules import Blue, LightRule, Measure
from domain.pace import Pace, needed_rate, pace, pressure_percent
from domain.progress import (
    Standing,
    can_turn,
    is_finished,
    is_verified_finished,
    meets,
    nodes_reached,
    plain,
)
from domain.reasons import Code, Reason, joined
from domain.shortfalls import (
    LateNode,
    Run,
    difference,
    gap_points,
    gravest_run,
    is_cap,
    judged_gap,
    late_node,
    peer_gap,
)

ON_PLAN = Reason(Code.ON_PLAN)


@dataclass(frozen=True, slots=True)
class Findings:
    """What decides the light of an open item. Gaps are negative when the item is behind, None when nothing can be compared.

    `gap` is in points of the target and `judged` in the pack's measure, both against the plan of the local day `against` (None:
    of the figure's own day). `peers` is in points of completion. `late` is the report's lateness in working days; if a report was
    returned on the local day `returned`, they count from the working day after it. `ended`: the due day is over.
    """

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


@dataclass(frozen=True, slots=True)
class Judgement:
    """A light with its reason. `gap` is in percentage points of the target, positive ahead of plan, None where there is no
    figure to compare. `provisional`: it rests on reports that are not verified yet. `pressure` is 倒逼 in per cent of 正推 (see
    domain.pace), `node_missed` the local day of the missed milestone it names.
    """

    light: Light
    reason: Reason
    gap: Decimal | None = None
    provisional: bool = False
    pressure: int | None = None
    node_missed: date | None = None


def grade(gap: Decimal | None, report_late: int, milestone_late: int, rules: LightRule) -> Light:
    """The light of an open item: `gap` in the pack's measure (negative: behind), lateness in working days (0: not late)."""
    behind = -gap if gap is not None else Decimal(0)
    if behind > rules.red_gap or milestone_late >= rules.milestone_late_red:
        return Light.RED
    if (
        behind > rules.yellow_gap
        or (rules.inclusive and 0 < behind == rules.yellow_gap)
        or report_late >= rules.report_late_yellow
        or milestone_late >= rules.milestone_late_yellow
    ):
        return Light.YELLOW
    return Light.GREEN


def judge(
    item: Item,
    standing: Standing,
    today: date,
    report_due: date | None,
    rules: LightRule,
    calendar: WorkCalendar,
    average: Decimal | None = None,
    owes: Due | None = None,
) -> Judgement:
    """The light of an item on a local day.

    `report_due` is the oldest due day of a report that has not come, `owes` the debt with that due day, where it is known;
    `average` is the completion (per cent) of others with the same task, None where the pack compares nobody.

    While reports come in time, a figure is compared with the plan of its own as-of day: nobody falls behind because the plan
    moved on after a punctual report. Once a report is late, it is compared with today's plan. What fell due before the item was
    tracked counts only from the first report on, or once that report is late.
    """
    if item.stage is Stage.DRAFT or item.target is None or item.due is None:
        return Judgement(Light.GREY, Reason(Code.DRAFT))
    if is_finished(item, standing):
        return _finished(item, standing, rules)
    if item.stage is Stage.CLOSED:
        return Judgement(Light.GREY, Reason(Code.ENDED))
    late = calendar.late_by(report_due, today)
    fresh = not late and _is_silent(standing)
    node = late_node(item, standing, today, late > 0, calendar, owes)
    ended = today > item.due and not (fresh and item.due < standing.tracked_from)
    if fresh and node is None and not ended:
        return Judgement(Light.GREY, _not_started(item, today))
    provisional = not _is_silent(standing) and not _is_verified(standing)
    missed = node.on if node else None
    if ended and not _end_is_awaited(item, standing, today, report_due):
        reason = _overdue(item, standing, today, calendar)
        return Judgement(Light.RED, reason, provisional=provisional, node_missed=missed)
    found = _findings(item, standing, today, rules, calendar, average, late, node, owes, ended=ended)
    reason = _reason(item, standing, found, rules, calendar)
    pressure = pressure_percent(found.pace)
    return Judgement(_graded(item, standing, found, rules), reason, found.gap, provisional, pressure, missed)


def _findings(
    item: Item,
    standing: Standing,
    today: date,
    rules: LightRule,
    calendar: WorkCalendar,
    average: Decimal | None,
    late: int,
    node: LateNode | None,
    owes: Due | None,
    *,
    ended: bool,
) -> Findings:
    # A rate is measured anew each period: an old figure does not fall behind, it is only old.
    against = today if late and item.basis is not Basis.RATE else None
    return Findings(
        against=against,
        gap=gap_points(item, standing, against, calendar),
        judged=judged_gap(item, standing, against, rules, calendar),
        peers=peer_gap(item, standing, average),
        late=late,
        returned=owes.returned if owes else None,
        node=node,
        ended=ended,
        run=gravest_run(item, standing, today, rules.missed, calendar),
        pace=pace(item, standing, today, calendar),
    )


def _finished(item: Item, standing: Standing, rules: LightRule) -> Judgement:
    """What is finished is never worse than green; when it is blue is the pack's to say."""
    verified = is_verified_finished(item, standing)
    why = Reason(Code.VERIFIED if verified else Code.FINISHED)
    blue = rules.blue is Blue.FINISHED or (verified and rules.blue is Blue.VERIFIED)
    return Judgement(Light.BLUE if blue else Light.GREEN, why, provisional=not verified)


def _graded(item: Item, standing: Standing, found: Findings, rules: LightRule) -> Light:
    """The light by the rules. A missed node with a figure makes it yellow at most: red comes from the gap."""
    node = found.node
    light = grade(found.judged, found.late, node.days if node and node.in_words else 0, rules)
    if light is Light.GREEN and node and node.days >= rules.milestone_late_yellow:
        light = Light.YELLOW
    if light is Light.GREEN and _is_silent(standing):
        light = Light.GREY
    if found.ended and not _meets_target(item, standing):
        light = worse(light, Light.YELLOW)
    if found.run and found.run.light:
        light = worse(light, found.run.light)
    if rules.peers and found.peers is not None:
        if -found.peers > rules.peers.red_gap:
            light = worse(light, Light.RED)
        elif -found.peers > rules.peers.yellow_gap:
            light = worse(light, Light.YELLOW)
    return light


def _is_silent(standing: Standing) -> bool:
    return standing.reported_as_of is None


def _is_verified(standing: Standing) -> bool:
    return standing.latest == standing.verified and standing.reached <= standing.verified_reached


def _meets_target(item: Item, standing: Standing) -> bool:
    latest = standing.latest
    return latest is not None and item.target is not None and meets(item, latest.total, item.target)


def _end_is_awaited(item: Item, standing: Standing, today: date, report_due: date | None) -> bool:
    """Whether, after the item's due day, its last figure is still to come by rule, so that nobody can call it missed yet.

    The last figure is the report of the period that holds the due day. What can turn and met its target in the last report
    is not called missed either while its final figure is outstanding.
    """
    if item.due is None or (standing.reported_as_of is not None and standing.reported_as_of >= item.due):
        return False
    if can_turn(item) and _meets_target(item, standing):
        return True
    if report_due is None or report_due < today:
        return False
    return report_due <= next_period(item.cadence, period_of(item.cadence, item.due)).end


def _not_started(item: Item, today: date) -> Reason:
    """The reason of an item without any report, when nothing is late."""
    return Reason(Code.STARTS, (item.start,)) if today < item.start else Reason(Code.NOT_DUE_YET)


def _overdue(item: Item, standing: Standing, today: date, calendar: WorkCalendar) -> Reason:
    """The reason of an item that is past its due day."""
    days = calendar.late_by(item.due, today)
    over = Reason(Code.OVERDUE, (days,)) if days > 0 else Reason(Code.DUE_DAY_OVER)
    latest = standing.latest
    if latest is None or item.target is None or item.basis is Basis.ONCE:
        return over
    if can_turn(item):
        return joined([over, Reason(Code.TARGET_AND_LATEST, (plain(item.target), plain(latest.total)))])
    return joined([over, Reason(Code.STILL_MISSING, (plain(item.target - latest.total), item.measure_unit))])


def _reason(item: Item, standing: Standing, found: Findings, rules: LightRule, calendar: WorkCalendar) -> Reason:
    """The reason of an open item that has begun."""
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
    """Points of the target for work that adds up; for a measured figure (a rate, a percentage) the difference in its own unit."""
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
    """The size of a gap as it is shown: rounded to a whole number, below 1 to one decimal."""
    return plain(abs(points).quantize(Decimal(1) if abs(points) >= 1 else Decimal("0.1"), ROUND_HALF_UP))
