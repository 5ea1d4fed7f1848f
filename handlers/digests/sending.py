"""Digests that fall due: each kind once its working day has come, one message a person, the longest kind first."""

from collections.abc import Mapping, Sequence
from datetime import date

from domain import reminders
from domain.calendar import DAY
from domain.digest import DigestKind, begins, occurrence, sent_from
from domain.people import Person, PersonId
from handlers.audience import duty_on
from handlers.digests import cards, reading, scopes
from handlers.turn import Moment
from storage import marks, people, subscriptions
from storage.outbox import MessageKind
from storage.subscriptions import Choice

LONGEST_FIRST = tuple(reversed(DigestKind))
Choices = Mapping[tuple[PersonId, DigestKind], Choice]


def send_due(moment: Moment) -> int:
    """Sends the digests that are due, once, from their working day's push time on; returns how many were queued.

    On a day with several kinds a person is sent the longest only: it says what the shorter ones would have said.
    """
    if reading.nothing_leaves(moment) or not _is_time(moment):
        return 0
    due = [kind for kind in LONGEST_FIRST if _is_due(moment, kind)]
    if not due:
        return 0
    chosen = subscriptions.choices(moment.connection)
    duty = duty_on(moment, moment.today)
    sent = 0
    for person in people.active(moment.connection):
        wanted = [kind for kind in due if wants(moment, person, kind, chosen)]
        told = duty.told(person, None) if wanted else None
        # Who is away without a stand-in finds it by asking on return; the digest counts as told by nobody.
        if told is not None:
            sent += _send(moment, person, told.person, wanted, chosen)
    for kind in due:
        marks.put(moment.connection, mark(kind), occurrence(kind, moment.today))
    return sent


def take_as_sent(moment: Moment) -> None:
    """Counts the digests whose time has come as sent: after a restore nobody knows better."""
    if _is_time(moment):
        for kind in DigestKind:
            if _has_begun(moment, kind):
                marks.put(moment.connection, mark(kind), occurrence(kind, moment.today))


def mark(kind: DigestKind) -> str:
    """The name of the mark that holds the newest digest of a kind that was sent."""
    return f"{marks.DIGESTED}_{kind.value}"


def wants(moment: Moment, person: Person, kind: DigestKind, chosen: Choices) -> bool:
    """Whether a person gets a kind of digest: by own choice, else by the rule pack's audience."""
    choice = chosen.get((person.id, kind))
    if choice is not None:
        return choice.wanted
    return person.role.value in moment.rules.digests.issues[kind].audience


def _is_time(moment: Moment) -> bool:
    """On a working day from the push time on, outside quiet hours."""
    calendar, zone = moment.reference.calendar, moment.district.zone
    if not calendar.is_workday(moment.today) or reminders.in_quiet_hours(moment.now, moment.rules, zone):
        return False
    return moment.now >= reminders.push_time(moment.today, moment.rules, zone)


def _is_due(moment: Moment, kind: DigestKind) -> bool:
    """Whether the running digest's day has come and it was not sent.

    A late month or quarter is made up only by a service that told the one before it: of what it did not see it tells nothing,
    and starts with the next one.
    """
    last, running = marks.get(moment.connection, mark(kind)), occurrence(kind, moment.today)
    if last == running or not _has_begun(moment, kind):
        return False
    late = kind is not DigestKind.WEEKLY and moment.today != _first_day(moment, kind)
    if late and last != occurrence(kind, begins(kind, moment.today) - DAY):
        marks.put(moment.connection, mark(kind), running)
        return False
    return True


def _has_begun(moment: Moment, kind: DigestKind) -> bool:
    return moment.today >= _first_day(moment, kind)


def _first_day(moment: Moment, kind: DigestKind) -> date:
    return sent_from(kind, moment.rules.digests.issues[kind].on, moment.today, moment.reference.calendar)


def _send(moment: Moment, person: Person, told: Person, wanted: Sequence[DigestKind], chosen: Choices) -> bool:
    """Sends a person's digest to the person, or to who stands in; the shorter ones count as told by it."""
    kind = wanted[0]
    choice = chosen.get((person.id, kind))
    scope = scopes.chosen(moment, person, choice.scope if choice else "")
    found = reading.read(moment, person, kind, scope)
    if found.empty:
        return False
    names = [occurrence(each, moment.today) for each in wanted]
    if not reading.remember(moment, person.id, wanted, names, scope):
        return False
    card = cards.card(moment, person, found, told_in=names[0])
    return moment.post.push(told.id, card, MessageKind.DIGEST, f"digest:{kind.value}:{names[0]}:{person.id}")
