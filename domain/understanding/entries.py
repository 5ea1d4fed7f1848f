"""The figure, kind, day and stage that the clauses about one item tell, and what is doubtful about them."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from operator import attrgetter

from domain.calendar import WorkCalendar
from domain.items import Basis, Direction, Item, Kind
from domain.pace import RECENT, slope
from domain.progress import Standing, normalise
from domain.quantities import show
from domain.reports import ValueKind
from domain.understanding import cues
from domain.understanding.beside import contradicting_share, overflowing_part, settled, stray_total
from domain.understanding.catalogue import NamedItem
from domain.understanding.dates import TimeWord
from domain.understanding.figures import Figure, counts_alike, counts_others, is_broken
from domain.understanding.model import Ask, AskReason, Content, Context, ItemClauses
from domain.understanding.roles import Clause, JudgedFigure, Role, is_stock, judged_figures, prepared
from domain.understanding.statements import content_without_figure

_BARE = attrgetter("bare")
_BEGINS_WITH_FIGURE = re.compile(r"^[~#]*(?:\d|[一二两三四五六七八九十百])")


def content_of(about: ItemClauses, items: list[NamedItem], context: Context) -> Content | None:
    """Reads the clauses; without an item the figure is kept as written."""
    item = items[0].item if items else None
    parts = [prepared(clause, items, context.today) for clause in about.clauses]
    judged = [
        each for at, part in enumerate(parts) for each in _judged_in(part, parts[at - 1] if at else None, items, about)
    ]
    judged = settled(judged, item) if len(judged) > 1 else judged
    values = [each for each in judged if each.role is Role.VALUE]
    if len(values) > 1:
        values = [each for each in values if each.kind is not ValueKind.PERCENT_OF_TARGET] or values
    changes = [each for each in judged if each.role is Role.DELTA]
    if not values and changes and (changes[0].value or 0) > 0:
        values = changes[:1]
    if not values:
        return content_without_figure(parts, judged, items, _day(parts, about), about, context.today)
    totals = [each for each in values if each.kind is not ValueKind.INCREMENT]
    stray = len(values) > 1 and stray_total(values) is not None
    chosen = _choose(totals, item) if totals and not stray else values[0]
    if about.head is not None and about.head.partial and chosen.day is None and not _is_standing(chosen):
        chosen = _of_period(chosen, item)
    as_of = _as_of(chosen, totals, values, _day(parts, about, chosen.figure))
    if item is None:
        return Content(chosen.value, chosen.kind, as_of, None, Ask(AskReason.ITEM_UNCLEAR), (chosen.figure.text,))
    told = ",".join(map(_BARE, parts))
    ask = _doubt(chosen, values, judged, told, as_of, item, context, about)
    if ask is None and as_of is None:
        ask = _day_unclear(parts, about.head)
    clause = next((part for part in parts if chosen.figure in part.figures), None)
    return Content(chosen.value, chosen.kind, as_of, None, ask, _reasons(chosen, judged), clause, chosen.figure)


def _judged_in(part: Clause, before: Clause | None, items: list[NamedItem], about: ItemClauses) -> list[JudgedFigure]:
    found = judged_figures(part, items, correction=about.correction, blocker=about.blocker)
    if len(found) == 1 and before is not None and _is_share_alone(part, found[0], before):
        # 完成近半，45.6%
        return [replace(found[0], role=Role.VALUE, value=found[0].figure.value, kind=ValueKind.PERCENT_OF_TARGET)]
    hoped = before is not None and before.forecast_at is not None and not before.figures
    if hoped and found and _BEGINS_WITH_FIGURE.match(part.bare):
        # 预计月底,20座: the clause before says that the figure is a forecast.
        return [JudgedFigure(each.figure, Role.PLAN) for each in found]
    return found


def _is_share_alone(part: Clause, told: JudgedFigure, before: Clause) -> bool:
    """Whether a clause is a share and nothing else, and the one before it says of what without a figure."""
    alone = told.role is Role.ALIEN and told.figure.unit == "%" and part.bare.strip() == told.figure.text
    return alone and not before.figures and cues.SHARE.search(before.bare) is not None


def _reasons(chosen: JudgedFigure, judged: list[JudgedFigure]) -> tuple[str, ...]:
    kind = chosen.kind.value if chosen.kind else ""
    beside = [
        f"{each.figure.text}: {each.role.value}"
        for each in judged
        if each is not chosen and each.role is not Role.VALUE
    ]
    return (f"{chosen.figure.text} -> {chosen.value} {kind}", *beside)


def _choose(totals: list[JudgedFigure], item: Item | None) -> JudgedFigure:
    plain_totals = [each for each in totals if each.kind is ValueKind.TOTAL]
    strong = [each for each in plain_totals if each.strong]
    if len(plain_totals) > 1 and item is not None and (newest := _newest(strong or plain_totals)) is not None:
        return newest
    if not strong and item is not None and len(plain_totals) > 1:
        # 52个小区完工29个: the figure that is just the target is what there is to do.
        plain_totals = [each for each in plain_totals if each.value != item.target] or plain_totals
    return (strong or plain_totals or totals)[0]


def _newest(totals: list[JudgedFigure]) -> JudgedFigure | None:
    """Of totals that each have a day of their own the one of the last day: 5月底38套，6月底44套; None where one has none."""
    days = [each.day.day if each.day is not None and not each.day.partial else None for each in totals]
    told = [day for day in days if day is not None]
    if len(told) < 2 or len(told) < len(totals) or len(set(told)) < len(told):
        return None
    return totals[days.index(max(told))]


def _is_standing(told: JudgedFigure) -> bool:
    """Whether words call the figure what stands now: 累计, 现在."""
    return told.strong or bool(cues.NOW.search(told.gap))


def _of_period(chosen: JudgedFigure, item: Item | None) -> JudgedFigure:
    """The figure as an increment, if a period stands at the head of a list: 本周：旧改2个 tells what the week added."""
    counted = item is None or (
        item.kind is Kind.QUANTITY and item.basis.value in ("flow", "level") and item.direction.value == "up"
    )
    if not counted or chosen.kind is not ValueKind.TOTAL or is_stock(chosen.figure, item):
        return chosen
    return JudgedFigure(
        chosen.figure, chosen.role, chosen.value, ValueKind.INCREMENT, None, chosen.strong, chosen.unit_slip
    )


def _as_of(
    chosen: JudgedFigure, totals: list[JudgedFigure], values: list[JudgedFigure], day: TimeWord | None
) -> date | None:
    """The local day of the chosen figure: its own, else the message's.

    None if a total and an increment are told and the day may belong to the increment: 本周新增2座, 累计18座 says of the week only
    what it added.
    """
    if chosen.day is not None:
        if chosen.day.partial and chosen.kind is ValueKind.TOTAL and chosen.strong and len(values) > len(totals):
            return None
        return chosen.day.day
    if totals and len(values) > len(totals) and day is not None and not day.until:
        added = [each for each in values if each.kind is ValueKind.INCREMENT]
        if day.partial or any(each.day in (day, None) for each in added):
            return None
    return day.day if day else None


def _day_unclear(parts: list[Clause], head: TimeWord | None) -> Ask | None:
    words = [when.text for when in (*(each for part in parts for each in part.days), head) if when and when.unclear]
    return Ask(AskReason.DAY_UNCLEAR, tuple(words[:1])) if words else None


def _day(parts: list[Clause], about: ItemClauses, figure: Figure | None = None) -> TimeWord | None:
    """The first day of the clauses that may be the figure's; else that at the head of the message."""
    at = next((number for number, part in enumerate(parts) if figure in part.figures), 0)
    for number, part in enumerate(parts):
        for when in part.days:
            if part.forecast_at is not None and when.end > part.forecast_at:
                continue
            if figure is None or when.until or not _of_another(when, part, figure, number - at):
                return when
    return about.head


