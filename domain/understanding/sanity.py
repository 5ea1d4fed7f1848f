"""What a plausible figure looks like, judged before the confirm card: the two figures that do not agree are named."""

import re
from datetime import date
from decimal import Decimal

from domain.calendar import WorkCalendar
from domain.items import Basis, Direction, Item, Kind
from domain.pace import RECENT, slope
from domain.progress import Standing, normalise
from domain.quantities import show
from domain.reports import ValueKind
from domain.understanding.model import Ask, AskReason, Context

# Rates of a whole (合格率, 覆盖率) cannot pass 100 %; those of change (增长率) can.
_WHOLE = re.compile(r"(?<!增长)(?<!下降)(?<!压减)(?<!负债)(?<!提升)(?<!增)率|比重|占比")
_CHANGE = re.compile(r"增长|下降|压减|增速|降幅|增幅|负债|融资成本|利率")
FAR = 2
# A figure this many times the last one is asked about even below the target.
MYRIAD = Decimal(5000)
# A pace rests on at least this many reports.
LEAST_HISTORY = 3


def against_history(
    value: Decimal, kind: ValueKind, as_of: date | None, item: Item, context: Context, *, correction: bool
) -> Ask | None:
    """Falls, passes the target by far, is impossible, differs by a factor of ten thousand, or is older than the last report."""
    correction = correction and not context.without_corrected
    last = context.last_totals.get(item.code)
    total = normalise(item, value, kind, last)
    before = context.last_days.get(item.code)
    if as_of is not None and before is not None and as_of < before and not correction:
        return Ask(AskReason.DATE_BACK, (before.isoformat(), as_of.isoformat()))
    grows = item.direction is Direction.UP
    if kind is ValueKind.INCREMENT and not grows and value > 0:
        return Ask(AskReason.CONTRADICTION, (show(last or Decimal(0)), show(value)))
    counted = item.basis in (Basis.FLOW, Basis.LEVEL) and grows and not correction
    if counted and last is not None and last > 0:
        if total * MYRIAD <= last or total >= last * MYRIAD:
            return Ask(AskReason.UNIT_MISMATCH, (show(last), show(total)))
        if kind is not ValueKind.INCREMENT and total < last:
            return Ask(AskReason.TOTAL_FALLS, (show(last), show(total)))
    return _beyond(total, kind, value, last, item) or _too_fast(total, item, context, correction=correction)


def _beyond(total: Decimal, kind: ValueKind, value: Decimal, last: Decimal | None, item: Item) -> Ask | None:
    target = item.target
    if target is None:
        return None
    if kind is ValueKind.PERCENT_OF_TARGET and value > 100 * FAR:
        return Ask(AskReason.FAR_BEYOND, (show(target), show(total)))
    words = item.name + "".join(item.aliases)
    whole = item.kind is Kind.PERCENTAGE and bool(_WHOLE.search(words)) and not _CHANGE.search(item.name)
    negative = total < 0 and not (item.kind is Kind.PERCENTAGE and not whole)
    if (whole and total > 100) or negative:
        return Ask(AskReason.FAR_BEYOND, (show(target), show(total)))
    limit = abs(target) * FAR
    if item.direction is not Direction.UP or item.basis is not Basis.FLOW:
        limit = max(limit, abs(last or Decimal(0)) * FAR, abs(item.baseline or Decimal(0)) * FAR)
    return Ask(AskReason.FAR_BEYOND, (show(target), show(total))) if abs(total) >= limit else None


def _too_fast(total: Decimal, item: Item, context: Context, *, correction: bool) -> Ask | None:
    """A jump far beyond the pace that the item has kept so far."""
    last = context.last_totals.get(item.code)
    if correction or last is None or item.direction is not Direction.UP:
        return None
    most = context.most_expected(item.code)
    if most is None or total <= most:
        return None
    return Ask(AskReason.JUMP, (show(last), show(total)))


def most_expected(item: Item, standing: Standing, today: date, calendar: WorkCalendar) -> Decimal | None:
    """The largest total that the pace so far makes likely: three times as fast as before, or a quarter of the target more.

    None where there is no pace yet (fewer than three reports) or where a figure may jump (rates, control figures).
    """
    latest = standing.latest
    grows = (
        item.direction is Direction.UP and item.basis in (Basis.FLOW, Basis.LEVEL) and item.kind is not Kind.MILESTONE
    )
    if latest is None or not grows or item.target is None or len(standing.history) < LEAST_HISTORY:
        return None
    rate = slope(standing.history[-RECENT:], calendar) or Decimal(0)
    days = max(1, calendar.between(latest.as_of, today))
    return latest.total + max(3 * rate * days, abs(item.target) / 4)
