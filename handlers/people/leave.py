"""请假: one's own is on record at once; leave that somebody arranges for another is told to that person."""

import re

from domain.absence import Leave, Recipient, may_arrange, may_consent, needs_consent
from domain.edits import Kind, Made
from domain.errors import DomainError
from domain.keys.news import LeaveNews, LeaveStep
from domain.people import Person, PersonId
from domain.secrecy import PERSONAL
from domain.understanding.day_words import Span, span_in
from handlers.kernel import audience
from handlers.kernel.messages import Button, Card, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.people.naming import days_of, named
from handlers.people.words import absence as zh
from storage import people

# A day that was not read as the end of the span is no part of a name.
UNREAD = re.compile(r"[到至]\s*(?:\d|[今明后]天)|\d+[年月]")


@registry.command("away", ("请假",), "登记请假，期间提醒转给 AB 角")
def take_leave(turn: Turn) -> Answer:
    """`请假 7月1日到7月5日`, `请假 张三 7月1日到7月5日`."""
    span = _span(turn)
    person = named(turn, turn.words.replace(span.text, " ", 1))
    leave = Leave(person.id, span.first, span.last)
    if needs_consent(turn.person, leave):
        return [_ask(turn, person, leave)]
    return [_record(turn, person, leave, turn.person.id)]


@registry.action("leave.agree")
def agreed(turn: Turn) -> Answer:
    """The person, or an admin who did not ask for it, agrees to long leave."""
    person, leave = _of_button(turn)
    by = PersonId(turn.number("by"))
    asker = people.by_id(turn.store, by)
    if not may_consent(turn.person, leave, by):
        raise DomainError("not_allowed", zh.NOT_TO_AGREE)
    if asker is None or not asker.active or not may_arrange(asker, person) or leave.last < turn.today:
        raise DomainError("leave_over", zh.ASKED_IN_VAIN)
    if leave in people.leaves_on(turn.store, leave.first):
        return [say(zh.ON_RECORD, tells=PERSONAL).edited()]
    done = _record(turn, person, leave, by)
    sentence = zh.agreed(turn.person.name, person.name, *days_of(leave))
    audience.tell(
        turn, [Recipient(asker)], say(sentence, tells=PERSONAL), LeaveNews(person.id, LeaveStep.TAKEN, turn.now)
    )
    return [done.edited()]


@registry.action("leave.undo")
def undone(turn: Turn) -> Answer:
    """The person takes back what somebody else arranged, as long as it stands as it was told."""
    person, leave = _of_button(turn)
    if turn.person.id != person.id:
        raise DomainError("not_allowed", zh.NOT_ALLOWED)
    if leave.last < turn.today or not people.take_back(turn.store, leave, turn.now):
        raise DomainError("not_away", zh.LEAVE_CHANGED)
    asker = people.by_id(turn.store, PersonId(turn.number("by")))
    told = [Recipient(asker)] if asker is not None and asker.active else []
    sentence = zh.undone_by(person.name, *days_of(leave))
    audience.tell(turn, told, say(sentence, tells=PERSONAL), LeaveNews(person.id, LeaveStep.UNDONE, turn.now))
    return [say(zh.taken_back(person.name, *days_of(leave)), tells=PERSONAL).edited()]


def _span(turn: Turn) -> Span:
    """The days that were named; DomainError where they are not all understood, or over."""
    span = span_in(turn.words, turn.said_on)
    if span is None or UNREAD.search(turn.words.replace(span.text, " ", 1)):
        raise DomainError("usage", zh.LEAVE_USAGE)
    if span.last < turn.today:
        raise DomainError("past", zh.PAST)
    return span


def _record(turn: Turn, person: Person, leave: Leave, by: PersonId) -> Card:
    """Puts it on record. The person is told where somebody else has done it, on leave or not."""
    row = people.take_leave(turn.store, person.id, leave.first, leave.last, by, turn.now)
    told = audience.duty_on(turn, leave.first).recipient(person, None)
    if turn.person.id != person.id:
        undo = Button(zh.UNDO, "leave.undo", _args(leave, by))
        card = Card(lines=(zh.away_by(turn.person.name, *days_of(leave)),), buttons=((undo,),), tells=PERSONAL)
        audience.tell(turn, [Recipient(person)], card, LeaveNews(person.id, LeaveStep.TAKEN, turn.now))
    turn.made.append(Made(Kind.LEAVE, str(row)))
    return say(zh.away(person.name, *days_of(leave), told.person.name if told else ""), tells=PERSONAL)


def _ask(turn: Turn, person: Person, leave: Leave) -> Card:
    """Asks the person and the other admins; the first tap counts."""
    wanted = [Recipient(person), *audience.others(turn, audience.admins(turn))]
    asked = [each for each in audience.reachable(turn, wanted) if may_consent(each.person, leave, turn.person.id)]
    if not asked:
        raise DomainError("nobody_agrees", zh.NOBODY_AGREES)
    yes = Button(zh.AGREE, "leave.agree", _args(leave, turn.person.id))
    card = Card(
        lines=(zh.ask_agree(turn.person.name, person.name, *days_of(leave)),), buttons=((yes,),), tells=PERSONAL
    )
    audience.tell(turn, asked, card, LeaveNews(person.id, LeaveStep.ASKED, turn.now))
    turn.made.append(Made(Kind.DONE))
    names = "、".join(dict.fromkeys(each.person.name for each in asked))
    return say(zh.waits_for(person.name, *days_of(leave), names), tells=PERSONAL)


def _args(leave: Leave, by: PersonId) -> dict[str, str | int | bool | None]:
    return {"person": leave.person, "first": leave.first.isoformat(), "last": leave.last.isoformat(), "by": by}


def _of_button(turn: Turn) -> tuple[Person, Leave]:
    person = people.by_id(turn.store, PersonId(turn.number("person")))
    if person is None or not person.active:
        raise DomainError("not_away", zh.LEAVE_CHANGED)
    return person, Leave(person.id, turn.day("first"), turn.day("last"))
