"""The figure, kind, day and stage that the clauses about one item tell, and what is doubtful about them."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.items import Item, Kind
from domain.reports import ValueKind
from domain.understanding import cues, sanity
from domain.understanding.catalogue import Named
from domain.understanding.dates import When
from domain.understanding.model import Ask, AskReason, Context
from domain.understanding.numbers import counts_alike
from domain.understanding.reasons import reason_in
from domain.understanding.roles import Clause, Role, Told, prepared, told

_BEGINS_WITH_FIGURE = re.compile(r"^[~#]*(?:\d|[一二两三四五六七八九十百])")


@dataclass(frozen=True, slots=True)
class Said:
    """The clauses about one item. `head` is a date at the head of the whole message."""

    clauses: tuple[str, ...]
    head: When | None
    correction: bool
    blocker: bool


@dataclass(frozen=True, slots=True)
class Built:
    """What the clauses come to; `clause` is the one that holds the figure."""

    value: Decimal | None = None
    kind: ValueKind | None = None
    as_of: date | None = None
    status: str | None = None
    ask: Ask | None = None
    reasons: tuple[str, ...] = ()
    clause: Clause | None = None
    unchanged: bool = False
    because: str = ""


def build(said: Said, named: list[Named], context: Context) -> Built | None:
    """Reads the clauses; without an item the figure is kept as written."""
    item = named[0].item if named else None
    parts = [prepared(clause, named, context.today) for clause in said.clauses]
    seen = [
        each for at, part in enumerate(parts) for each in _of_part(part, parts[at - 1] if at else None, named, said)
    ]
    values = [each for each in seen if each.role is Role.VALUE]
    changes = [each for each in seen if each.role is Role.DELTA]
    day = _day(parts, said)
    text = ",".join(said.clauses)
    if not values and changes and (changes[0].value or 0) > 0:
        values = changes[:1]
    if not values:
        return _without_figure(parts, seen, named, day, said, context.today)
    totals = [each for each in values if each.kind is not ValueKind.INCREMENT]
    chosen = _choose(totals, item) if totals else values[0]
    if said.head is not None and said.head.partial and not chosen.strong and chosen.day is None:
        chosen = _of_period(chosen, item)
    as_of = _as_of(chosen, totals, values, day)
    if item is None:
        return Built(chosen.value, chosen.kind, as_of, None, Ask(AskReason.ITEM_UNCLEAR), (chosen.figure.text,))
    ask = _doubt(chosen, values, seen, text, as_of, item, context, said)
    clause = next((part for part in parts if chosen.figure in part.figures), None)
    return Built(chosen.value, chosen.kind, as_of, None, ask, _reasons(chosen, seen), clause)


def _of_part(part: Clause, before: Clause | None, named: list[Named], said: Said) -> list[Told]:
    found = told(part, named, correction=said.correction, blocker=said.blocker)
    hoped = before is not None and before.forecast_at is not None and not before.figures
    if hoped and found and _BEGINS_WITH_FIGURE.match(part.bare):
        # 预计月底,20座: the hope of the clause before is what the figure stands in.
        return [Told(each.figure, Role.PLAN) for each in found]
    return found


def _reasons(chosen: Told, seen: list[Told]) -> tuple[str, ...]:
    kind = chosen.kind.value if chosen.kind else ""
    beside = [
        f"{each.figure.text}: {each.role.value}" for each in seen if each is not chosen and each.role is not Role.VALUE
    ]
    return (f"{chosen.figure.text} -> {chosen.value} {kind}", *beside)


def _choose(totals: list[Told], item: Item | None) -> Told:
    plain_totals = [each for each in totals if each.kind is ValueKind.TOTAL]
    strong = [each for each in plain_totals if each.strong]
    if not strong and item is not None and len(plain_totals) > 1:
        # 52个小区完工29个: the figure that is just the target is what there is to do.
        plain_totals = [each for each in plain_totals if each.value != item.target] or plain_totals
    return (strong or plain_totals or totals)[0]


def _of_period(chosen: Told, item: Item | None) -> Told:
    """本周：旧改2个: under a period at the head of a list figures are what that period added."""
    counted = item is None or (
        item.kind is Kind.QUANTITY and item.basis.value in ("flow", "level") and item.direction.value == "up"
    )
    if not counted or chosen.kind is not ValueKind.TOTAL:
        return chosen
    return Told(chosen.figure, chosen.role, chosen.value, ValueKind.INCREMENT, None, chosen.strong, chosen.unit_slip)


def _as_of(chosen: Told, totals: list[Told], values: list[Told], day: When | None) -> date | None:
    if chosen.day is not None:
        if chosen.day.partial and chosen.kind is ValueKind.TOTAL and chosen.strong and len(values) > len(totals):
            return None
        return chosen.day.day
    if totals and len(values) > len(totals):
        return None
    return day.day if day else None


def _day(parts: list[Clause], said: Said) -> When | None:
    for part in parts:
        for when in part.days:
            if part.forecast_at is None or when.end <= part.forecast_at:
                return when
    return said.head


def _without_figure(
    parts: list[Clause], seen: list[Told], named: list[Named], day: When | None, said: Said, today: date
) -> Built | None:
    item = named[0].item if named else None
    bare = ",".join(part.text for part in parts)
    forecast = any(part.forecast_at is not None for part in parts)
    stage = _stage(parts)
    denied = bool(cues.NEGATIVE.search(bare)) or forecast or _still_lacks(bare)
    if item is None:
        if not (stage and not denied) and not said.correction:
            return None
        return Built(ask=Ask(AskReason.NO_VALUE))
    if said.blocker:
        return Built(ask=Ask(AskReason.NO_VALUE))
    odd = any(each.role in (Role.ALIEN, Role.OPEN) for each in seen)
    if stage and not denied and not (odd and item.kind is not Kind.MILESTONE):
        as_of = day.day if day else None
        doubt = Ask(AskReason.STAGE_ONLY)
        if item.kind is Kind.MILESTONE:
            unsure = odd or bool(cues.VAGUE.search(bare))
            late = Ask(AskReason.FUTURE_DATE, (as_of.isoformat(),)) if as_of and as_of > today else None
            return Built(kind=ValueKind.STATUS, as_of=as_of, status=stage, ask=doubt if unsure else late)
        if stage not in named[0].words or re.search(rf"{stage}(?:了|$)", bare) or "全部" in stage:
            return Built(kind=ValueKind.STATUS, as_of=as_of, status=stage, ask=doubt)
    stands = day is not None and not forecast and not denied and not cues.UNCHANGED.search(bare)
    same = bool(cues.UNCHANGED.search(bare)) and not seen and not forecast
    return Built(
        as_of=day.day if day and stands and not day.partial else None,
        ask=Ask(AskReason.NO_VALUE),
        unchanged=same,
        because=reason_in(said.clauses, named) if same else "",
    )


def _still_lacks(bare: str) -> bool:
    return bool(re.search(r"(?:还|尚|仍)?(?:差|缺|剩)(?!不多)", bare))


def _stage(parts: list[Clause]) -> str | None:
    """The last stage that is told; a milestone's own name may hold one too, so names are not blanked here."""
    found = [match.group() for part in parts for match in cues.STAGE.finditer(part.text)]
    return found[-1] if found else None


