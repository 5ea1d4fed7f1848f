"""The tick: lights of the day, and what fell due leaves in one bundle a person and day, each step told to each person once.

What is due comes from the tables, not from a timer.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from domain import reminders
from domain.hours import push_time
from domain.items import ItemId
from domain.ladders import NO_HOLDS
from domain.people import Person, Role
from domain.secrecy import PERSONAL
from domain.set_aside import Kind
from handlers.kernel import audience, set_aside
from handlers.kernel.audience import Audience, Due, Told, Written
from handlers.kernel.messages import say
from handlers.kernel.turn import Moment, Undo
from handlers.lights import judging
from handlers.lights.judging import judge_all, known
from handlers.notices import tick as ticking
from handlers.reminders import bundles
from storage import marks, outbox, people, schedule, supervision
from storage.outbox import MessageKind
from storage.supervision import Claim

# Items of one query: it is one transaction anyway.
DUE_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did: items judged, occurrences that fell due, messages queued, and why nothing was pushed, if so."""

    judged: int
    occurrences: int
    messages: int
    held: str = ""


def tick(moment: Moment) -> Ticked:
    """Judges every item once a local day, and pushes what fell due since the last push, once, at the day's push time."""
    judged = judge_all(moment)
    if marks.nothing_due(moment.store) is None:
        judging.record_consequences(moment)
        set_aside.tell(moment)
    held = _held(moment)
    if held:
        return Ticked(judged, 0, 0, held)
    since = judging.pushed_through(moment)
    made_up = [*set_aside.ready(moment, Kind.REMIND), *set_aside.ready(moment, Kind.NOTICE)]
    due = _collect(moment, since)
    due += [*ticking.clocks(moment, since), *_drafts(moment, since, due)]
    messages = push(moment, due, since)
    set_aside.settle(moment, made_up)
    marks.put(moment.store, marks.TICKED_THROUGH, moment.today.isoformat())
    return Ticked(judged, len(due), messages)


def take_as_pushed(moment: Moment) -> None:
    """Counts what fell due until now as pushed: after a restore nobody knows better, and no reminder comes twice."""
    reached = push_time(moment.today, moment.rules, moment.district.zone) <= moment.now
    through = moment.today if reached else moment.today - timedelta(days=1)
    marks.put(moment.store, marks.TICKED_THROUGH, max(through, judging.pushed_through(moment)).isoformat())


def _held(moment: Moment) -> str:
    if reason := moment.held:
        return reason
    judging.take_back_the_future(moment)
    if judging.pushed_through(moment) == moment.today:
        return "pushed today"
    return ""


def _collect(moment: Moment, since: date) -> list[Due]:
    collected = set_aside.again(moment, Kind.REMIND, lambda some, after: _made_up(moment, some, after))
    aside = set_aside.of(moment, Kind.JUDGE, Kind.REMIND)
    while ids := schedule.items_to_remind(moment.store, moment.today, DUE_CHUNK, aside):
        collected += set_aside.each(moment, Kind.REMIND, ids, since, lambda some, after: _fell_due(moment, some, after))
        aside = set_aside.of(moment, Kind.JUDGE, Kind.REMIND)
    return collected


def _fell_due(moment: Moment, some: Sequence[int], since: date) -> list[Due]:
    """What fell due on the items after `since`; their next days are stored."""
    due, upcoming = fell_due(moment, some, since)
    schedule.remind_on(moment.store, upcoming)
    return due


def fell_due(moment: Moment, some: Sequence[int], since: date) -> tuple[list[Due], dict[ItemId, date | None]]:
    """What fell due on the items after `since`, and the next day of each with a reminder."""
    rules, calendar = moment.rules, moment.reference.calendar
    ids = [ItemId(id_) for id_ in some]
    found = known(moment, ids)
    standings = moment.standings(found)
    held = supervision.holds_of(moment.store, ids)
    upcoming: dict[ItemId, date | None] = {}
    due = []
    for stored in found:
        if not moment.reference.holds(stored.item, moment.today):
            upcoming[stored.id] = None
            continue
        standing = standings[stored.id]
        on_hold = held.get(stored.id, NO_HOLDS)
        fell_due = reminders.occurrences(stored.item, standing, since, moment.today, rules, calendar, on_hold)
        due += [Due(stored, occurrence) for occurrence in fell_due]
        upcoming[stored.id] = reminders.next_on(stored.item, standing, moment.today, rules, calendar, on_hold)
    return due, upcoming


def _made_up(moment: Moment, some: Sequence[int], since: date) -> list[Due]:
    """What items that were set aside have missed, drafts too."""
    due = _fell_due(moment, some, since)
    red = [turn for turn in ticking.turned_red(moment, since) if turn.item in some]
    return [*due, *ticking.drafts(moment, due, red)]


def _drafts(moment: Moment, since: date, due: Sequence[Due]) -> list[Due]:
    """Drafts for what fell due and for what turned red. An item that fails is made up for from `since` on."""
    red = ticking.turned_red(moment, since)
    wanted = {each.stored.id: None for each in due if each.occurrence.notice and each.notice is None}
    wanted |= {turn.item: None for turn in red}

    def work(some: Sequence[int], _: date) -> list[Due]:
        theirs = [each for each in due if each.stored.id in some]
        return ticking.drafts(moment, theirs, [turn for turn in red if turn.item in some])

    return set_aside.each(moment, Kind.REMIND, list(wanted), since, work)


