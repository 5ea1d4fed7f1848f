"""单位改名: a unit is called otherwise from now on; its code stays, and what it was called goes on finding it."""

import re

from domain.access import may_administer
from domain.errors import DomainError
from domain.keys.news import Renamed
from domain.people import PersonId, Role
from domain.secrecy import PERSONAL
from domain.units import Unit, renamed, why_no_rename
from handlers.changes.words import units as zh
from handlers.kernel import audience
from handlers.kernel.messages import Button, Card, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import common
from storage import units

SHORT = re.compile(r"\s简称[:： ]?")
SPLIT = re.compile(r"[、，,；;|/\s]+")
SEPARATOR = "、"


def rename(moment: Moment, to: Unit, person: PersonId | None, reason: str = "") -> None:
    """The unit is called so from now on; its people and the inspectors are told. Raises DomainError where it cannot be."""
    why = why_no_rename(to, moment.reference.units.values())
    if why is not None:
        raise DomainError(why.value, zh.REFUSALS[why])
    before = moment.reference.unit_name(to.code)
    units.put(moment.store, [to], moment.now, person, reason)
    told = [*audience.of_units(moment, [to.code]), *audience.inspectors(moment)]
    others = [each for each in told if each.person.id != person]
    audience.tell(moment, others, say(zh.renamed(before, to.name), tells=PERSONAL), Renamed(to.code, moment.now))


@registry.command(
    "rename", ("单位改名",), "单位更名，如“单位改名 区住建局 区城乡建设局”；原名仍可查找", frozenset({Role.ADMIN})
)
def ask(turn: Turn) -> Answer:
    """`单位改名 旧名 新名`, `单位改名 旧名 新名 简称 甲、乙`: asks once."""
    words, *rest = SHORT.split(turn.words, maxsplit=1)
    names = words.split()
    if len(names) != 2:
        raise DomainError("usage", zh.USAGE)
    unit = turn.reference.unit_named(names[0])
    if unit is None:
        raise DomainError("unknown_unit", zh.unknown_unit(names[0]))
    shorts = [short for short in SPLIT.split(rest[0]) if short] if rest else []
    to = renamed(unit, names[1], shorts)
    why = why_no_rename(to, turn.reference.units.values())
    if why is not None:
        raise DomainError(why.value, zh.REFUSALS[why])
    args = {"unit": unit.code, "before": unit.name, "name": to.name, "shorts": SEPARATOR.join(to.short_names)}
    sure = Button(zh.SURE, "unit.rename", args)
    return [Card(lines=(zh.ask(unit.name, to.name, to.short_names),), buttons=((sure,),), tells=PERSONAL)]


@registry.action("unit.rename")
def sure(turn: Turn) -> Answer:
    """The admin is sure; refused if the unit is called otherwise by now."""
    if not may_administer(turn.person):
        raise DomainError("not_allowed", common.NOT_ALLOWED)
    unit = turn.reference.units.get(turn.text("unit"))
    if unit is None or unit.name != turn.text("before"):
        raise DomainError("renamed_already", zh.RENAMED_ALREADY)
    shorts = [short for short in turn.text("shorts").split(SEPARATOR) if short]
    rename(turn, renamed(unit, turn.text("name"), shorts), turn.person.id)
    return [say(zh.renamed(unit.name, turn.text("name")), tells=PERSONAL).edited()]
