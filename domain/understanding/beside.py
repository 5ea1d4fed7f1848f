"""The figures beside the one that is meant: parts of it, what it was before, other things, its share of the target."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from domain.items import Basis, Direction, Item, Kind
from domain.progress import normalise
from domain.quantities import convert
from domain.reports import ValueKind
from domain.understanding import cues
from domain.understanding.figures import alike, is_counter, is_share
from domain.understanding.roles import STEPS, JudgedFigure, Role

# A share may be rounded to whole points, one in tenths (六成) to the next tenth.
ROUNDED, ROUNDED_TO_TENTHS = Decimal(1), Decimal(5)


def settled(judged: Sequence[JudgedFigure], item: Item | None) -> list[JudgedFigure]:
    """The figures of one item, each with the role that it has beside the others."""
    if len(judged) < 2:
        return list(judged)
    return _counted(_changed(_parted(judged, item)), item)


def _parted(judged: Sequence[JudgedFigure], item: Item | None) -> list[JudgedFigure]:
    """其中水冲式900座、旱厕720座: what follows a part is another part, as long as all of them fit into the whole."""
    whole, left, found = Decimal(0), Decimal(0), []
    inside = False
    for each in judged:
        worth = worth_of(each, item)
        if each.role is Role.VALUE and not inside:
            whole = left = worth
        if each.role is Role.PART:
            inside, left = True, left - worth
        elif inside and each.role is Role.VALUE and not each.strong and _is_part(each, worth, whole, left):
            left -= worth
            found.append(replace(each, role=Role.PART))
            continue
        found.append(each)
    return found


def _is_part(each: JudgedFigure, worth: Decimal, whole: Decimal, left: Decimal) -> bool:
    return each.kind is ValueKind.TOTAL and worth < whole and worth <= left


def worth_of(told: JudgedFigure, item: Item | None) -> Decimal:
    """A figure in the item's unit, whatever its role; as written where it has no such worth."""
    if told.value is not None or item is None:
        return told.value if told.value is not None else told.figure.value
    worth = convert(told.figure.value, told.figure.unit, item.measure_unit)
    return told.figure.value if worth is None else worth


def _changed(judged: list[JudgedFigure]) -> list[JudgedFigure]:
    """原来6家，退1家，现在5家: what it was and what went are no progress where what it is now is told."""
    values = [each for each in judged if each.role is Role.VALUE]
    now = [each for each in values if cues.NOW.search(each.gap) or each.gap.endswith(("到", "至"))]
    was = [each for each in judged if cues.WAS.search(each.gap)]
    if not now or not was:
        return judged
    at = judged.index(was[0])
    return [
        each if number < at or each in now or each.role is not Role.VALUE else replace(each, role=Role.ASIDE)
        for number, each in enumerate(judged)
    ]


def _counted(judged: list[JudgedFigure], item: Item | None) -> list[JudgedFigure]:
    """33眼，开会2次: beside a figure in the item's own unit one that is counted otherwise is no progress; 个 counts anything."""
    own = item.measure_unit.lstrip(STEPS) if item is not None else ""
    values = [each for each in judged if each.role is Role.VALUE]
    if not any(each.figure.unit.lstrip(STEPS) in ("", own) for each in values):
        return judged
    return [
        replace(each, role=Role.ASIDE) if each.role is Role.VALUE and _is_counted_otherwise(each, own) else each
        for each in judged
    ]


def _is_counted_otherwise(told: JudgedFigure, own: str) -> bool:
    counter = told.figure.unit.lstrip(STEPS)
    return len(counter) == 1 and counter not in "个%" and not alike(counter, own) and is_counter(counter)


def contradicting_share(
    chosen: JudgedFigure, judged: Sequence[JudgedFigure], item: Item, last: Decimal | None
) -> JudgedFigure | None:
    """The share of the target that is told beside a figure and is not the figure's; None if all agree.

    A stock may be told by its whole or by what was added to its baseline; the share of a stage's plan (序时) is another thing.
    """
    target, counted = item.target, item.kind is Kind.QUANTITY and item.direction is Direction.UP
    if not counted or not target or chosen.value is None or chosen.kind in (None, ValueKind.PERCENT_OF_TARGET):
        return None
    total = normalise(item, chosen.value, chosen.kind, last)
    likely = [total * 100 / target]
    if item.basis is Basis.LEVEL and item.baseline is not None and item.baseline != target:
        likely.append((total - item.baseline) * 100 / (target - item.baseline))
    for each in judged:
        if each.kind is not ValueKind.PERCENT_OF_TARGET or each.value is None or not cues.OWN_SHARE.search(each.gap):
            continue
        rounded = ROUNDED_TO_TENTHS if "成" in each.figure.text or "半" in each.figure.text else ROUNDED
        if all(abs(each.value - share) > rounded for share in likely):
            return each
    return None


def overflowing_part(chosen: JudgedFigure, judged: Sequence[JudgedFigure], item: Item) -> JudgedFigure | None:
    """A part that is larger than its whole."""
    parts = (each for each in judged if each.role is Role.PART and not is_share(each.figure.unit))
    return next((each for each in parts if worth_of(each, item) > worth_of(chosen, item)), None)


def stray_total(values: Sequence[JudgedFigure]) -> JudgedFigure | None:
    """又完成30人，投入人手12人: a figure behind what was added that nothing calls a total and that may be anything; or None."""
    added = next((at for at, each in enumerate(values) if each.kind is ValueKind.INCREMENT), None)
    totals = [each for each in values if each.kind is ValueKind.TOTAL]
    if added is None or not totals or any(_is_standing(each) for each in totals):
        return None
    return totals[0] if values.index(totals[0]) > added else None


def _is_standing(told: JudgedFigure) -> bool:
    since_january = told.day is not None and told.day.day is not None and not told.day.partial
    return told.strong or since_january or bool(cues.NOW.search(told.gap) or cues.LEFT.search(told.gap))