def _doubt(
    chosen: Told,
    values: list[Told],
    seen: list[Told],
    text: str,
    as_of: date | None,
    item: Item,
    context: Context,
    said: Said,
) -> Ask | None:
    value, figure = chosen.value or Decimal(0), chosen.figure
    if figure.several:
        return Ask(AskReason.VAGUE, (figure.text,))
    if figure.vague or cues.VAGUE.search(text) or cues.PARTIAL.search(text):
        return Ask(AskReason.VAGUE, (figure.text,))
    rivals = _rivals(chosen, values, seen, item, text)
    if rivals:
        return Ask(AskReason.CONTRADICTION, rivals)
    if as_of is not None and as_of > context.today:
        return Ask(AskReason.FUTURE_DATE, (as_of.isoformat(),))
    if chosen.unit_slip or not counts_alike(figure.unit, item.measure_unit):
        return Ask(AskReason.UNIT_MISMATCH, (figure.text,))
    return sanity.against_history(
        value, chosen.kind or ValueKind.TOTAL, as_of, item, context, correction=said.correction
    )


def _rivals(chosen: Told, values: list[Told], seen: list[Told], item: Item, text: str) -> tuple[str, ...]:
    """Figures that might as well be meant: two totals, two increments without a total, an unexplained one, two stages."""
    if cues.TWO_STAGES.search(text) or any(each.role is Role.EARLY for each in seen):
        return (chosen.figure.text,)
    if _grown_since(chosen, values):
        return tuple(each.figure.text for each in values)
    same = [each for each in values if each.kind is chosen.kind and each.value != chosen.value]
    if chosen.strong:
        same = [each for each in same if each.strong]
    elif chosen.kind is ValueKind.TOTAL:
        same = [each for each in same if each.value != item.target]
    open_ones = [each for each in seen if each.role is Role.OPEN]
    return tuple(each.figure.text for each in (chosen, *same, *open_ones)) if same or open_ones else ()


def _grown_since(chosen: Told, values: list[Told]) -> bool:
    """上半年13.3亿,7月2.4亿: what came after the total's day is not in it."""
    if chosen.kind is not ValueKind.TOTAL or chosen.day is None or chosen.day.day is None:
        return False
    day = chosen.day.day
    later = (each.day.day for each in values if each.kind is ValueKind.INCREMENT and each.day and each.day.day)
    return not chosen.strong and any(other > day for other in later)
