"""销假, AB角, 交接: who is told while somebody is away, and who takes over for good."""

import re
from dataclasses import replace

from domain.absence import Leave, Recipient, may_arrange, may_stand_in
from domain.errors import DomainError
from domain.items import Stage
from domain.keys.news import Welcome
from domain.people import Person, PersonId, Role
from domain.secrecy import PERSONAL
from domain.understanding.day_words import Span, span_in
from handlers.kernel.audience import tell
from handlers.kernel.messages import Button, Card, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import notation
from handlers.people.invitations import invitation
from handlers.people.naming import days_of, named, one
from handlers.people.staff import ADMIN, chosen, part_with
from handlers.people.words import absence as zh
from storage import people
from wording.said import worded

CODE = re.compile(r"[A-Za-z]{1,4}-\d+")
CANCEL = re.compile("取消")
UNTIL = re.compile("[到至]")


@registry.command("back", ("销假", "取消请假"), "提前返岗，或撤销尚未开始的请假")
def come_back(turn: Turn) -> Answer:
    """`销假`, `销假 张三`: ends the leave that runs; the next one to come is taken back after a tap."""
    person = named(turn, turn.words)
    if people.end_leave(turn.store, person.id, turn.today, turn.now):
        return [say(zh.back(person.name), tells=PERSONAL)]
    coming = people.next_leave(turn.store, person.id, turn.today)
    if coming is None:
        raise DomainError("not_away", zh.NOT_AWAY)
    span = {"first": coming.first.isoformat(), "last": coming.last.isoformat()}
    sure = Button(zh.SURE_BACK, "leave.back", {"person": person.id, **span})
    return [Card(lines=(zh.ask_back(person.name, *days_of(coming)),), buttons=((sure,),), tells=PERSONAL)]


@registry.action("leave.back")
def taken_back(turn: Turn) -> Answer:
    """The leave that was named is taken back, if it is still as it was and has not begun."""
    person = people.by_id(turn.store, PersonId(turn.number("person")))
    if person is None or not may_arrange(turn.person, person):
        raise DomainError("not_allowed", zh.NOT_ALLOWED)
    first, last = turn.day("first"), turn.day("last")
    leave = Leave(person.id, first, last)
    if leave.first <= turn.today or not people.take_back(turn.store, leave, turn.now):
        raise DomainError("not_away", zh.LEAVE_CHANGED)
    return [say(zh.taken_back(person.name, *days_of(leave)), tells=PERSONAL).edited()]


@registry.command("deputy", ("AB角", "ab角"), "登记代岗人，如“AB角 李四”")
def stand_in(turn: Turn) -> Answer:
    """`AB角 李四`, `AB角 李四 到7月31日 JS-010`, `AB角 张三 李四` for somebody else, `AB角 取消`."""
    span = span_in(turn.words, turn.said_on)
    codes = tuple(code.upper() for code in CODE.findall(turn.words))
    names = _names(turn.words, span)
    if names and CANCEL.fullmatch(names[-1]):
        person = named(turn, " ".join(names[:-1]))
        if not people.end_stand_ins(turn.store, person.id, turn.today, turn.now):
            raise DomainError("no_stand_in", zh.NO_STAND_IN)
        return [say(zh.STAND_IN_ENDED, tells=PERSONAL)]
    if not 1 <= len(names) <= 2 or any(code not in turn.reference.by_code for code in codes):
        raise DomainError("usage", zh.STAND_IN_USAGE)
    person = named(turn, names[0] if len(names) == 2 else "")
    deputies = [each for each in people.find(turn.store, names[-1]) if may_stand_in(person, each)]
    if len(deputies) != 1:
        raise DomainError("no_deputy", zh.NOT_FIT)
    last = span.last if span else None
    people.stand_in(turn.store, person.id, deputies[0].id, turn.today, last, codes, turn.person.id, turn.now)
    until = worded("到{day}", day=notation.day(last)) if last else "长期有效"
    return [say(zh.stands_in(person.name, deputies[0].name, until, "、".join(codes)), tells=PERSONAL)]


@registry.command("handover", ("交接",), "岗位交给接手人，在办事项随岗位转交", ADMIN)
def hand_over(turn: Turn) -> Answer:
    """`交接 张三 李四`: asks once. The successor gets the post and what is open, not the old reminders."""
    names = turn.words.split()
    if len(names) != 2:
        raise DomainError("usage", zh.HAND_OVER_USAGE)
    person = one(turn, names[0])
    successor = _successor(turn, person, names[1])
    named = successor.name if successor else names[1]
    sure = Button(zh.SURE_HAND_OVER, "people.hand_over", {"person": person.id, "successor": named})
    unit = turn.reference.unit_name(person.unit)
    return [
        Card(
            lines=(zh.ask_hand_over(person.name, named, unit, _open_items(turn, person)),),
            buttons=((sure,),),
            tells=PERSONAL,
        )
    ]


@registry.action("people.hand_over")
def handed_over(turn: Turn) -> Answer:
    """The admin is sure."""
    person, name = chosen(turn), turn.text("successor")
    successor = _successor(turn, person, name)
    part_with(turn, person)
    count, cards = _open_items(turn, person), []
    if successor is None:
        id_ = people.add(turn.store, name, person.role, person.unit, person.post, turn.now)
        successor = replace(person, id=id_, name=name)
        cards = [invitation(turn, successor)]
    else:
        tell(turn, [Recipient(successor)], say(zh.welcome(person.name, count), tells=PERSONAL), Welcome(person.id))
    return [say(zh.handed_over(person.name, successor.name, count), tells=PERSONAL).edited(), *cards]


def _names(words: str, span: Span | None) -> list[str]:
    rest = CODE.sub(" ", words.replace(span.text, " ", 1) if span else words)
    return [word for word in rest.split() if not UNTIL.fullmatch(word)]


def _successor(turn: Turn, leaving: Person, name: str) -> Person | None:
    """Who takes over: somebody at the same post already, or (None) a new person of that name."""
    found = [each for each in people.find(turn.store, name) if each.id != leaving.id]
    if not found:
        return None
    same = [each for each in found if (each.role, each.unit, each.post) == (leaving.role, leaving.unit, leaving.post)]
    if len(same) != 1:
        raise DomainError("not_fit", zh.HAND_OVER_NOT_FIT)
    return same[0]


def _open_items(turn: Turn, person: Person) -> int:
    mine = turn.reference.of_leader(person.post) if person.role is Role.LEADER else turn.reference.of_unit(person.unit)
    return sum(stored.item.stage is Stage.OPEN for stored in mine)