def _of_another(when: TimeWord, part: Clause, figure: Figure, behind: int) -> bool:
    """Whether a day belongs to another figure of its clause, `behind` so many clauses the one with the figure.

    其中本季3座 says nothing about the day of the whole, nor does a meeting of this month before it.
    """
    if behind == 0:
        later = (each for each in part.figures if each is not figure and each.start >= when.end)
        return when.start > figure.end + 1 and any(later)
    return bool(part.figures) and (behind > 0 or when.partial)


def _doubt(
    chosen: JudgedFigure,
    values: list[JudgedFigure],
    judged: list[JudgedFigure],
    told: str,
    as_of: date | None,
    item: Item,
    context: Context,
    about: ItemClauses,
) -> Ask | None:
    value, figure, text = chosen.value or Decimal(0), chosen.figure, ",".join(about.clauses)
    broken = chosen.kind is not ValueKind.PERCENT_OF_TARGET and is_broken(value, item.measure_unit)
    if figure.cut or (broken and not figure.vague):
        return Ask(AskReason.FIGURE_UNCLEAR, (figure.text,))
    if figure.several or figure.vague or cues.VAGUE.search(text) or cues.PARTIAL.search(text):
        return Ask(AskReason.VAGUE, (figure.text,))
    rivals = _rivals(chosen, values, judged, item, told)
    if rivals:
        return Ask(AskReason.CONTRADICTION, rivals)
    if len(judged) > 1 and (both := _contradicted(chosen, values, judged, item, context)):
        return Ask(AskReason.CONTRADICTION, both)
    if as_of is not None and as_of > context.today:
        return Ask(AskReason.FUTURE_DATE, (as_of.isoformat(),))
    if as_of is not None and as_of < item.start:
        return Ask(AskReason.OUT_OF_TERM, (item.start.isoformat(), str(item.year)))
    small = abs(value) * LEAST_OF_STOCK < (item.target or 0) and _far_too_small(chosen, item)
    strange = not counts_alike(figure.unit, item.measure_unit) or (
        item.measure_unit == "个" and counts_others(figure.unit, item)
    )
    if chosen.unit_slip or small or strange:
        return Ask(AskReason.UNIT_MISMATCH, (figure.text,))
    return against_history(value, chosen.kind or ValueKind.TOTAL, as_of, item, context, correction=about.correction)


