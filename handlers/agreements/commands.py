"""A unit's agreement: parties, items, weights, version, and where it was read."""

from dataclasses import replace

from domain.access import sees_all
from domain.agreements import missing_parts
from domain.errors import DomainError
from domain.items import Stage
from domain.quantities import show
from domain.secrecy import PERSONAL, personal
from domain.understanding.text import year_at_either_end
from handlers.agreements import words as zh
from handlers.kernel.messages import Card
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import fields, notation
from handlers.lights import judging
from handlers.lights.judging import Judged
from storage import items


@registry.command("agreement", ("责任书",), "看本单位责任书；督查室可写单位名")
def agreement(turn: Turn) -> Answer:
    """One's own unit's agreement; the district's offices name the unit."""
    year, words = year_at_either_end(turn.words)
    turn = replace(turn, words=words).showing(year or turn.reference.running)
    unit = _unit(turn)
    found = [each for each in items.agreements_of(turn.store, turn.reference.year) if each.unit == unit]
    if not found:
        raise DomainError("no_agreement", zh.NONE)
    signed = found[0]
    promised = turn.reference.of_unit(signed.unit, lead_only=True)
    name = turn.reference.unit_name(signed.unit)
    lines = [
        (zh.parties(signed.party_a, name, signed.version), PERSONAL),
        (zh.sums(signed.items, show(signed.weight)), PERSONAL),
        *((_line(judged), personal(judged.stored.item)) for judged in judging.look(turn, promised)),
        (zh.source(signed.source), PERSONAL),
    ]
    told, tells = tuple(line for line, _ in lines), tuple(each for _, each in lines)
    return [Card(title=zh.title(name, signed.year), lines=told, tells=PERSONAL, line_tells=tells)]


def _unit(turn: Turn) -> str:
    if not sees_all(turn.person):
        return turn.person.unit or ""
    if not turn.words:
        raise DomainError("usage", zh.WHICH)
    unit = turn.reference.unit_named(turn.words)
    return unit.code if unit else ""


def _line(judged: Judged) -> str:
    item = judged.stored.item
    if item.target is None or item.due is None:
        return zh.draft(item.code, item.name, fields.lacking(item, missing_parts(item)))
    if item.stage is Stage.CLOSED:
        return zh.ended(item.code, item.name)
    target = f"{show(item.target)}{item.measure_unit}"
    mark = judged.state.light.mark
    return zh.item(mark, item.code, item.name, target, notation.day(item.due), show(item.weight))
