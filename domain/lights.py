"""Lights (亮灯): blue, green, yellow, red, grey, each with its reason in words. Thresholds are the rule pack's."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from domain.cadence import next_period, period_of
from domain.calendar import WorkCalendar
from domain.items import Basis, Direction, Item, Kind, Stage
from domain.pace import pace, rate_words, unit_of_change
from domain.packs import LightRule
from domain.plan import plan_value
from domain.progress import (
    Standing,
    can_turn,
    is_finished,
    is_verified_finished,
    meets,
    milestone_reached,
    nodes_reached,
    plain,
)


class Light(Enum):
    """BLUE finished and verified, GREEN on plan, YELLOW behind or late, RED far behind or overdue, GREY not started."""

    BLUE = "blue"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"

    @property
    def mark(self) -> str:
        """The coloured dot."""
        return _MARKS[self]

    @property
    def word(self) -> str:
        """The colour's name."""
        return _WORDS[self]


_MARKS = {Light.BLUE: "🔵", Light.GREEN: "🟢", Light.YELLOW: "🟡", Light.RED: "🔴", Light.GREY: "⚪"}
_WORDS = {Light.BLUE: "蓝", Light.GREEN: "绿", Light.YELLOW: "黄", Light.RED: "红", Light.GREY: "灰"}
# The worse of two lights has the higher gravity.
GRAVITY = {Light.BLUE: 0, Light.GREY: 1, Light.GREEN: 2, Light.YELLOW: 3, Light.RED: 4}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A light with its reason. `gap` is in percentage points of the target, positive ahead of plan, None where there is no
    figure to compare. `provisional`: it rests on reports that are not verified yet.
    """

    light: Light
    reason: str
    gap: Decimal | None = None
    provisional: bool = False


def grade(gap: Decimal | None, report_late: int, milestone_late: int, rules: LightRule) -> Light:
    """The light of an open item: `gap` in points (negative: behind), lateness in working days (0: not late)."""
    behind = -gap if gap is not None else Decimal(0)
    if behind > rules.red_gap or milestone_late >= rules.milestone_late_red:
        return Light.RED
    if (
        behind > rules.yellow_gap
        or report_late >= rules.report_late_yellow
        or milestone_late >= rules.milestone_late_yellow
    ):
        return Light.YELLOW
    return Light.GREEN


def judge(
    item: Item, standing: Standing, today: date, report_due: date | None, rules: LightRule, calendar: WorkCalendar
) -> Judgement:
    """The light of an item on a local day. `report_due` is the oldest unanswered due day.

    While reports are answered in time the figure is compared with the plan of its own as-of day: nobody falls behind merely
    because the plan moved on after a punctual report. Once a report is overdue it is compared with today's plan. What fell
    due before reports were tracked is held against nobody until the first report is in or late.
    """
    if item.stage is Stage.DRAFT or item.target is None or item.due is None:
        return Judgement(Light.GREY, "草稿，未生效")
    if is_verified_finished(item, standing):
        return Judgement(Light.BLUE, "已完成并核验")
    if is_finished(item, standing):
        return Judgement(Light.GREEN, "已完成，待核验", provisional=True)
    if item.stage is Stage.CLOSED:
        return Judgement(Light.GREY, "已终止")
    late = max(0, calendar.between(report_due, today)) if report_due is not None and report_due < today else 0
    fresh = not late and _is_silent(standing)
    node = _late_node(item, standing, today, late > 0, calendar)
    ended = today > item.due and not (fresh and item.due < standing.tracked_from)
    if fresh and node is None and not ended:
        return Judgement(Light.GREY, _not_started(item, today))
    provisional = not _is_silent(standing) and not _is_verified(standing)
    if ended and not _end_is_awaited(item, standing, today, report_due):
        return Judgement(Light.RED, _overdue_words(item, standing, today, calendar), provisional=provisional)
    # A rate is measured anew each period: an old figure does not fall behind, it is only old.
    gap = gap_points(item, standing, today if late and item.basis is not Basis.RATE else None, calendar)
    light = _graded(item, standing, gap, late, node, rules)
    if ended and not _meets_target(item, standing):
        light = max(light, Light.YELLOW, key=GRAVITY.__getitem__)
    reason = _reason(item, standing, today, gap, late, node, ended, calendar)
    return Judgement(light, reason, gap, provisional)


def gap_points(item: Item, standing: Standing, against: date | None, calendar: WorkCalendar) -> Decimal | None:
    """Percentage points ahead of (behind: negative) the plan of the latest as-of day, or of the day `against`.

    Points of the target; of the way from baseline to target for a LEVEL, since only the way is this year's work. None without
    a report (a missing report is late, but nobody can say how far behind the work is), a target other than zero, or a plan.
    """
    difference = _difference(item, standing, against, calendar)
    if difference is None or item.target is None:
        return None
    whole = abs(item.target)
    if item.basis is Basis.LEVEL and item.baseline is not None and item.baseline != item.target:
        whole = abs(item.target - item.baseline)
    if whole == 0:
        return None
    return difference / whole * 100 * (1 if item.direction is Direction.UP else -1)


@dataclass(frozen=True, slots=True)
class _LateNode:
    """A missed milestone, `days` working days late. A `told` node is reported by name; any other one is a figure."""

    text: str
    days: int
    told: bool


def _graded(
    item: Item, standing: Standing, gap: Decimal | None, late: int, node: _LateNode | None, rules: LightRule
) -> Light:
    """The light by the rules. How far behind a missed figure is, is the gap's to say: the node itself makes it yellow at most."""
    light = grade(gap, late, node.days if node and node.told else 0, rules)
    if light is Light.GREEN and node and node.days >= rules.milestone_late_yellow:
        return Light.YELLOW
    return Light.GREY if light is Light.GREEN and _is_silent(standing) else light