def _contradicted(
    chosen: JudgedFigure, values: list[JudgedFigure], judged: list[JudgedFigure], item: Item, context: Context
) -> tuple[str, ...]:
    """The texts of the chosen figure and of one beside it that cannot be true with it; empty if all agree."""
    last = context.last_totals.get(item.code)
    other = overflowing_part(chosen, judged, item) or stray_total(values)
    other = other or contradicting_share(chosen, judged, item, last)
    return tuple(dict.fromkeys(each.figure.text for each in (values[0], chosen, other))) if other is not None else ()


# A figure this many times smaller than the target is likely of another unit: 190亩 of 5万亩 as a total, 1.1平方米 of 万平方米 as
# an increment. One that is written in another step than the item's is doubted sooner.
# A stock falls to a tenth of what it was at no time.
LEAST_OF_STOCK = 10
SMALL_TOTAL, SMALL_OTHER_STEP, SMALL_INCREMENT = 1000, 200, 10_000


def _far_too_small(chosen: JudgedFigure, item: Item) -> bool:
    grows = item.direction is Direction.UP and item.basis in (Basis.FLOW, Basis.LEVEL) and item.kind is Kind.QUANTITY
    if not grows or item.target is None or not chosen.value or chosen.kind is ValueKind.PERCENT_OF_TARGET:
        return False
    level = item.baseline if item.basis is Basis.LEVEL else None
    if level is not None and chosen.kind is ValueKind.TOTAL and abs(chosen.value) * LEAST_OF_STOCK < level:
        return True
    other_step = bool(chosen.figure.unit) and chosen.figure.unit[:1] != item.measure_unit[:1]
    times = SMALL_INCREMENT if chosen.kind is ValueKind.INCREMENT else SMALL_OTHER_STEP if other_step else SMALL_TOTAL
    return abs(chosen.value) * times < item.target


