"""Binding a chat to a person: an invitation binds one chat, and those who must know are told in the same transaction."""

from domain.absence import Recipient
from domain.errors import DomainError
from domain.identity import Void
from domain.keys.messages import Reply
from domain.keys.news import Bound
from domain.people import Person, Role
from domain.secrecy import PERSONAL
from handlers.kernel import audience
from handlers.kernel.messages import Button, Card, Incoming, Spot, say
from handlers.kernel.turn import Moment
from handlers.kernel.words import common
from handlers.people import invitations as letters
from handlers.people.words import invitations as zh
from storage import bindings, invitations, people
from storage.bindings import Binding
from storage.invitations import Invitation

# Answers to an update are counted from 0; what is said of it in other chats of the person begins here.
ELSEWHERE = 100


def bind(moment: Moment, incoming: Incoming, token: str, speaker: Person | None) -> Person | Card:
    """Uses up a token: who this chat speaks for from now on, or what is said instead. `speaker`: for whom it did so far.

    Raises DomainError where nothing is known of the token.
    """
    if not incoming.private:
        raise DomainError("bind_in_private", common.PRIVATE_ONLY)
    made = invitations.by_token(moment.store, token, moment.now)
    person = people.by_id(moment.store, made.person) if made is not None else None
    if made is None or person is None:
        raise DomainError("invite_invalid", common.INVITE_INVALID)
    if not made.fits(person):
        invitations.revoke(moment.store, made, Void.CHANGED, moment.now)
        return say(common.INVITE_INVALID, tells=PERSONAL)
    if speaker is not None and speaker.id != person.id:
        sentence = zh.by_another(letters.named(moment, person), letters.named(moment, speaker))
        letters.give_up(moment, made, Void.STRANGER, sentence)
        return say(zh.NOT_FOR_YOU, tells=PERSONAL)
    if made.waits:
        return say(zh.WAITING, tells=PERSONAL)
    _take(moment, incoming, made, person)
    return person


def _take(moment: Moment, incoming: Incoming, made: Invitation, person: Person) -> None:
    before = bindings.of_person(moment.store, person.id)
    invitations.use(moment.store, made, moment.now)
    chat = (incoming.channel, incoming.sender, incoming.chat)
    number = people.bind(moment.store, person.id, *chat, moment.now, made.name)
    moment.post.menu(person.id)
    others = [each for each in before if (each.channel, each.chat) != (incoming.channel, incoming.chat)]
    for place, old in enumerate(others):
        _tell_there(moment, incoming, person, old, number, place)
    _tell_those_concerned(moment, incoming, made, person, number)


def _tell_there(moment: Moment, incoming: Incoming, person: Person, old: Binding, number: int, place: int) -> None:
    """The person, where the person was before: a chat of the same channel has ended with it."""
    ended = old.channel == incoming.channel
    sentence = zh.bound_elsewhere(moment.district.way(incoming.channel).label, ended=ended)
    not_me = Button(zh.NOT_ME, "devices.end", {"binding": number})
    card = Card(lines=(sentence,), buttons=() if ended else ((not_me,),), tells=PERSONAL)
    moment.post.reply(
        old.channel,
        old.chat,
        old.person,
        card,
        Reply(incoming.name, ELSEWHERE + place),
        spot=Spot(language=person.language),
    )
    if ended:
        moment.post.forsake(old.channel, old.chat)


def _tell_those_concerned(moment: Moment, incoming: Incoming, made: Invitation, person: Person, number: int) -> None:
    """Who made the invitation and the admins; of a new inspector also the inspectors, whose verdicts it may give."""
    more = (Role.INSPECTOR,) if person.role is Role.INSPECTOR else ()
    told = [*letters.maker(moment, made), *audience.admins(moment, *more)]
    second = people.by_id(moment.store, made.approved_by) if made.approved_by is not None else None
    by = next((each.person.name for each in letters.maker(moment, made)), zh.TERMINAL)
    way = moment.district.way(incoming.channel).label
    sentence = zh.bound(letters.named(moment, person), way, by, second.name if second else "")
    others: list[Recipient] = [each for each in told if each.person.id != person.id]
    audience.tell(moment, others, say(sentence, tells=PERSONAL), Bound(number))
