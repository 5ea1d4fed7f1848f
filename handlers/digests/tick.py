"""Digests that fall due: each kind once its working day has come, one message a person, the longest kind first."""

from collections.abc import Mapping, Sequence
from datetime import date

from domain.calendar import DAY
from domain.digest import DigestKind, Scope, begins, sent_from
from domain.keys.digests import DigestMark, parse_mark, term_on
from domain.keys.messages import DigestKey
from domain.people import Person, PersonId
from domain.set_aside import Kind
from handlers.digests import cards, scopes, views
from handlers.digests.words import digests as zh
from handlers.kernel import set_aside
from handlers.kernel.audience import duty_on
from handlers.kernel.turn import Moment
from handlers.lights.judging import judge_all
from storage import marks, people, subscriptions
from storage.outbox import MessageKind
from storage.subscriptions import Choice

LONGEST_FIRST = tuple(reversed(DigestKind))
Choices = Mapping[tuple[PersonId, DigestKind], Choice]


def send_due(moment: Moment) -> int:
    """Sends the digests that are due, once, from their working day's push time on; returns how many were queued."""
    if moment.held:
        return 0
    due = [kind for kind in LONGEST_FIRST if _is_due(moment, kind)]
    if not due and not set_aside.ready(moment, Kind.DIGEST):
        return 0
    # A digest rests on what is stored.
    judge_all(moment)
    readers = Readers(moment)
    sent = set_aside.again(moment, Kind.DIGEST, lambda some, day: readers.send(some, _kinds_of(moment, day), day))
    if due:
        today = moment.today
        sent += set_aside.each(
            moment,
            Kind.DIGEST,
            readers.wanting(due),
            today,
            lambda some, _: readers.send(some, due, today),
        )
        for kind in due:
            _put_mark(moment, DigestMark(term_on(kind, today)))
    return sum(sent)


def take_as_sent(moment: Moment) -> None:
    """Counts the digests whose time has come as sent: after a restore nobody knows better."""
    if moment.rest is None:
        for kind in DigestKind:
            if _has_begun(moment, kind):
                _put_mark(moment, DigestMark(term_on(kind, moment.today)))


def mark(kind: DigestKind) -> str:
    """The name of the mark that holds the newest digest of a kind that was sent."""
    return f"{marks.DIGESTED}_{kind.value}"


def wants(moment: Moment, person: Person, kind: DigestKind, chosen: Choices) -> bool:
    """Whether a person gets a kind of digest: by own choice, else by the rule pack's audience."""
    choice = chosen.get((person.id, kind))
    if person.role not in scopes.READERS:
        return False
    if choice is not None:
        return choice.wanted
    return person.role.value in moment.rules.digests.issues[kind].audience


def _is_due(moment: Moment, kind: DigestKind) -> bool:
    """Whether the running digest's day has come and it was not sent.

    A late month or quarter is made up only by a service that was there for the one before: of what it did not see it tells
    nothing, and starts with the next one.
    """
    mark, running = _mark_of(moment, kind), term_on(kind, moment.today)
    last = mark.term if mark else None
    if last == running or not _has_begun(moment, kind):
        return False
    late = kind is not DigestKind.WEEKLY and moment.today != _first_day(moment, kind)
    if late and last != term_on(kind, begins(kind, moment.today) - DAY):
        _put_mark(moment, DigestMark(running, told=False))
        return False
    return True


def _mark_of(moment: Moment, kind: DigestKind) -> DigestMark | None:
    text = marks.get(moment.store, mark(kind))
    return parse_mark(text) if text else None


def _put_mark(moment: Moment, done: DigestMark) -> None:
    marks.put(moment.store, mark(done.term.kind), done.text())


def _has_begun(moment: Moment, kind: DigestKind) -> bool:
    return moment.today >= _first_day(moment, kind)


def _first_day(moment: Moment, kind: DigestKind) -> date:
    return sent_from(kind, moment.rules.digests.issues[kind].on, moment.today, moment.reference.calendar)


def _kinds_of(moment: Moment, day: date) -> list[DigestKind]:
    """What others were told from a day on, the longest kind first; nobody is told it twice."""
    return [kind for kind in LONGEST_FIRST if _mark_of(moment, kind) == DigestMark(term_on(kind, day))]


def year_told(moment: Moment, kind: DigestKind, day: date) -> int:
    """Of which year the digest of a local day tells: that of the week, or that of the last day of the month or quarter."""
    last = day if kind is DigestKind.WEEKLY else begins(kind, day) - DAY
    return moment.rules.year.running(moment.reference.stored, last)


class Readers:
    """Who gets digests; choices, leave and what several are told are looked up once."""

    def __init__(self, moment: Moment) -> None:
        self._moment = moment
        self._people = {int(person.id): person for person in people.active(moment.store)}
        self._chosen = subscriptions.choices(moment.store)
        self._duty = duty_on(moment, moment.today)
        self._run = views.Run(moment)

    def wanting(self, kinds: Sequence[DigestKind]) -> list[int]:
        """The numbers of those who want any of the kinds."""
        return [number for number, person in self._people.items() if self._wanted(person, kinds)]

    def send(self, numbers: Sequence[int], kinds: Sequence[DigestKind], day: date) -> list[int]:
        """Sends each reader, or who stands in, a day's digests: of one scope the longest wanted kind only, which says what the
        shorter ones would say. Returns how many were queued for each.

        Who is away without a stand-in finds it by asking on return; it counts as told by nobody.
        """
        readers = [self._people[number] for number in numbers if number in self._people]
        told = [(person, to) for person in readers if (to := self._duty.recipient(person, None)) is not None]
        people.recall_addresses(self._moment.store, [to.person.id for _, to in told])
        return [self._send_all(person, to.person, kinds, day) for person, to in told]

    def _send_all(self, person: Person, told: Person, kinds: Sequence[DigestKind], day: date) -> int:
        by_scope: dict[Scope, list[DigestKind]] = {}
        for kind in self._wanted(person, kinds):
            choice = self._chosen.get((person.id, kind))
            year = year_told(self._moment, kind, day)
            scope = scopes.chosen(self._moment, person, choice.scope if choice else "", year)
            by_scope.setdefault(scope, []).append(kind)
        return sum(self._send(person, told, some, scope, day) for scope, some in by_scope.items())

    def _send(self, person: Person, told: Person, kinds: Sequence[DigestKind], scope: Scope, day: date) -> bool:
        moment, kind, terms = self._moment, kinds[0], [term_on(each, day) for each in kinds]
        found = self._run.read(person, kind, scope, told=True)
        if found.empty or not self._run.remember(person.id, terms, scope):
            return False
        late = kind is not DigestKind.WEEKLY and moment.today != _first_day(moment, kind)
        card = cards.card(moment, person, found, zh.told_in(terms[0], moment.today if late else None))
        return moment.post.push(told.id, card, MessageKind.DIGEST, DigestKey(terms[0], person.id))

    def _wanted(self, person: Person, kinds: Sequence[DigestKind]) -> list[DigestKind]:
        return [kind for kind in kinds if wants(self._moment, person, kind, self._chosen)]
