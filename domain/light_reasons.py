"""Why a light is what it is, in words people can act on."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from domain.calendar import WorkCalendar
from domain.gaps import difference, is_cap
from domain.items import Basis, Item, Kind
from domain.light_rules import LightRule, Measure
from domain.missed import Run
from domain.pace import Pace, rate_words, unit_of_change
from domain.progress import Standing, can_turn, nodes_reached, plain
from domain.quoting import quoted


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


def not_started(item: Item, today: date) -> str:
    """Of an item that nothing is known of and nothing is late for."""
    return f"{item.start.month}月{item.start.day}日启动" if today < item.start else "未到首次报送日"


def overdue(item: Item, standing: Standing, today: date, calendar: WorkCalendar) -> str:
    """Of an item past its due day."""
    days = calendar.late_by(item.due, today)
    words = f"已逾期 {days} 个工作日未完成" if days > 0 else "已到期未完成"
    latest = standing.latest
    if latest is None or item.target is None or item.basis is Basis.ONCE:
        return words
    if can_turn(item):
        return f"{words}，目标 {plain(item.target)}，最近 {plain(latest.total)}"
    return f"{words}，还差 {plain(item.target - latest.total)} {unit_of_change(item)}"


def reason(item: Item, standing: Standing, found: Findings, rules: LightRule, calendar: WorkCalendar) -> str:
    """Of an open item: what is missed, what is late, how far it is from the plan and what is needed now."""
    parts = ["已到期，期末数待报"] if found.ended and item.basis is not Basis.ONCE else []
    if found.run and found.run.light:
        parts.append(found.run.reason)
    if found.node:
        # What a rate was in a period that is over stays as it was: it is missed, not late.
        missed = "未达到" if item.basis is Basis.RATE else f"逾期 {found.node.days} 个工作日"
        parts.append(f"节点{quoted(found.node.text)}{missed}")
    if found.late:
        parts.append(_late_words(found.late, found.returned))
    if found.gap is not None:
        parts.append(_gap_words(item, standing, found, found.gap, rules, calendar))
        if found.gap < 0 and found.pace is not None and found.pace.needed is not None:
            parts.append(f"倒逼需{rate_words(item, found.pace.needed)}")
    elif item.basis is Basis.ONCE and standing.reached:
        parts.append(f"已完成 {nodes_reached(item, standing)} / {len(item.milestones)} 个节点")
    if rules.peers and found.peers is not None and -found.peers > rules.peers.yellow_gap:
        average = "已用比例高于同类平均" if is_cap(item) else "完成率低于同类平均"
        parts.append(f"{average} {_short(found.peers)} 个百分点")
    return "，".join(parts) or "按节点推进"


def _late_words(days: int, returned: date | None) -> str:
    if returned is None:
        return f"逾期 {days} 个工作日未报送"
    return f"{returned.month}月{returned.day}日退回，逾期 {days} 个工作日未重报"


def _gap_words(
    item: Item, standing: Standing, found: Findings, gap: Decimal, rules: LightRule, calendar: WorkCalendar
) -> str:
    """Work that adds up is ahead or behind in points of the whole; a measured figure is told in its own unit."""
    measured = can_turn(item) or (item.basis is Basis.LEVEL and item.kind is Kind.PERCENTAGE)
    off = difference(item, standing, found.against, calendar) if measured else None
    if off is not None:
        digits = Decimal("0.01") if item.measure_unit == "%" or abs(off) < 1 else Decimal("0.1")
        size = plain(abs(off).quantize(digits, ROUND_HALF_UP))
        higher = "高" if off > 0 else "低"
        return f"比计划{higher} {size} {unit_of_change(item)}" if size else "与计划持平"
    if rules.measure is Measure.SHARE and found.judged is not None and found.judged < 0:
        return f"比序时计划少 {_short(found.judged)}%"
    points = _short(gap)
    if points == 0:
        return "与计划持平"
    return f"比计划快 {points} 个百分点" if gap > 0 else f"慢 {points} 个百分点"


def _short(points: Decimal) -> Decimal:
    """Without its sign, as a whole number from 1 on, with one decimal below."""
    return plain(abs(points).quantize(Decimal(1) if abs(points) >= 1 else Decimal("0.1"), ROUND_HALF_UP))