def push(moment: Moment, due: Sequence[Due], since: date) -> int:
    """Queues the bundles of a push; how many. `since` is the local day of the push before."""
    resting = set_aside.resting(moment, Kind.PERSON)
    made: list[int] = []
    if moment.attempt(lambda: made.append(_push(moment, due, since, resting))) is None:
        return made[0]
    return _push_what_works(moment, due, since)


def _push_what_works(moment: Moment, due: Sequence[Due], since: date) -> int:
    """Finds by trial which people and which items cannot be told, sets them aside, and pushes the rest."""
    found: list[Person] = []
    # If the bundles themselves cannot be made it is an item's fault, and is found below.
    moment.attempt(lambda: found.extend(Audience(moment).bundles(due)))
    for person in found:
        if failure := _failure(moment, partial(_push_nothing, moment, person)):
            set_aside.note(moment, Kind.PERSON, person.id, since, failure)
    resting = set_aside.resting(moment, Kind.PERSON)
    fine: list[Due] = []
    for id_ in dict.fromkeys(each.stored.id for each in due):
        theirs = [each for each in due if each.stored.id == id_]
        if failure := _failure(moment, partial(_push, moment, theirs, since, resting)):
            set_aside.note(moment, Kind.REMIND, id_, since, failure)
            schedule.owe(moment.store, [_owed(each) for each in theirs if each.notice], since, moment.now)
        else:
            fine += theirs
    return _push(moment, fine, since, resting)


def _failure(moment: Moment, work: Callable[[], object]) -> Exception | None:
    """What the work raises; nothing of it stays."""

    def tried() -> None:
        work()
        raise Undo

    failure = moment.attempt(tried)
    return None if isinstance(failure, Undo) else failure


def _push_nothing(moment: Moment, person: Person) -> None:
    moment.post.push(person.id, say("", tells=PERSONAL), MessageKind.REMINDER, bundles.key(moment, person))


def _push(moment: Moment, due: Sequence[Due], since: date, resting: Collection[int]) -> int:
    """`resting` people are told later what falls to them now."""
    found = Audience(moment).bundles(due)
    for person in [person for person in found if person.id in resting]:
        schedule.owe(moment.store, [_owed(each.due) for each in found.pop(person)], since, moment.now)
    _leave_to_next_push(moment, found, since)
    told = claimed(moment, found)
    pushed = push_bundles(moment, {each: mine for each, mine in told.items() if each.role is not Role.INSPECTOR})
    # Inspectors last: what just now reached nobody is named in their bundle of the same day.
    lost = _unreached(moment, resting)
    inspectors = dict.fromkeys((*(each for each in found if each.role is Role.INSPECTOR), *lost))
    pushed += sum(_push_to(moment, each, told.get(each, []), lost.get(each, [])) for each in inspectors)
    for row in set_aside.ready(moment, Kind.PERSON):
        if any(person.id == row.ref for person in found):
            schedule.forget_aside(moment.store, (row.kind, row.ref))
    return pushed


def claimed(moment: Moment, found: Mapping[Person, Sequence[Told]]) -> dict[Person, list[Told]]:
    """What of it a person was not told before; from now on it counts as told."""
    claims = {person: [_claim(moment, person, each.due) for each in mine] for person, mine in found.items()}
    fresh = supervision.claim_reminders(moment.store, [claim for mine in claims.values() for claim in mine], moment.now)
    return {
        person: [each for each, claim in zip(mine, claims[person], strict=True) if claim in fresh]
        for person, mine in found.items()
    }


def push_bundles(moment: Moment, told: Mapping[Person, list[Told]]) -> int:
    """Queues a bundle for each person who is told anything, which is an ask of the unit; how many."""
    people.recall_addresses(moment.store, [person.id for person in told])
    pushed = sum(_push_to(moment, person, mine, []) for person, mine in told.items())
    asked = {each.due.unit for person, mine in told.items() for each in mine if audience.is_ask(person, each.due)}
    audience.count_ask(moment, asked, moment.today)
    return pushed


def _leave_to_next_push(moment: Moment, found: dict[Person, list[Told]], since: date) -> None:
    """Who has today's bundle already, from a part of this push (handlers.reminders.parts), gets no second.

    What that one did not tell is made up for by the next push.
    """
    keys = {bundles.key(moment, person): person for person in found}
    queued = outbox.known(moment.store, [key.text() for key in keys])
    bundled = {key: person for key, person in keys.items() if key.text() in queued}
    told = supervision.reminded_in_each(moment.store, bundled)
    for key, person in bundled.items():
        missed = [each.due for each in found.pop(person) if each.due.matter not in told.get(key, ())]
        schedule.owe(moment.store, map(_owed, missed), since, moment.now)


def _unreached(moment: Moment, resting: Collection[int]) -> dict[Person, list[Written]]:
    """What inspectors are told of messages that reached nobody; where that fails, no item and no person is to blame."""
    found: dict[Person, list[Written]] = {}
    moment.attempt(lambda: found.update(bundles.to_name(moment, resting)))
    return found


def _owed(due: Due) -> tuple[Kind, int]:
    return (Kind.NOTICE, due.notice.id) if due.notice else (Kind.REMIND, due.stored.id)


def _push_to(moment: Moment, person: Person, told: list[Told], missed: Sequence[Written]) -> int:
    if not told and not missed:
        return 0
    card = bundles.card(moment, person, told, missed)
    return int(moment.post.push(person.id, card, MessageKind.REMINDER, bundles.key(moment, person)))


def _claim(moment: Moment, person: Person, each: Due) -> Claim:
    return Claim(each.matter, bundles.key(moment, person))
