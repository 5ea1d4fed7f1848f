"""正推 and 倒逼: where the observed rate leads, and what rate is needed from today. Rates are per working day."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from statistics import median

from domain.calendar import DAY, WorkCalendar
from domain.items import Basis, Direction, Item, Kind
from domain.progress import Point, Standing, meets, plain

# The observed rate rests on the reports of this many last as-of days.
RECENT = 6
# A finish further away than this many working days (eight years) is no forecast.
FAR = 2000
CENT = Decimal("0.01")
DUST = Decimal("1e-9")
# The pressure of what stands still or slips back, in per cent: more than any other.
STALLED = 99_999
# A rate is told for the shortest of these spans (in working days) over which it comes to one or more.
SPANS = ((1, "每工作日"), (5, "每周"), (21, "每月"))


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
    met yet. `working` tells in Chinese how each figure was made.
    """

    observed: Decimal | None
    needed: Decimal | None
    at_due: Decimal | None
    finish: date | None
    pressure: Decimal | None
    nodes: tuple[Need, ...]
    working: tuple[str, ...]


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
    lines = _working(item, left, days_left, needed, observed, at_due, finish, counted=counted)
    return Pace(
        observed=observed,
        needed=needed,
        at_due=at_due,
        finish=finish,
        pressure=pressure,
        nodes=nodes,
        working=(*lines, *_next_node(item, nodes), *_pressure_words(needed, observed, pressure)),
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


def rate_words(item: Item, rate: Decimal) -> str:
    """A needed rate as people say it: "每工作日 12 户", "每周 1.3 座"; rounded up, so that keeping it is enough."""
    days, span = next(((days, span) for days, span in SPANS if rate * days >= 1), SPANS[-1])
    # A division leaves dust behind the comma that must not be rounded up.
    figure = (rate * days).quantize(DUST)
    digits = Decimal(1) if figure >= 10 else Decimal("0.1") if figure >= 1 else CENT
    return f"{span} {plain(figure.quantize(digits, ROUND_CEILING))} {unit_of_change(item)}"


def unit_of_change(item: Item) -> str:
    """What a difference of two figures is counted in: percentages differ by percentage points."""
    return "个百分点" if item.measure_unit == "%" else item.measure_unit


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


def _working(
    item: Item,
    left: Decimal,
    days_left: int,
    needed: Decimal | None,
    observed: Decimal | None,
    at_due: Decimal | None,
    finish: date | None,
    *,
    counted: bool,
) -> tuple[str, ...]:
    unit, lines = unit_of_change(item), []
    if observed is not None and at_due is not None:
        speed = f"近期{_observed_words(item, observed)}（中位数）"
        end = f"照此到期{_expected(item, at_due, counted=counted)}"
        done = f"，{finish.year}年{finish.month}月{finish.day}日完成" if finish else "，不能完成"
        lines.append(f"正推：{speed}，{end}{done}")
    if needed is not None:
        words = rate_words(item, needed)
        lines.append(f"倒逼：还差 {plain(left)} {unit}，剩 {days_left} 个工作日，需{words}")
    return tuple(lines)


def _expected(item: Item, at_due: Decimal, *, counted: bool) -> str:
    """Where it leads by the due day; of what is counted in whole things no more than is surely done."""
    if not counted or _is_whole(at_due):
        return f"为 {plain(at_due.quantize(CENT, ROUND_HALF_UP))} {item.measure_unit}"
    cautious = ROUND_FLOOR if item.direction is Direction.UP else ROUND_CEILING
    return f"约 {plain(at_due.to_integral_value(cautious))} {item.measure_unit}"


def _is_whole(figure: Decimal) -> bool:
    return figure == figure.to_integral_value()


def _next_node(item: Item, nodes: tuple[Need, ...]) -> tuple[str, ...]:
    """What the next milestone asks for; the due day itself is told already."""
    if not nodes or item.milestones[nodes[0].index].date == item.due:
        return ()
    need, day = nodes[0], item.milestones[nodes[0].index].date
    left = f"还差 {plain(need.left)} {unit_of_change(item)}，剩 {need.days} 个工作日"
    return (f"节点倒逼：{day.month}月{day.day}日前{left}，需{rate_words(item, need.rate)}",)


def _pressure_words(needed: Decimal | None, observed: Decimal | None, pressure: Decimal | None) -> tuple[str, ...]:
    """倒逼 against 正推."""
    if pressure is not None:
        return (f"压力：需现速的 {pressure.quantize(Decimal('0.1'), ROUND_HALF_UP)} 倍",)
    return ("压力：近期没有进展",) if needed is not None and observed is not None else ()


def _observed_words(item: Item, observed: Decimal) -> str:
    if observed <= 0:
        return "没有进展" if observed == 0 else "倒退"
    days, span = next(((days, span) for days, span in SPANS if observed * days >= 1), SPANS[-1])
    return f"{span} {plain((observed * days).quantize(CENT, ROUND_HALF_UP))} {unit_of_change(item)}"
