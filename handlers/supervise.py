"""The tick: lights of the day, and one bundled reminder a person. What is due comes from the tables, not from a timer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain import reminders
from domain.holds import NO_HOLDS
from domain.items import Item, ItemId
from domain.people import Person, Role
from domain.reminders import Occurrence, Rule
from handlers import asks, consequences, holding, judging
from handlers.audience import Audience, Told
from handlers.due import Due
from handlers.messages import Button, Card, rows
from handlers.notices import ticking
from handlers.reports import figures
from handlers.reports.submit import due_words
from handlers.turn import Moment
from handlers.wording.zh import reports as report_words
from handlers.wording.zh import supervision as zh
from storage import items, marks, people, states, supervision
from storage.items import StoredItem
from storage.outbox import MessageKind
from storage.standings import standings_of
from storage.supervision import Claim

# Items of one query; a transaction of this many holds up no message for long.
CHUNK = 200
MOST_LINES = 20
# Occurrences that follow from an item and its reports alone.
JUDGED = (f"{Rule.REPORT.value}:", f"{Rule.MILESTONE.value}:")
MOST_BUTTONS = 6


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did: items judged, occurrences that fell due, messages queued, and why nothing was pushed, if so."""

    judged: int
    occurrences: int
    messages: int
    held: str = ""


def tick(moment: Moment) -> Ticked:
    """Judges every item once a local day, and pushes what fell due since the last push, once, at the day's push time."""
    judged = 0
    while some := judge(moment):
        judged += some
    if marks.nothing_due(moment.connection) is None:
        consequences.record(moment)
    held = _held(moment)
    if held:
        return Ticked(judged, 0, 0, held)
    since = judging.pushed_through(moment)
    due = _collect(moment, since)
    due += [*ticking.clocks(moment, since), *ticking.drafts(moment, since, due)]
    messages = _push(moment, due)
    marks.put(moment.connection, marks.TICKED_THROUGH, moment.today.isoformat())
    return Ticked(judged, len(due), messages)


def still_due(moment: Moment, outbox_key: str) -> bool:
    """Whether a bundle that is about to leave still says something true: what it names may have been reported meanwhile."""
    named = supervision.reminded_in(moment.connection, outbox_key)
    found = items.by_ids(moment.connection, list(named))
    standings = standings_of(moment.connection, list(found.values()))
    rules, calendar = moment.rules, moment.reference.calendar
    # A notice's clock is stopped by the notice itself, in the transaction that answers it.
    if not named or not all(key.startswith(JUDGED) for keys in named.values() for key in keys):
        return True
    return any(
        reminders.still_true(stored.item, standings[id_], named[id_], moment.today, rules, calendar)
        for id_, stored in found.items()
    )


def take_as_pushed(moment: Moment) -> None:
    """Counts what fell due until now as pushed: after a restore nobody knows better, and no reminder comes twice."""
    reached = reminders.push_time(moment.today, moment.rules, moment.district.zone) <= moment.now
    through = moment.today if reached else moment.today - timedelta(days=1)
    marks.put(moment.connection, marks.TICKED_THROUGH, max(through, judging.pushed_through(moment)).isoformat())


def judge(moment: Moment) -> int:
    """Judges some of the items that were not judged today, and says how many: work for a transaction that others wait for."""
    if marks.nothing_due(moment.connection) is not None:
        return 0
    ids = states.not_judged_since(moment.connection, moment.reference.year, moment.today, CHUNK)
    found = _items(moment, ids)
    judging.refresh(moment, found)
    return len(found)


def _held(moment: Moment) -> str:
    if (reason := marks.nothing_due(moment.connection)) is not None:
        return reason
    if not moment.reference.calendar.is_workday(moment.today):
        return "rest day"
    zone = moment.district.zone
    if moment.now < reminders.push_time(moment.today, moment.rules, zone):
        return "before the push time"
    if reminders.in_quiet_hours(moment.now, moment.rules, zone):
        return "quiet hours"
    judging.take_back_the_future(moment)
    if judging.pushed_through(moment) == moment.today:
        return "pushed today"
    return ""