def _difference(item: Item, standing: Standing, against: date | None, calendar: WorkCalendar) -> Decimal | None:
    """Latest figure less the plan's, in the item's unit; before the start the plan stands where it begins."""
    latest = standing.latest
    if item.basis is Basis.ONCE or latest is None:
        return None
    planned = plan_value(item, max(against or latest.as_of, item.start), calendar)
    return None if planned is None else latest.total - planned


def _is_silent(standing: Standing) -> bool:
    return not standing.history and not standing.reached


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


def _late_node(item: Item, standing: Standing, today: date, is_late: bool, calendar: WorkCalendar) -> _LateNode | None:
    """The oldest missed milestone; of a rate the newest, since a period that is over cannot be made up.

    A planned figure is missed when a report covers the node's day and falls short, or the report is late itself. A node in
    words among figures cannot be reported as done, so nobody is late for it.
    """
    told, latest = item.basis is Basis.ONCE, standing.latest
    found = None
    for index, node in enumerate(item.milestones):
        covered = told or (node.planned is not None and latest is not None and (latest.as_of >= node.date or is_late))
        days = calendar.between(node.date, today) if node.date < today else 0
        if not covered or days <= 0 or (_is_silent(standing) and node.date < standing.tracked_from):
            continue
        missed = not milestone_reached(item, standing, index)
        if item.basis is Basis.RATE:
            found = _LateNode(node.text, days, told) if missed else None
        elif missed:
            return _LateNode(node.text, days, told)
    return found


def _not_started(item: Item, today: date) -> str:
    return f"{item.start.month}月{item.start.day}日启动" if today < item.start else "未到首次报送日"


def _overdue_words(item: Item, standing: Standing, today: date, calendar: WorkCalendar) -> str:
    days = calendar.between(item.due, today) if item.due else 0
    words = f"已逾期 {days} 个工作日未完成" if days > 0 else "已到期未完成"
    latest = standing.latest
    if latest is None or item.target is None or item.basis is Basis.ONCE:
        return words
    if can_turn(item):
        return f"{words}，目标 {plain(item.target)}，最近 {plain(latest.total)}"
    return f"{words}，还差 {plain(item.target - latest.total)} {unit_of_change(item)}"


def _reason(
    item: Item,
    standing: Standing,
    today: date,
    gap: Decimal | None,
    late: int,
    node: _LateNode | None,
    ended: bool,
    calendar: WorkCalendar,
) -> str:
    parts = ["已到期，期末数待报"] if ended and item.basis is not Basis.ONCE else []
    if node:
        # What a rate was in a period that is over stays as it was: it is missed, not late.
        missed = "未达到" if item.basis is Basis.RATE else f"逾期 {node.days} 个工作日"
        parts.append(f"节点“{node.text}”{missed}")
    if late:
        parts.append(f"逾期 {late} 个工作日未报送")
    if gap is not None:
        parts.append(
            _gap_words(item, gap, standing, today if late and item.basis is not Basis.RATE else None, calendar)
        )
        speed = pace(item, standing, today, calendar) if gap < 0 else None
        if speed is not None and speed.needed is not None:
            parts.append(f"倒逼需{rate_words(item, speed.needed)}")
    elif item.basis is Basis.ONCE and standing.reached:
        parts.append(f"已完成 {nodes_reached(item, standing)} / {len(item.milestones)} 个节点")
    return "，".join(parts) or "按节点推进"


def _gap_words(item: Item, gap: Decimal, standing: Standing, against: date | None, calendar: WorkCalendar) -> str:
    """Work that adds up is ahead or behind in points of the whole; a measured figure is told in its own unit."""
    measured = can_turn(item) or (item.basis is Basis.LEVEL and item.kind is Kind.PERCENTAGE)
    difference = _difference(item, standing, against, calendar) if measured else None
    if difference is not None:
        digits = Decimal("0.01") if item.measure_unit == "%" or abs(difference) < 1 else Decimal("0.1")
        size = plain(abs(difference).quantize(digits, ROUND_HALF_UP))
        higher = "高" if difference > 0 else "低"
        return f"比计划{higher} {size} {unit_of_change(item)}" if size else "与计划持平"
    points = plain(abs(gap).quantize(Decimal(1) if abs(gap) >= 1 else Decimal("0.1"), ROUND_HALF_UP))
    if points == 0:
        return "与计划持平"
    return f"比计划快 {points} 个百分点" if gap > 0 else f"慢 {points} 个百分点"
