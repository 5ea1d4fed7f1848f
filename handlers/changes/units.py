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
from handlers.kernel.messages import Button, Card, Json, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import common
from storage import units

LINE = re.compile(r"(?P<old>\S+)\s+(?P<new>\S+)(?:\s+简称[:：]?(?P<shorts>.*))?")
SHORT = re.compile(r"[^、，,；;|/\s]+")
MOST_SHORTS = 8


def check(moment: Moment, to: Unit) -> None:
    """Refuses a name that the unit cannot bear, saying why."""
    why = why_no_rename(to, moment.reference.units.values())
    if why is not None:
        raise DomainError(why.value, zh.REFUSALS[why])


def rename(moment: Moment, to: Unit, person: PersonId | None, reason: str = "") -> None:
    """The unit is called so from now on; its people and the inspectors are told. Raises DomainError where it cannot be."""
    check(moment, to)
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
    said = LINE.fullmatch(turn.words)
    if said is None:
        raise DomainError("usage", zh.USAGE)
    unit = turn.reference.unit_named(said["old"])
    if unit is None:
        raise DomainError("unknown_unit", common.unknown_unit(said["old"]))
    to = renamed(unit, said["new"], SHORT.findall(said["shorts"] or "")[:MOST_SHORTS])
    check(turn, to)
    args: dict[str, Json] = {"unit": unit.code, "before": unit.name, "name": to.name}
    args |= {f"short{at}": short for at, short in enumerate(to.short_names)}
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
    shorts = [short for at in range(MOST_SHORTS) if (short := turn.text_or_none(f"short{at}")) is not None]
    rename(turn, renamed(unit, turn.text("name"), shorts), turn.person.id)
    return [say(zh.renamed(unit.name, turn.text("name")), tells=PERSONAL).edited()]
