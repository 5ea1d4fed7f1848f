"""What fell due leaves: one bundle a person and day, each step told to each person once."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import partial

from domain.people import Person, Role
from domain.set_aside import Kind
from handlers.kernel import asks, set_aside
from handlers.kernel.audience import Audience, Told
from handlers.kernel.due import Due, Written
from handlers.kernel.messages import say
from handlers.kernel.turn import Moment, Undo
from handlers.reminders import bundles, unreached
from storage import people, schedule, supervision
from storage.outbox import MessageKind
from storage.supervision import Claim


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
    moment.post.push(person.id, say(""), MessageKind.REMINDER, bundles.key(moment, person))


def _push(moment: Moment, due: Sequence[Due], since: date, resting: Collection[int]) -> int:
    """`resting` people are told later what falls to them now."""
    bundles = Audience(moment).bundles(due)
    for person in [person for person in bundles if person.id in resting]:
        schedule.owe(moment.store, [_owed(each.due) for each in bundles.pop(person)], since, moment.now)
    claims = {person: [_claim(moment, person, each.due) for each in mine] for person, mine in bundles.items()}
    fresh = supervision.claim_reminders(moment.store, [claim for mine in claims.values() for claim in mine], moment.now)
    told = {
        person: [each for each, claim in zip(mine, claims[person], strict=True) if claim in fresh]
        for person, mine in bundles.items()
    }
    people.recall_addresses(moment.store, [person.id for person in bundles])
    pushed = sum(_push_to(moment, each, told[each], []) for each in bundles if each.role is not Role.INSPECTOR)
    # Inspectors last: what just now reached nobody is named in their bundle of the same day.
    lost = _unreached(moment, resting)
    inspectors = dict.fromkeys((*(each for each in bundles if each.role is Role.INSPECTOR), *lost))
    pushed += sum(_push_to(moment, each, told.get(each, []), lost.get(each, [])) for each in inspectors)
    asks.count(
        moment,
        {each.due.unit for person, mine in told.items() for each in mine if asks.is_ask(person, each.due)},
        moment.today,
    )
    for row in set_aside.ready(moment, Kind.PERSON):
        if any(person.id == row.ref for person in bundles):
            schedule.forget_aside(moment.store, (row.kind, row.ref))
    return pushed


def _unreached(moment: Moment, resting: Collection[int]) -> dict[Person, list[Written]]:
    """What inspectors are told of messages that reached nobody; where that fails, no item and no person is to blame."""
    found: dict[Person, list[Written]] = {}
    moment.attempt(lambda: found.update(unreached.to_name(moment, resting)))
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
