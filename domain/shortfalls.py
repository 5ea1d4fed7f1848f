"""What an item falls short of: the plan, the average of comparable items, and the plans of periods that are over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from domain.cadence import Due, Period, can_be_known, due_of, next_period, period_of
from domain.calendar import WorkCalendar
from domain.colours import GRAVITY, Light
from domain.items import Basis, Cadence, Direction, Item, Stage
from domain.light_rules import LightRule, Measure, Miss, MissedRule, PeerRule
from domain.pace import plan_begin, plan_value
from domain.progress import Point, Standing, completion, is_before_tracking, meets, milestone_reached, nodes_reached
from domain.reasons import Code, Reason


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
    """The mean completion (per cent) of the others that have reported; None if fewer than the rule asks for. What was ended is
    nobody's measure: a merged item stands in the figure of another.
    """
    shares = [
        share
        for item, standing in peers
        if item.stage is not Stage.CLOSED
        and standing.latest is not None
        and (share := completion(item, standing.latest.total)) is not None
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


ORDER = (Cadence.TEN_DAYS, Cadence.MONTH, Cadence.QUARTER)


@dataclass(frozen=True, slots=True)
class Run:
    """`periods` missed in a row, the last of them `last`, the newest that is over. `made_up`: the figure has reached its plan."""

    rule: MissedRule
    cadence: Cadence
    periods: int
    last: Period
    made_up: bool

    @property
    def light(self) -> Light | None:
        """The light it comes to; None if too few were missed, or it was made up and the pack forgives that."""
        if self.periods < self.rule.running:
            return None
        return self.rule.made_up if self.made_up else self.rule.light

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why: what was missed, and that it was made up since."""
        if self.periods > 1:
            missed = Reason(Code.PERIODS_MISSED, (self.rule.miss, self.cadence, self.periods))
        else:
            missed = Reason(Code.PERIOD_MISSED, (self.rule.miss, self.cadence, self.last.start))
        return (missed, Reason(Code.MADE_UP)) if self.made_up else (missed,)


def gravest_run(
    item: Item, standing: Standing, today: date, rules: tuple[MissedRule, ...], calendar: WorkCalendar
) -> Run | None:
    """The run of missed periods that comes to the gravest light; the first rule among equals."""
    runs = [run for rule in rules if (run := missed_run(item, standing, today, rule, calendar))]
    lit = [(GRAVITY[run.light], run) for run in runs if run.light]
    return max(lit, key=lambda pair: pair[0])[1] if lit else None


def missed_run(item: Item, standing: Standing, today: date, rule: MissedRule, calendar: WorkCalendar) -> Run | None:
    """The run that ends with the newest period that is over; None if that one was kept or nothing can be missed.

    A rule's period is never finer than the item's own cycle. A period is over on the day after its end if a report answers
    it, and else once its report is overdue. What fell due before reports were tracked is held against nobody.
    """
    if item.target is None or item.due is None or (rule.miss is Miss.START and not _has_start(item)):
        return None
    cadence = max(rule.period, item.cadence, key=ORDER.index)
    count, last, compared = 0, None, None
    for period in _periods_over(item, standing, today, rule, cadence, calendar):
        found = _compared_on(standing, period, rule)
        if _is_missed(item, standing, period, found, rule, calendar):
            count, last, compared = count + 1, period, found
        else:
            count, last = 0, None
    if last is None or compared is None:
        return None
    return Run(rule, cadence, count, last, _is_made_up(item, standing, compared, rule, calendar))


def _has_start(item: Item) -> bool:
    """Whether doing nothing is a fault: not for what is measured anew, nor for what should stay low."""
    return item.basis is not Basis.RATE and not is_cap(item)


