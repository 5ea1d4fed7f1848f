"""`片区 CBD 加 JS-010 JS-011`, `片区 CBD 减 JS-010`: an admin hangs items on an area or takes them off, on record."""

import re
from dataclasses import dataclass

from domain.access import may_administer
from domain.areas import Area
from domain.errors import DomainError
from domain.secrecy import PERSONAL
from handlers.areas import words as zh
from handlers.kernel.messages import Button, Card
from handlers.kernel.turn import Turn
from handlers.kernel.words import common
from storage import areas
from storage.areas import Origin

_CODE = r"[A-Za-z]{1,4}-\d+"
_ASKED = re.compile(rf"(?P<area>\S.*?)\s*(?:(?P<add>加)|减)\s*(?P<codes>{_CODE}(?:[\s、，,|]+{_CODE})*)")


@dataclass(frozen=True, slots=True)
class Change:
    """What was asked: which area, hung on it or taken off it, which items."""

    area: str
    hang: bool
    codes: tuple[str, ...]


def asked(words: str) -> Change | None:
    """The change that words ask for, if they do."""
    found = _ASKED.fullmatch(words.strip())
    if found is None:
        return None
    codes = dict.fromkeys(code.upper() for code in re.findall(_CODE, found["codes"]))
    return Change(found["area"], found["add"] is not None, tuple(codes))


def changed(turn: Turn, change: Change) -> Card:
    """Does it, or refuses all of it; what is so already is named and left alone."""
    if not may_administer(turn.person):
        raise DomainError("not_allowed", common.NOT_ALLOWED)
    area = _one(turn, change.area)
    unknown = [code for code in change.codes if code not in turn.reference.by_code]
    if unknown:
        raise DomainError("no_such_item", zh.no_items(unknown))
    there = turn.reference.areas.items_on(area.code)
    idle = [code for code in change.codes if (code in there) is change.hang]
    touched = [code for code in change.codes if code not in idle]
    ids = [turn.reference.by_code[code].id for code in touched]
    store, said = (areas.hang, zh.hung) if change.hang else (areas.take, zh.taken)
    store(turn.store, area.code, ids, Origin(turn.person.id, zh.IN_CHAT, turn.now))
    look = Button(area.name, "area.show", {"area": area.code, "whole": False})
    return Card(lines=(said(area.name, touched, idle),), buttons=((look,),), tells=PERSONAL)


def _one(turn: Turn, words: str) -> Area:
    found = turn.reference.areas.find(words)
    if not found:
        raise DomainError("no_such_area", zh.NOT_FOUND)
    if len(found) > 1:
        raise DomainError("several_areas", zh.which([area.name for area in found]))
    return found[0]
