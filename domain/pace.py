"""正推 and 倒逼: where the observed rate leads, and what rate is needed from today. Rates are per working day."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from statistics import median

from domain.calendar import WorkCalendar
from domain.items import Basis, Direction, Item
from domain.progress import Point, Standing, meets, plain

# The observed rate rests on the reports of this many last as-of days.
RECENT = 6
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Pace:
    """Figures in the item's unit; `needed` and `observed` per working day. `working` tells in Chinese how each was made.

    `at_due` is where the observed rate leads by the due day, `finish` the working day it reaches the target on (None: never).
    `pressure` is needed / observed, None when nothing was observed or nothing is needed.
    """

    observed: Decimal | None
    needed: Decimal | None
    at_due: Decimal | None
    finish: date | None
    pressure: Decimal | None
    working: tuple[str, ...]


def pace(item: Item, standing: Standing, today: date, calendar: WorkCalendar) -> Pace | None:
    """The item's pace today; None where a rate says nothing (RATE, ONCE, control figures, drafts, no report, finished)."""
    latest = standing.latest
    counted = item.basis in (Basis.FLOW, Basis.LEVEL) and item.direction is Direction.UP
    if (
        not counted
        or item.target is None
        or item.due is None
        or latest is None
        or meets(item, latest.total, item.target)
    ):
        return None
    left = item.target - latest.total
    days_left = calendar.between(today, item.due)
    needed = (left / days_left) if days_left > 0 else None
    observed = slope(_points(item, standing), calendar)
    at_due, finish = _ahead(item, latest, observed, left, calendar)
    pressure = needed / observed if needed is not None and observed else None
    return Pace(
        observed=observed,
        needed=needed,
        at_due=at_due,
        finish=finish,
        pressure=pressure,
        working=_working(item, latest, days_left, needed, observed, at_due),
    )


def slope(points: tuple[Point, ...], calendar: WorkCalendar) -> Decimal | None:
    """Theil-Sen slope per working day: the median over all pairs, so one wrong report does not bend it."""
    slopes = [
        (later.total - earlier.total) / days
        for at, earlier in enumerate(points)
        for later in points[at + 1 :]
        if (days := calendar.between(earlier.as_of, later.as_of)) > 0
    ]
    return median(slopes) if slopes else None


def round_up(item: Item, rate: Decimal) -> Decimal:
    """A rate as people say it: two digits that count, rounded up so that keeping it is enough."""
    if rate >= 10:
        return rate.quantize(Decimal(1), ROUND_CEILING)
    digits = Decimal("0.1") if rate >= 1 else CENT
    return plain(rate.quantize(digits, ROUND_CEILING))


def _points(item: Item, standing: Standing) -> tuple[Point, ...]:
    recent = standing.history[-RECENT:]
    if len(recent) == 1 and recent[0].as_of > item.start:
        start = Decimal(0) if item.basis is Basis.FLOW else item.baseline
        return recent if start is None else (Point(item.start, start), *recent)
    return recent


def _ahead(
    item: Item, latest: Point, observed: Decimal | None, left: Decimal, calendar: WorkCalendar
) -> tuple[Decimal | None, date | None]:
    if observed is None or item.due is None:
        return None, None
    at_due = latest.total + observed * max(0, calendar.between(latest.as_of, item.due))
    if observed <= 0:
        return at_due, None
    days = int((left / observed).to_integral_value(ROUND_CEILING))
    return at_due, calendar.add(latest.as_of, days) if days <= 2000 else None


def _working(
    item: Item, latest: Point, days_left: int, needed: Decimal | None, observed: Decimal | None, at_due: Decimal | None
) -> tuple[str, ...]:
    unit, lines = item.measure_unit, []
    if observed is not None and at_due is not None:
        rate, end = plain(observed.quantize(CENT)), plain(at_due.quantize(CENT))
        lines.append(f"正推：近期每工作日 {rate} {unit}（中位斜率），照此到期可达 {end} {unit}")
    if needed is not None and item.target is not None:
        left = plain(item.target - latest.total)
        lines.append(f"倒逼：还差 {left} {unit}，剩 {days_left} 个工作日，每工作日需 {round_up(item, needed)} {unit}")
    return tuple(lines)