def _rivals(
    chosen: JudgedFigure, values: list[JudgedFigure], judged: list[JudgedFigure], item: Item, told: str
) -> tuple[str, ...]:
    """The texts of all figures that may be meant, the chosen one first; empty if only the chosen one may be.

    Others may be meant: a second total, a second increment where no total is told, a figure that nothing explains, a stage before
    the one that is counted.
    """
    if cues.TWO_STAGES.search(told) or any(each.role is Role.EARLY for each in judged):
        return (chosen.figure.text,)
    if _grown_since(chosen, values):
        return tuple(each.figure.text for each in values)
    same = [each for each in values if each.kind is chosen.kind and each.value != chosen.value]
    if chosen.strong:
        same = [each for each in same if each.strong or _fits_better(each.figure.unit, chosen.figure.unit, item)]
    elif chosen.kind is ValueKind.TOTAL:
        same = [each for each in same if each.value != item.target]
    if same and _newest([each for each in values if each.kind is ValueKind.TOTAL]) is chosen:
        # What stood on an earlier day is no rival of what stands on a later one.
        same = [each for each in same if each.day is None or each.day.day is None]
    if (
        same
        and chosen.strong
        and sum((each.value or Decimal(0)) for each in values if each is not chosen) == chosen.value
    ):
        # 1.2千亩，加上上个月400亩，一共1600亩: the total of what stands before it.
        same = []
    left = item.direction is Direction.DOWN and cues.LEFT.search(chosen.gap) is not None
    open_ones = [each for each in judged if each.role is Role.OPEN and not left]
    return tuple(each.figure.text for each in (chosen, *same, *open_ones)) if same or open_ones else ()


def _fits_better(unit: str, than: str, item: Item) -> bool:
    """Whether a figure is written in the item's own unit and the other is not: 18座 against 共2个标段 or 累计6500、6600户."""
    return unit == item.measure_unit != than


def _grown_since(chosen: JudgedFigure, values: list[JudgedFigure]) -> bool:
    """Whether an increment is of a later day than the total, which then lacks it: 上半年13.3亿,7月2.4亿."""
    if chosen.kind is not ValueKind.TOTAL or chosen.day is None or chosen.day.day is None:
        return False
    day = chosen.day.day
    later = (each.day.day for each in values if each.kind is ValueKind.INCREMENT and each.day and each.day.day)
    return not chosen.strong and any(other > day for other in later)


# Rates of a whole (合格率, 覆盖率) cannot pass 100 %; those of change (增长率) can.
_WHOLE = re.compile(r"(?<!增长)(?<!下降)(?<!压减)(?<!负债)(?<!提升)(?<!增)率|比重|占比")
_CHANGE = re.compile(r"增长|下降|压减|增速|降幅|增幅|负债|融资成本|利率")
# A figure this many times the target is asked about. On the labelled lines 3 stores one wrongly, 1.5 asks about one needlessly.
FAR = 2
# A figure this many times the last one is asked about even below the target: 万 was left out or added (10,000, and some growth).
# From 100 to 20,000 the labelled lines are read the same.
MYRIAD = Decimal(5000)
# A pace rests on at least this many reports.
LEAST_HISTORY = 3


def against_history(
    value: Decimal, kind: ValueKind, as_of: date | None, item: Item, context: Context, *, correction: bool
) -> Ask | None:
    """Why a figure is not plausible beside the last reports: it falls, is far beyond the target, is impossible, differs by a
    factor of ten thousand, rises too fast, or is older than the last report. None if it is plausible.
    """
    correction = correction and not context.without_corrected
    last = context.last_totals.get(item.code)
    total = normalise(item, value, kind, last)
    before = context.last_days.get(item.code)
    if as_of is not None and before is not None and as_of < before and not correction:
        return Ask(AskReason.DATE_BACK, (before.isoformat(), as_of.isoformat()))
    if total < 0 and _cannot_be_negative(item, last):
        return Ask(AskReason.NEGATIVE, (show(total),))
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


def _cannot_be_negative(item: Item, last: Decimal | None) -> bool:
    """Of what is counted from zero or is a stock, unless its target, its baseline or its last total was negative itself."""
    known = (item.target, item.baseline, last)
    return item.basis in (Basis.FLOW, Basis.LEVEL) and all(each is None or each >= 0 for each in known)


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
    """The question about a total beyond `most_expected`; None if it is not."""
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
