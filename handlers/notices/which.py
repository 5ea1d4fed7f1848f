"""回复 and 异议, typed without saying on which notice: the only one it can be, or a choice of buttons."""

from collections.abc import Callable
from dataclasses import replace

from domain.errors import DomainError
from domain.notices.model import Action, Notice
from domain.people import UNIT_ROLES, Role
from domain.secrecy import PERSONAL
from handlers.kernel.messages import Button, Card, rows
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.notices import replies
from handlers.notices.steps import item_of, tells_of, why_not
from handlers.notices.words import notices as zh
from storage import notices

MOST_CHOICES = 6
Begin = Callable[[Turn], Answer]


@registry.command("reply", ("回复", "回复督办单"), "回复督办单，如“回复 已增派人手”", UNIT_ROLES)
def reply(turn: Turn) -> Answer:
    """`回复`, `回复 已增派两个班组`: what follows is the reply's first line where it is clear on which notice."""
    return _begun(turn, Action.REPLY, "notice.reply", replies.reply, zh.WHICH_TO_REPLY, zh.NOTHING_TO_REPLY)


@registry.command("object", ("异议", "提出异议"), "对督办单提出异议", frozenset({Role.UNIT_HEAD}))
def objection(turn: Turn) -> Answer:
    """`异议`, `异议 牵头单位是住建局`."""
    return _begun(turn, Action.OBJECT, "notice.object", replies.object_, zh.WHICH_TO_OBJECT, zh.NOTHING_TO_OBJECT)


def _begun(turn: Turn, action: Action, tap: str, begin: Begin, which: str, nothing: str) -> Answer:
    mine = notices.open_of_unit(turn.store, turn.person.unit or "")
    can = [each for each in mine if why_not(turn, each, action) is None]
    found = [each for each in can if each.printed in turn.words] or can
    if not found:
        raise DomainError("nothing", nothing)
    if len(found) > 1:
        taps = [Button(_label(turn, each), tap, {"notice": each.id}) for each in found[:MOST_CHOICES]]
        more = [Button(zh.ALL, "notices.list")] if len(found) > MOST_CHOICES else []
        return [Card(lines=(which,), buttons=rows([*taps, *more], 1), tells=PERSONAL)]
    begun = begin(replace(turn, args={"notice": found[0].id}))
    words = turn.words.replace(found[0].printed, "").strip()
    if words and (opened := turn.dialog()) is not None:
        return registry.forms[opened.flow].answer(replace(turn, words=words, args=opened.data)) or begun
    return [replace(each, title=_label(turn, found[0]), tells=tells_of(turn, found[0])) for each in begun]


def _label(turn: Turn, notice: Notice) -> str:
    item = item_of(turn, notice).item
    return f"{notice.printed} {item.code} {item.name}"[:40]
