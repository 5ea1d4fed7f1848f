"""送达情况: what became of the messages nobody asked for. For inspectors and admins."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time

from domain.errors import DomainError
from domain.people import Person, PersonId, Role
from domain.secrecy import PERSONAL
from handlers.kernel.manner import Manner
from handlers.kernel.messages import Button, Card, rows
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import notation
from handlers.people.words import staff as people_words
from handlers.service.words import deliveries as zh
from handlers.service.words import secrecy as secrecy_words
from storage import delivery, people
from storage.delivery import Push, Tally
from storage.outbox import NOWHERE, MessageState

WATCH = frozenset({Role.ADMIN, Role.INSPECTOR})
DAYS = re.compile(r"(?:最近|近)?\s*(\d{1,4})\s*(?:个?工作日|天|日)")
USUAL_DAYS, MOST_DAYS = 7, 60
MOST_PEOPLE = 15
MOST_UNITS = 5
MOST_MESSAGES = 10
MOST_CHOICES = 8
# What did not arrive, or may not have.
LOST = frozenset({MessageState.FAILED, MessageState.UNREACHABLE, MessageState.UNKNOWN})


@registry.command("unreachable", ("送达情况",), "推送送到没有，谁收不到；加姓名看一个人", WATCH)
def delivered(turn: Turn) -> Answer:
    """`送达情况`, `送达情况 15天`, `送达情况 姓名`."""
    days = DAYS.fullmatch(turn.words)
    if turn.words and days is None:
        return _named(turn)
    wanted = int(days[1]) if days else USUAL_DAYS
    if not 1 <= wanted <= MOST_DAYS:
        raise DomainError("days_limit", zh.days_limit(MOST_DAYS))
    return [_overview(turn, wanted)]


@registry.action("delivery.person")
def delivered_to_chosen(turn: Turn) -> Answer:
    """One of several of that name."""
    person = people.by_id(turn.store, PersonId(turn.number("person")))
    if turn.person.role not in WATCH or person is None:
        raise DomainError("unknown_person", people_words.nobody(""))
    return [_of_person(turn, person)]


def _named(turn: Turn) -> Answer:
    found = people.find(turn.store, turn.words)
    if not found:
        raise DomainError("unknown_person", people_words.nobody(turn.words))
    if len(found) == 1:
        return [_of_person(turn, found[0])]
    choices = [
        Button(f"{person.name} {turn.reference.unit_name(person.unit)}", "delivery.person", {"person": person.id})
        for person in found[:MOST_CHOICES]
    ]
    return [Card(lines=(people_words.several(turn.words),), buttons=rows(choices, 1), tells=PERSONAL)]


def _overview(turn: Turn, days: int) -> Card:
    calendar, zone = turn.reference.calendar, turn.district.zone
    first = calendar.add(turn.today, 1 - days)
    since = datetime.combine(first, time(), zone).astimezone(UTC)
    found = delivery.tallies(turn.store, since, turn.now)
    lines = list(zh.totals(sum(each.count for each in found), _parts(turn, found)))
    listed = [*_missed(turn, found), *_without_chat(turn)]
    units = units_without_people(turn, delivery.units_out_of_reach(turn.store))
    lines += [zh.ALL_SENT_ARRIVED if units else zh.ALL_ARRIVED] if not listed else []
    lines += units
    listed += [zh.HOW] if listed else []
    return Card(
        zh.title(days, notation.day(first)),
        (*lines, *listed, zh.not_read(turn.district.ways.values())),
        manner=Manner(folded=len(lines)),
        tells=PERSONAL,
    )


def units_without_people(moment: Moment, codes: Sequence[str]) -> list[str]:
    """A line that names units which owe something and have nobody whom a message reaches; none where there are none."""
    names = [moment.reference.unit_name(code) for code in codes[:MOST_UNITS]]
    return [zh.units_out_of_reach(names, len(codes))] if codes else []


def _parts(moment: Moment, found: Iterable[Tally]) -> list[tuple[str, int]]:
    """Counts by word, those that are easily mixed apart; what never happened is not told."""
    district = moment.district
    ended = ((each.state, district.way(each.channel), each.count) for each in found)
    return [(word, sum(counts)) for word, counts in zh.by_word(ended, district.ways.values())]


def _missed(turn: Turn, found: Iterable[Tally]) -> list[str]:
    """One line a person for whom something did not arrive, or may not have, who missed most first."""
    lost: dict[PersonId, list[Tally]] = {}
    for each in found:
        if each.state in LOST:
            lost.setdefault(each.person, []).append(each)
    if not lost:
        return []
    working = {person.id: person for person in people.active(turn.store)}
    of_people = [(working[id_], mine) for id_, mine in lost.items() if id_ in working]
    of_people.sort(key=lambda pair: (-sum(each.count for each in pair[1]), pair[0].id))
    lines = []
    for person, mine in of_people[:MOST_PEOPLE]:
        newest = max(mine, key=lambda each: each.newest)
        why = zh.reason(newest.cause, turn.district.way(newest.channel))
        lines.append(zh.counts(_who(turn, person), _parts(turn, mine), why))
    return _section(zh.LOST_HEAD, lines, len(of_people))


def _without_chat(turn: Turn) -> list[str]:
    found = people.unreachable(turn.store)
    return _section(zh.NO_CHAT_HEAD, [_who(turn, person) for person in found[:MOST_PEOPLE]], len(found))


def _section(head: str, lines: list[str], count: int) -> list[str]:
    if not count:
        return []
    return [zh.section(head, count), *lines, *([zh.more(count - len(lines))] if count > len(lines) else [])]


def _of_person(turn: Turn, person: Person) -> Card:
    found = delivery.of_person(turn.store, person.id, MOST_MESSAGES)
    lines = [_message(turn, push) for push in found] or [zh.NOTHING_SENT]
    return Card(zh.person_title(_who(turn, person)), (*lines, zh.not_read(turn.district.ways.values())), tells=PERSONAL)


def _message(moment: Moment, push: Push) -> str:
    way = moment.district.way(push.channel)
    why = zh.reason(push.cause, way) if push.state in LOST | {MessageState.WITHDRAWN} else ""
    return zh.message(
        notation.moment(push.created_at.astimezone(moment.district.zone)),
        push.kind,
        secrecy_words.title(push.payload),
        zh.state(push.state, way),
        None if push.channel == NOWHERE else way,
        why,
        instead=push.instead_of is not None,
    )


def _who(moment: Moment, person: Person) -> str:
    return people_words.who(person, moment.reference.unit_name(person.unit))
