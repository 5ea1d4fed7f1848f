"""The tick: lights of the day, and one bundled reminder a person. What is due comes from the tables, not from a timer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain import reminders
from domain.items import Item
from domain.people import Person, Role
from domain.reminders import Occurrence, Rule
from handlers import judging
from handlers.messages import Button, Card, rows, say
from handlers.registry import registry
from handlers.reports import figures
from handlers.reports.submit import due_words
from handlers.turn import Answer, Moment, Turn
from handlers.wording.zh import reports as report_words
from handlers.wording.zh import supervision as zh
from storage import items, marks, people, reports, states, supervision
from storage.items import StoredItem
from storage.outbox import MessageKind

CHUNK = 2000
MOST_LINES = 20
MOST_BUTTONS = 6


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did: items judged, occurrences that fell due, messages queued, and why nothing was pushed, if so."""

    judged: int
    occurrences: int
    messages: int
    held: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """An occurrence of one item that somebody is told about."""

    stored: StoredItem
    occurrence: Occurrence


def tick(moment: Moment) -> Ticked:
    """Judges every item once a local day, and pushes what fell due since the last push, once, at the day's push time."""
    judged = _judge_day(moment)
    held = _held(moment)
    if held:
        return Ticked(judged, 0, 0, held)
    since = judging.pushed_through(moment)
    due = _collect(moment, since)
    messages = _push(moment, due)
    marks.put(moment.connection, marks.TICKED_THROUGH, moment.today.isoformat())
    return Ticked(judged, len(due), messages)


def acknowledge(turn: Turn) -> Answer:
    """收到, typed: it is about the newest bundle."""
    key = supervision.last_reminder(turn.connection, turn.person.id)
    if key is None:
        return [say(zh.NOTHING_TO_ACKNOWLEDGE, public=True)]
    return [say(_acknowledged(turn, key), public=True)]


@registry.action("supervise.ack")
def acknowledge_tapped(turn: Turn) -> Answer:
    """收到, tapped on a bundle."""
    return [say(_acknowledged(turn, str(turn.args["key"])))]


def _acknowledged(turn: Turn, key: str) -> str:
    fresh = supervision.acknowledge(turn.connection, key, turn.person.id, turn.now)
    return zh.ACKNOWLEDGED if fresh else zh.ACKNOWLEDGED_BEFORE


def _judge_day(moment: Moment) -> int:
    ids = states.not_judged_since(moment.connection, moment.today, CHUNK)
    found = items.by_ids(moment.connection, ids)
    judging.refresh(moment, list(found.values()))
    return len(found)


def _held(moment: Moment) -> str:
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
    ids = states.due_for_reminder(moment.connection, moment.today, CHUNK)
    found = list(items.by_ids(moment.connection, ids).values())
    standings = reports.standings(moment.connection, found)
    rules, calendar = moment.rules, moment.reference.calendar
    collected = []
    upcoming = {}
    for stored in found:
        standing = standings[stored.id]
        fell_due = reminders.occurrences(stored.item, standing, since, moment.today, rules, calendar)
        collected += [Due(stored, occurrence) for occurrence in fell_due]
        upcoming[stored.id] = reminders.next_on(stored.item, standing, moment.today, rules, calendar)
    states.set_remind_on(moment.connection, upcoming)
    return collected


def _push(moment: Moment, due: list[Due]) -> int:
    bundles: dict[Person, list[Due]] = {}
    audience = _Audience(moment)
    for each in due:
        for person in audience.of(each):
            bundles.setdefault(person, []).append(each)
    pushed = 0
    for person, mine in bundles.items():
        key = f"remind:{person.id}:{moment.today.isoformat()}"
        fresh = [
            each
            for each in mine
            if supervision.claim_reminder(
                moment.connection, each.stored.id, each.occurrence.key, person.id, key, moment.now
            )
        ]
        if fresh:
            pushed += moment.post.push(person.id, _bundle(moment, person, fresh, key), MessageKind.REMINDER, key)
    return pushed


class _Audience:
    """Who is told of an occurrence; people are looked up once a tick."""

    def __init__(self, moment: Moment) -> None:
        self._by_unit: dict[tuple[Role, str | None], list[Person]] = {}
        self._by_role: dict[Role, list[Person]] = {}
        for person in people.active(moment.connection):
            self._by_unit.setdefault((person.role, person.unit), []).append(person)
            self._by_role.setdefault(person.role, []).append(person)

    def of(self, due: Due) -> Iterable[Person]:
        """The people of the occurrence's audience for this item."""
        item = due.stored.item
        for name in due.occurrence.audience:
            role = Role(name)
            if role is Role.INSPECTOR:
                yield from self._by_role.get(role, ())
            elif role is Role.LEADER:
                yield from (person for person in self._by_role.get(role, ()) if person.post == item.leader)
            else:
                yield from self._by_unit.get((role, item.unit), ())


def _bundle(moment: Moment, person: Person, due: list[Due], key: str) -> Card:
    lines = _section(moment, person, due, zh.OVERDUE_HEAD, Rule.REPORT, late=True)
    lines += _section(moment, person, due, zh.DUE_HEAD, Rule.REPORT, late=False)
    lines += _section(moment, person, due, zh.NODE_HEAD, Rule.MILESTONE, late=None)
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], zh.more(len(lines) - MOST_LINES)]
    buttons = []
    if person.role is Role.REPORTER:
        owed = {each.stored.id: each.stored.item for each in due if each.occurrence.rule is Rule.REPORT}
        buttons = [
            Button(f"{report_words.REPORT} {item.code}", "report.open", {"item": id_}) for id_, item in owed.items()
        ][:MOST_BUTTONS]
    receipt = (Button(zh.ACKNOWLEDGE, "supervise.ack", {"key": key}),)
    title = zh.title(report_words.day(moment.today), len({each.stored.id for each in due}))
    return Card(title=title, lines=tuple(lines), buttons=(*rows(buttons), receipt))


def _section(moment: Moment, person: Person, due: list[Due], head: str, rule: Rule, *, late: bool | None) -> list[str]:
    mine = [each for each in due if each.occurrence.rule is rule and late in (None, each.occurrence.due < moment.today)]
    if not mine:
        return []
    mine.sort(key=lambda each: (each.occurrence.due, each.stored.item.code))
    return [head, *(_line(moment, person, each) for each in mine)]


def _line(moment: Moment, person: Person, each: Due) -> str:
    item, occurrence = each.stored.item, each.occurrence
    due = due_words(occurrence.due, confirmed=occurrence.confirmed)
    days = moment.reference.calendar.between(moment.today, occurrence.due)
    unit = "" if person.unit == item.unit else moment.reference.unit_name(item.unit)
    if occurrence.rule is Rule.REPORT:
        if days < 0:
            return zh.report_late(item.code, item.name, due, -days, unit)
        return zh.report_ahead(item.code, item.name, due, days)
    node = _node(item, occurrence)
    return zh.node_late(item.code, node, due, -days, unit) if days < 0 else zh.node_ahead(item.code, node, due, days)


def _node(item: Item, occurrence: Occurrence) -> str:
    return figures.node(item, occurrence.milestone) if occurrence.milestone is not None else item.name