def _collect(moment: Moment, since: date) -> list[Due]:
    rules, calendar = moment.rules, moment.reference.calendar
    collected = []
    while ids := states.due_for_reminder(moment.connection, moment.today, CHUNK):
        found = _items(moment, ids)
        standings = standings_of(moment.connection, found)
        held = supervision.holds_of(moment.connection, ids)
        upcoming: dict[ItemId, date | None] = {}
        for stored in found:
            standing = standings[stored.id]
            on_hold = held.get(stored.id, NO_HOLDS)
            fell_due = reminders.occurrences(stored.item, standing, since, moment.today, rules, calendar, on_hold)
            collected += [Due(stored, occurrence) for occurrence in fell_due]
            upcoming[stored.id] = reminders.next_on(stored.item, standing, moment.today, rules, calendar, on_hold)
        states.set_remind_on(moment.connection, upcoming)
    return collected


def _items(moment: Moment, ids: Sequence[ItemId]) -> list[StoredItem]:
    """Nearly all are this year's, which the reference holds; those of another year are read."""
    known = moment.reference.items
    strange = items.by_ids(moment.connection, [id_ for id_ in ids if id_ not in known])
    return [*(known[id_] for id_ in ids if id_ in known), *strange.values()]


def _push(moment: Moment, due: list[Due]) -> int:
    bundles = Audience(moment).bundles(due)
    claims = {person: [_claim(moment, person, each.due) for each in mine] for person, mine in bundles.items()}
    fresh = supervision.claim_reminders(
        moment.connection, [claim for mine in claims.values() for claim in mine], moment.now
    )
    pushed = 0
    asked: set[str] = set()
    people.recall_addresses(moment.connection, [person.id for person in bundles])
    for person, mine in bundles.items():
        told = [each for each, claim in zip(mine, claims[person], strict=True) if claim in fresh]
        if told:
            key = _key(moment, person)
            pushed += moment.post.push(person.id, _bundle(moment, person, told, key), MessageKind.REMINDER, key)
            asked |= {each.due.unit for each in told if asks.is_ask(person, each.due)}
    asks.count(moment, asked)
    return pushed


def _claim(moment: Moment, person: Person, each: Due) -> Claim:
    return Claim(each.stored.id, each.occurrence.key, person.id, _key(moment, person))


def _key(moment: Moment, person: Person) -> str:
    """The outbox key of a person's bundle of the day."""
    return f"remind:{person.id}:{moment.today.isoformat()}"


def _bundle(moment: Moment, person: Person, due: list[Told], key: str) -> Card:
    told = [
        *_section(moment, due, zh.OVERDUE_HEAD, Rule.REPORT, late=True),
        *_section(moment, due, zh.DUE_HEAD, Rule.REPORT, late=False),
        *_section(moment, due, zh.NODE_HEAD, Rule.MILESTONE, late=None),
    ]
    lines = [each if isinstance(each, str) else _line(moment, person, each) for each in told[:MOST_LINES]]
    if len(told) > MOST_LINES:
        lines.append(zh.more(len(told) - MOST_LINES))
    # Notices come first and have room of their own: a long list of reports must not push them out.
    lines = [*ticking.lines(moment, person, [each.due for each in due]), *lines]
    buttons: list[Button] = []
    if person.role is Role.REPORTER:
        owed = {each.due.stored.id: each.due.stored.item for each in due if each.due.occurrence.rule is Rule.REPORT}
        buttons = [
            Button(f"{report_words.REPORT} {item.code}", "report.open", {"item": id_}) for id_, item in owed.items()
        ][:MOST_BUTTONS]
    buttons += ticking.buttons([each.due for each in due])
    receipt = [Button(zh.ACKNOWLEDGE, "supervise.ack", {"key": key})]
    if holding.may_hold(person):
        receipt.append(Button(zh.SNOOZE, "supervise.snooze", {"key": key}))
    title = zh.title(report_words.day(moment.today), len({each.due.stored.id for each in due}))
    return Card(title=title, lines=tuple(lines), buttons=(*rows(buttons), tuple(receipt)))


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
