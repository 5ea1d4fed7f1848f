"""Who works here: invitations, leaving. For the admin."""

from collections.abc import Callable

from domain.delivery import Cause
from domain.errors import DomainError
from domain.people import Person, PersonId, Role
from domain.secrecy import PERSONAL
from handlers.kernel.manner import Style
from handlers.kernel.messages import Button, Card, rows, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.people.invitations import invitation
from handlers.people.words import staff as zh
from storage import outbox, people

ADMIN = frozenset({Role.ADMIN})
MOST_CHOICES = 8


@registry.command("invite", ("邀请",), "生成某人的一次性绑定链接", ADMIN)
def invite(turn: Turn) -> Answer:
    """`邀请 姓名`."""
    return _for_one(turn, "people.invite", zh.INVITE_USAGE, invitation)


@registry.action("people.invite")
def invite_chosen(turn: Turn) -> Answer:
    """The admin picked one of several."""
    return [invitation(turn, chosen(turn))]


@registry.command("leave", ("离岗",), "某人离岗，立即停用", ADMIN)
def leave(turn: Turn) -> Answer:
    """`离岗 姓名`: asks once, then takes every access away."""
    return _for_one(turn, "people.leave", zh.LEAVE_USAGE, _ask_leave)


@registry.action("people.leave")
def leave_chosen(turn: Turn) -> Answer:
    """The admin picked one of several."""
    return [_ask_leave(turn, chosen(turn))]


@registry.action("people.left", style=Style.DANGER)
def left(turn: Turn) -> Answer:
    """The admin is sure."""
    person = chosen(turn)
    part_with(turn, person)
    return [say(zh.left(person.name), tells=PERSONAL).edited()]


def part_with(moment: Moment, person: Person) -> None:
    """Every access is taken away and what waited for the person does not leave any more, all at once."""
    people.leave(moment.store, person.id, moment.now)
    outbox.withdraw(moment.store, person.id, moment.now, Cause.LEFT)


def _for_one(turn: Turn, action: str, usage: str, run: Callable[[Turn, Person], Card]) -> Answer:
    if not turn.words:
        raise DomainError("usage", usage)
    found = people.find(turn.store, turn.words)
    if not found:
        raise DomainError("unknown_person", zh.nobody(turn.words))
    if len(found) == 1:
        return [run(turn, found[0])]
    choices = [
        Button(f"{person.name} {turn.reference.unit_name(person.unit)}", action, {"person": person.id})
        for person in found[:MOST_CHOICES]
    ]
    return [Card(lines=(zh.several(turn.words),), buttons=rows(choices, 1), tells=PERSONAL)]


def chosen(turn: Turn) -> Person:
    """Whom an admin's button names; nobody else may tap it, and who has left cannot be chosen."""
    if turn.person.role is not Role.ADMIN:
        raise DomainError("not_allowed", zh.NOT_ADMIN)
    person = people.by_id(turn.store, PersonId(turn.number("person")))
    if person is None or not person.active:
        raise DomainError("unknown_person", zh.nobody(""))
    return person


def _ask_leave(turn: Turn, person: Person) -> Card:
    named = zh.who(person, turn.reference.unit_name(person.unit))
    sure = Button(zh.SURE_LEAVE, "people.left", {"person": person.id})
    return Card(lines=(zh.ask_leave(named),), buttons=((sure,),), tells=PERSONAL)
