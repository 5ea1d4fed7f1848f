"""邀请: who may be bound. A role above a clerk's needs a second person's consent, and an invitation that others saw is void."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.absence import Recipient
from domain.errors import DomainError
from domain.identity import Void, needs_second
from domain.keys.news import InvitationNews, InvitationStep
from domain.people import Person, PersonId, Role
from domain.secrecy import PERSONAL
from handlers.kernel import audience
from handlers.kernel.manner import Manner, Style
from handlers.kernel.messages import Button, Card, Incoming, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import notation
from handlers.people.words import invitations as zh
from handlers.people.words import staff as people_words
from storage import invitations, people
from storage.invitations import Invitation

# As tokens look: two of Moment.new_token.
TOKEN = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{24}(?![A-Za-z0-9_-])")


def make_invite(moment: Moment, person: Person) -> str:
    """A one-time token, from the terminal: whoever has that has the machine. Older ones of the same person are void."""
    token = _token(moment)
    invitations.make(moment.store, person, token, None, moment.now, _until(moment), waits=False)
    return token


def invitation(turn: Turn, person: Person) -> Card:
    """A fresh invitation to hand over. Its token is made when the card leaves."""
    asks = turn.district.four_eyes and needs_second(person.role)
    second = seconds(turn, turn.person.id, person.id) if asks else []
    if asks and not second:
        raise DomainError("no_second", zh.NO_SECOND)
    until = _until(turn)
    made = invitations.make(turn.store, person, _token(turn), turn.person.id, turn.now, until, waits=asks)
    lines = zh.card(named(turn, person), turn.district.link, notation.moment(until.astimezone(turn.district.zone)))
    manner = Manner(copied=(zh.COPY, zh.copied(turn.district.link)))
    if not asks:
        return Card(lines=lines, invite=made.name, manner=manner, tells=PERSONAL)
    audience.tell(turn, second, _question(turn, person, made), InvitationNews(made.name, InvitationStep.ASKED))
    return Card(
        lines=(*lines, zh.waits("、".join(each.person.name for each in second))),
        invite=made.name,
        manner=manner,
        tells=PERSONAL,
    )


def seconds(moment: Moment, by: PersonId | None, invited: PersonId) -> list[Recipient]:
    """Who may confirm an invitation: the other admins; where none can be reached, the inspectors. Never who made it, nor whom it
    is for.
    """
    for role in (Role.ADMIN, Role.INSPECTOR):
        others = [each for each in people.with_roles(moment.store, [role]) if each.id not in (by, invited)]
        if found := audience.reachable(moment, [Recipient(person) for person in others]):
            return found
    return []


@registry.action("invite.approve", style=Style.GO)
def approve(turn: Turn) -> Answer:
    """The second person agrees."""
    made, person = _asked(turn)
    invitations.approve(turn.store, made, turn.person.id, turn.now)
    whom = named(turn, person)
    _tell_maker(turn, made, zh.approved_by(turn.person.name, whom), InvitationStep.APPROVED)
    return [say(zh.approved(whom), tells=PERSONAL).edited()]


@registry.action("invite.refuse")
def refuse(turn: Turn) -> Answer:
    """The second person does not."""
    made, person = _asked(turn)
    invitations.revoke(turn.store, made, Void.REFUSED, turn.now)
    whom = named(turn, person)
    _tell_maker(turn, made, zh.refused_by(turn.person.name, whom), InvitationStep.REFUSED)
    return [say(zh.refused(whom), tells=PERSONAL).edited()]


def seen_in_group(moment: Moment, incoming: Incoming) -> None:
    """A token that was said where others read along is void, whoever said it; those who can make a new one are told."""
    for token in TOKEN.findall(incoming.text):
        made = invitations.by_token(moment.store, token, moment.now)
        if made is not None:
            give_up(moment, made, Void.GROUP, zh.in_group(_name(moment, made)))


def give_up(moment: Moment, made: Invitation, why: Void, sentence: str) -> None:
    """The invitation is void, and those are told who can make a new one."""
    invitations.revoke(moment.store, made, why, moment.now)
    news = InvitationNews(made.name, InvitationStep.EXPOSED)
    audience.tell(moment, [*audience.admins(moment), *maker(moment, made)], say(sentence, tells=PERSONAL), news)


def maker(moment: Moment, made: Invitation) -> Sequence[Recipient]:
    """Who made it, if that is a person who still works here."""
    person = people.by_id(moment.store, made.made_by) if made.made_by is not None else None
    return [Recipient(person)] if person is not None and person.active else []


def named(moment: Moment, person: Person) -> str:
    """A person with role and unit."""
    return people_words.who(person, moment.reference.unit_name(person.unit))


def _asked(turn: Turn) -> tuple[Invitation, Person]:
    """What the tap is about; refuses who may not say, and what is settled already."""
    made = invitations.by_name(turn.store, turn.text("invite"), turn.now)
    person = people.by_id(turn.store, made.person) if made is not None else None
    if made is None or person is None or not made.waits:
        raise DomainError("invite_gone", zh.GONE)
    if turn.person.id not in {each.person.id for each in seconds(turn, made.made_by, made.person)}:
        raise DomainError("not_second", zh.NOT_SECOND)
    return made, person


def _question(turn: Turn, person: Person, made: Invitation) -> Card:
    yes = Button(zh.APPROVE, "invite.approve", {"invite": made.name})
    no = Button(zh.REFUSE, "invite.refuse", {"invite": made.name})
    return Card(lines=(zh.asked(turn.person.name, named(turn, person)),), buttons=((yes, no),), tells=PERSONAL)


def _tell_maker(turn: Turn, made: Invitation, sentence: str, step: InvitationStep) -> None:
    audience.tell(turn, maker(turn, made), say(sentence, tells=PERSONAL), InvitationNews(made.name, step))


def _name(moment: Moment, made: Invitation) -> str:
    person = people.by_id(moment.store, made.person)
    return person.name if person is not None else ""


def _until(moment: Moment) -> datetime:
    return moment.now + timedelta(hours=moment.district.invite_hours)


def _token(moment: Moment) -> str:
    return moment.new_token() + moment.new_token()
