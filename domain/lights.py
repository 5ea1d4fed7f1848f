"""Lights (亮灯): blue, green, yellow, red, grey, each with its reason in words. Thresholds are the rule pack's."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from domain.calendar import WorkCalendar
from domain.items import Basis, Direction, Item, Stage
from domain.pace import pace, round_up
from domain.packs import LightRule
from domain.plan import plan_value
from domain.progress import Standing, is_finished, is_verified_finished, milestone_reached, plain


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
    because the plan moved on after a punctual report. Once a report is overdue it is compared with today's plan.
    """
    if item.stage is Stage.DRAFT or item.target is None or item.due is None:
        return Judgement(Light.GREY, "草稿，未生效")
    provisional = standing.latest is not None and standing.latest != standing.verified
    if is_verified_finished(item, standing):
        return Judgement(Light.BLUE, "已完成并核验")
    if is_finished(item, standing):
        return Judgement(Light.GREEN, "已完成，待核验", provisional=True)
    if today > item.due:
        late = calendar.between(item.due, today)
        return Judgement(Light.RED, f"已逾期 {late} 个工作日未完成", provisional=provisional)
    late = calendar.between(report_due, today) if report_due is not None and report_due < today else 0
    gap = gap_points(item, standing, today if late else None, calendar)
    node, node_late = _late_milestone(item, standing, today, calendar)
    if gap is None and not standing.history and not standing.reached and not late and not node_late:
        return _nothing_yet(item, today)
    light = grade(gap, late, node_late, rules)
    return Judgement(light, _reason(item, standing, today, gap, late, node, node_late, calendar), gap, provisional)


def gap_points(item: Item, standing: Standing, against: date | None, calendar: WorkCalendar) -> Decimal | None:
    """Percentage points ahead of (behind: negative) the plan of the latest as-of day, or of the day `against`.

    Points of the target; of the way from baseline to target for a LEVEL. None without a figure or plan.
    """
    if item.basis is Basis.ONCE or item.target is None:
        return None
    latest = standing.latest
    if latest is None:
        # Nothing is known yet: a missing report is late, but nobody can say how far behind the work is.
        return None
    planned = plan_value(item, against or latest.as_of, calendar)
    if planned is None:
        return None
    whole = abs(item.target)
    if item.basis is Basis.LEVEL and item.baseline is not None and item.baseline != item.target:
        whole = abs(item.target - item.baseline)
    if whole == 0:
        return None
    sign = 1 if item.direction is Direction.UP else -1
    return (latest.total - planned) * sign / whole * 100


def _nothing_yet(item: Item, today: date) -> Judgement:
    if today < item.start:
        return Judgement(Light.GREY, f"{item.start.month}月{item.start.day}日启动")
    return Judgement(Light.GREY, "尚未报送")


def _late_milestone(item: Item, standing: Standing, today: date, calendar: WorkCalendar) -> tuple[str, int]:
    for index, node in enumerate(item.milestones):
        covered = node.planned is None or item.basis is Basis.ONCE
        # A node with a planned figure is part of the plan curve; only nodes that are told by words can be late by themselves.
        if node.date < today and covered and not milestone_reached(item, standing, index):
            if item.basis is not Basis.ONCE:
                continue
            return node.text, calendar.between(node.date, today)
    return "", 0


def _reason(
    item: Item,
    standing: Standing,
    today: date,
    gap: Decimal | None,
    late: int,
    node: str,
    node_late: int,
    calendar: WorkCalendar,
) -> str:
    parts = []
    if node_late:
        parts.append(f"节点“{node}”逾期 {node_late} 个工作日")
    if late:
        parts.append(f"逾期 {late} 个工作日未报送")
    if gap is not None:
        parts.append(_gap_words(gap))
        speed = pace(item, standing, today, calendar) if gap < 0 else None
        if speed is not None and speed.needed is not None:
            parts.append(f"倒逼需每工作日 {round_up(item, speed.needed)} {item.measure_unit}")
    return "，".join(parts) or "按节点推进"


def _gap_words(gap: Decimal) -> str:
    points = plain(abs(gap).quantize(Decimal(1) if abs(gap) >= 1 else Decimal("0.1"), ROUND_HALF_UP))
    if points == 0:
        return "与计划持平"
    return f"比计划快 {points} 个百分点" if gap > 0 else f"慢 {points} 个百分点"