def _periods_over(
    item: Item, standing: Standing, today: date, rule: MissedRule, cadence: Cadence, calendar: WorkCalendar
) -> Iterator[Period]:
    """The item's periods that are over, oldest first."""
    period = period_of(cadence, item.start)
    while period.end < today and (item.due is None or period.start <= item.due):
        due = due_of(period, rule.due, calendar).day
        answered = standing.reported_as_of is not None and standing.reported_as_of >= _answered_from(period, rule)
        if due >= standing.tracked_from and (answered or due < today):
            yield period
        period = next_period(cadence, period)


def _answered_from(period: Period, rule: MissedRule) -> date:
    return period.end - timedelta(days=rule.due.early_days)


def _point(standing: Standing, until: date) -> Point | None:
    return next((point for point in reversed(standing.history) if point.as_of <= until), None)


def _compared_on(standing: Standing, period: Period, rule: MissedRule) -> date:
    """The day whose plan counts: a report that answers the period early is held against the plan of its own day."""
    point = _point(standing, period.end)
    return point.as_of if point is not None and point.as_of >= _answered_from(period, rule) else period.end


def _is_missed(
    item: Item, standing: Standing, period: Period, on: date, rule: MissedRule, calendar: WorkCalendar
) -> bool:
    point = _point(standing, period.end)
    if item.basis is Basis.RATE and (point is None or point.as_of < period.start):
        # A rate is measured anew each period: without a measurement nobody can say that it was missed, only that it is late.
        return False
    return not _meets(item, _figure(item, standing, point, calendar), on, rule, calendar)


def _is_made_up(item: Item, standing: Standing, on: date, rule: MissedRule, calendar: WorkCalendar) -> bool:
    # A rate of a period that is over stays what it was.
    if item.basis is Basis.RATE:
        return False
    return _meets(item, _figure(item, standing, standing.latest, calendar), on, rule, calendar)


def _meets(item: Item, figure: Decimal, on: date, rule: MissedRule, calendar: WorkCalendar) -> bool:
    """Whether the figure is what the plan wants on the day (START: whether anything was done, if the plan wants something)."""
    planned, begin = plan_value(item, on, calendar), plan_begin(item, calendar)
    if planned is None or begin is None:
        return True
    if rule.miss is Miss.START:
        return planned == begin or (figure != begin and meets(item, figure, begin))
    return meets(item, figure, planned)


def _figure(item: Item, standing: Standing, point: Point | None, calendar: WorkCalendar) -> Decimal:
    """The figure then; of a ONCE item the share of nodes done by now, since what is not done now was not done then."""
    if item.basis is Basis.ONCE:
        return Decimal(nodes_reached(item, standing)) / max(1, len(item.milestones))
    return point.total if point is not None else plan_begin(item, calendar) or Decimal(0)


@dataclass(frozen=True, slots=True)
class LateNode:
    """A missed milestone of the local day `on`, `days` working days late. A node `in_words` is reported by its name, any other
    one by a figure.
    """

    text: str
    on: date
    days: int
    in_words: bool


def late_node(
    item: Item, standing: Standing, today: date, is_late: bool, calendar: WorkCalendar, owes: Due | None
) -> LateNode | None:
    """The oldest missed milestone; of a rate the newest, since a period that is over cannot be made up.

    A planned figure is missed when a report of the node's day or later falls short of it, or that report is late itself. A node
    in words of an item with figures cannot be reported as done, so nobody is late for it.
    """
    in_words, latest = item.basis is Basis.ONCE, standing.latest
    found = None
    for index, node in enumerate(item.milestones):
        in_report = latest is not None and latest.as_of >= node.date
        known = is_late or in_report or (owes is not None and can_be_known(node.date, today, owes))
        covered = in_words or (node.planned is not None and known)
        days = calendar.late_by(node.date, today)
        if not covered or days <= 0 or is_before_tracking(standing, node.date):
            continue
        missed = not milestone_reached(item, standing, index)
        if item.basis is Basis.RATE:
            found = LateNode(node.text, node.date, days, in_words) if missed else None
        elif missed:
            return LateNode(node.text, node.date, days, in_words)
    return found
