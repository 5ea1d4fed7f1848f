"""What fell due leaves: one bundle a person and day, each step told to each person once."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import partial

from domain.items import Item
from domain.people import Person, Role
from domain.reminders import Occurrence, Rule
from domain.set_aside import Kind
from handlers import asks, holding, set_aside, unreached
from handlers.audience import Audience, Told
from handlers.due import Due, Written, item_of
from handlers.messages import Button, Card, Named, rows, say
from handlers.notices import ticking
from handlers.reports import figures
from handlers.reports.submit import due_words
from handlers.turn import Moment, Undo
from handlers.wording.zh import reports as report_words
from handlers.wording.zh import supervision as zh
from storage import people, supervision
from storage import set_aside as stored_aside
from storage.outbox import MessageKind
from storage.supervision import Claim

MOST_LINES = 20
MOST_BUTTONS = 6


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
            stored_aside.owe(moment.connection, [_owed(each) for each in theirs if each.notice], since, moment.now)
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
    moment.post.push(person.id, say(""), MessageKind.REMINDER, _key(moment, person))


def _push(moment: Moment, due: Sequence[Due], since: date, resting: Collection[int]) -> int:
    """`resting` people are told later what falls to them now."""
    bundles = Audience(moment).bundles(due)
    for person in [person for person in bundles if person.id in resting]:
        stored_aside.owe(moment.connection, [_owed(each.due) for each in bundles.pop(person)], since, moment.now)
    claims = {person: [_claim(moment, person, each.due) for each in mine] for person, mine in bundles.items()}
    fresh = supervision.claim_reminders(
        moment.connection, [claim for mine in claims.values() for claim in mine], moment.now
    )
    told = {
        person: [each for each, claim in zip(mine, claims[person], strict=True) if claim in fresh]
        for person, mine in bundles.items()
    }
    people.recall_addresses(moment.connection, [person.id for person in bundles])
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
            stored_aside.clear(moment.connection, (row.kind, row.ref))
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
    card = _bundle(moment, person, told, missed)
    return int(moment.post.push(person.id, card, MessageKind.REMINDER, _key(moment, person)))


def _claim(moment: Moment, person: Person, each: Due) -> Claim:
    return Claim(each.stored.id, each.occurrence.key, person.id, _key(moment, person))


def _key(moment: Moment, person: Person) -> str:
    """The outbox key of a person's bundle of the day."""
    return f"remind:{person.id}:{moment.today.isoformat()}"


def _bundle(moment: Moment, person: Person, due: list[Told], missed: Sequence[Written]) -> Card:
    """What fell due for a person, and for an inspector whom earlier messages did not reach."""
    found = [each.due for each in due]
    # Notices come first and have room of their own: a long list of reports must not push them out.
    lines = [*missed, *ticking.lines(moment, person, found), *_lines(moment, person, due)]
    matters = (*(each.matter for each in found), *(name for _, about in missed for name in about or ()))
    title = zh.title(report_words.day(moment.today), len({item_of(each) for each in matters}))
    named = Named(moment.today, matters, tuple(about for _, about in lines))
    return Card(title, tuple(line for line, _ in lines), _buttons(moment, person, found), named=named)


def _lines(moment: Moment, person: Person, due: list[Told]) -> list[Written]:
    """Reports and nodes, and how many do not fit."""
    told = [
        *_section(moment, due, zh.OVERDUE_HEAD, Rule.REPORT, late=True),
        *_section(moment, due, zh.DUE_HEAD, Rule.REPORT, late=False),
        *_section(moment, due, zh.NODE_HEAD, Rule.MILESTONE, late=None),
    ]
    lines: list[Written] = [
        (each, ()) if isinstance(each, str) else (_line(moment, person, each), (each.due.matter,))
        for each in told[:MOST_LINES]
    ]
    hidden = tuple(each.due.matter for each in told[MOST_LINES:] if not isinstance(each, str))
    return [*lines, (zh.more(len(hidden)), hidden)] if hidden else lines


def _buttons(moment: Moment, person: Person, due: list[Due]) -> tuple[tuple[Button, ...], ...]:
    buttons: list[Button] = []
    if person.role is Role.REPORTER:
        owed = {each.stored.id: each.stored.item for each in due if each.occurrence.rule is Rule.REPORT}
        buttons = [
            Button(f"{report_words.REPORT} {item.code}", "report.open", {"item": id_}) for id_, item in owed.items()
        ][:MOST_BUTTONS]
    buttons += ticking.buttons(due)
    key = _key(moment, person)
    receipt = [Button(zh.ACKNOWLEDGE, "supervise.ack", {"key": key})]
    if holding.may_hold(person):
        receipt.append(Button(zh.SNOOZE, "supervise.snooze", {"key": key}))
    return (*rows(buttons), tuple(receipt))


def _section(moment: Moment, due: list[Told], head: str, rule: Rule, *, late: bool | None) -> list[str | Told]:
    """A heading and what stands under it."""
    mine = [
        each
        for each in due
        if each.due.occurrence.rule is rule and late in (None, each.due.occurrence.due < moment.today)
    ]
    if not mine:
        return []
    mine.sort(key=lambda each: (each.due.occurrence.due, each.due.stored.item.code))
    return [head, *mine]


def _line(moment: Moment, person: Person, told: Told) -> str:
    item, occurrence = told.due.stored.item, told.due.occurrence
    due = due_words(occurrence.due, confirmed=occurrence.confirmed)
    days = moment.reference.calendar.between(moment.today, occurrence.due)
    unit = "" if person.unit == item.unit else moment.reference.unit_name(item.unit)
    if occurrence.rule is Rule.REPORT:
        late = zh.report_late(item.code, item.name, due, -days, unit)
        line = late if days < 0 else zh.report_ahead(item.code, item.name, due, days)
    else:
        node = _node(item, occurrence)
        late = zh.node_late(item.code, node, due, -days, unit)
        line = late if days < 0 else zh.node_ahead(item.code, node, due, days)
    return zh.told_as(line, told.instead_of.name if told.instead_of else "", over_budget=told.over_budget)


def _node(item: Item, occurrence: Occurrence) -> str:
    return figures.node(item, occurrence.milestone) if occurrence.milestone is not None else item.name
