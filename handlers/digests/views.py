"""What a digest tells of, read in a fixed number of queries whatever the number of items."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar, cast

from domain.amendments import Field, Value
from domain.blockers import Blocker
from domain.calendar import DAY
from domain.decisions import Decision
from domain.digest import Digest, DigestKind, Scope, Tally, Turned, begins, compile_digest
from domain.gravity import stake, strain
from domain.items import ItemId
from domain.keys.digests import DigestTerm
from domain.people import Person, PersonId, Role
from domain.record import Head
from domain.reports import UNVERIFIED_STATES
from domain.set_aside import Kind
from handlers.changes.items import Counted, counted
from handlers.kernel import set_aside
from handlers.kernel.turn import Moment
from storage import decisions, digests, people, record, supervision
from storage.digests import Bounds, Listed, Page, Section, SentDigest
from storage.supervision import Snooze

T = TypeVar("T")
# What stands on the first screen of a section; the rest is one tap away.
MOST = 3
# Of what is under pressure, since much always is.
MOST_PRESSING = 5
# Fields of an agreement whose signed value stays beside the current one (值和时限).
SIGNED = (Field.TARGET, Field.DUE)


@dataclass(frozen=True, slots=True)
class Amendment:
    """An item's field with the value that was signed and the one that counts now."""

    item: ItemId
    field: Field
    signed: Value
    current: Value


@dataclass(frozen=True, slots=True)
class Office:
    """What only the inspectors are told: reports that wait for them, and people whom no message reaches."""

    waiting: int
    unreachable: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a scope's digests say whoever reads them; the fields are those of `Reading`."""

    tallies: tuple[Tally, ...]
    lists: Mapping[Section, Page]
    blockers: tuple[Blocker, ...]
    amendments: tuple[Amendment, ...]
    aside: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything one digest says, as values. `since` is the digest it is compared with."""

    kind: DigestKind
    scope: Scope
    since: SentDigest | None
    tallies: tuple[Tally, ...]
    digest: Digest
    lists: Mapping[Section, Page]
    blockers: tuple[Blocker, ...]
    amendments: tuple[Amendment, ...]
    asked: dict[str, int]
    # What was ended, handed over, split or merged this year.
    decided: tuple[Counted, ...]
    # Older years that are still open: the year, how many items, how many of them owe an overdue report.
    closing: tuple[tuple[int, int, int], ...]
    # Items whose light is an old one, since something is wrong with their data.
    aside: int
    # Items whose unit lets the reminders rest.
    resting: Mapping[ItemId, Snooze]
    office: Office | None
    # Where the record stands: a copy of it lies with every reader.
    head: Head

    @property
    def empty(self) -> bool:
        """Whether the scope holds no open item."""
        return not self.tallies


class Run:
    """Digests read together, in one transaction: what several readers are told is asked once, however many they are."""

    def __init__(self, moment: Moment) -> None:
        self._moment = moment
        self._known: dict[Hashable, object] = {}

    def read(self, person: Person, kind: DigestKind, scope: Scope, *, told: bool = False) -> Reading:
        """The digest of a scope for one reader, from what is stored: items were judged today, see handlers.lights.judging.

        `told`: the month or quarter that is over is told of, not the one that runs.
        """
        moment, since = self._moment, self._since(person, kind, scope)
        facts = self._once(("facts", scope), lambda: _facts(moment, scope))
        units = {each.unit for each in facts.tallies}
        span = _counted(moment, kind, told=told)
        asked = self._once(("asked", *span), lambda: supervision.asks_between(moment.store, *span))
        return Reading(
            kind=kind,
            scope=scope,
            since=since,
            tallies=facts.tallies,
            digest=compile_digest(facts.tallies, self._turned(scope, since)),
            lists=facts.lists,
            blockers=facts.blockers,
            amendments=facts.amendments,
            decided=self._once(("decided", scope), lambda: decided(moment, scope, self._decisions(scope.year))),
            closing=self._once(("closing", scope), lambda: _closing(moment, scope)),
            asked={unit: times for unit, times in asked.items() if unit in units},
            aside=facts.aside,
            resting=self._once("resting", lambda: supervision.snoozes_on(moment.store, moment.today)),
            office=self._office(scope) if person.role is Role.INSPECTOR else None,
            head=self._once("head", lambda: record.head(moment.store)),
        )

    def _decisions(self, year: int) -> Sequence[Decision]:
        return self._once(("decisions", year), lambda: decisions.of_year(self._moment.store, year))

    def remember(self, person: PersonId, terms: Sequence[DigestTerm], scope: Scope) -> bool:
        """Puts on record that a person has these digests; False if the first of them was on record before."""
        moment = self._moment
        through = self._once("turns", lambda: digests.newest_turn(moment.store))
        fresh = [digests.put(moment.store, person, term, scope, through, moment.now) for term in terms]
        return fresh[0]

    def _since(self, person: Person, kind: DigestKind, scope: Scope) -> SentDigest | None:
        began = _this_one_began(self._moment, kind)
        return digests.last(self._moment.store, person.id, kind, scope, began)

    def _turned(self, scope: Scope, since: SentDigest | None) -> list[Turned] | None:
        """Turns of lights since a day; an item that cannot be read is counted, not named."""
        if since is None:
            return None
        store, known, through = self._moment.store, self._moment.reference.items, since.turns_through
        turned = self._once(("turned", scope, through), lambda: digests.turned(store, scope, through))
        return [each for each in turned if each.item in known]

    def _office(self, scope: Scope) -> Office:
        store, states = self._moment.store, [state.value for state in UNVERIFIED_STATES]
        waiting = self._once(("waiting", scope), lambda: digests.waiting_reports(store, scope, states))
        return Office(waiting, self._once("unreachable", lambda: people.unreachable(store)))

    def _once(self, name: Hashable, ask: Callable[[], T]) -> T:
        if name not in self._known:
            self._known[name] = ask()
        return cast("T", self._known[name])


def _facts(moment: Moment, scope: Scope) -> Facts:
    store, known = moment.store, moment.reference.items
    soon = moment.today + timedelta(days=moment.rules.digests.soon_days)
    lists = digests.sections(store, scope, tuple(Section), bounds(moment), MOST_PRESSING)
    return Facts(
        tallies=digests.tallies(store, scope, moment.today, soon),
        lists={each: replace(page, items=tuple(i for i in page.items if i in known)) for each, page in lists.items()},
        blockers=digests.open_blockers(store, scope),
        amendments=tuple(amendments(moment, scope)),
        aside=aside(moment, scope),
    )


def decided(moment: Moment, scope: Scope, every: Sequence[Decision] | None = None) -> tuple[Counted, ...]:
    """What was decided about the scope's items, as stored unless it is given."""
    known = decisions.of_year(moment.store, scope.year) if every is None else every
    return tuple(counted(moment, known, scope.holds, scope.unit))


def _closing(moment: Moment, scope: Scope) -> tuple[tuple[int, int, int], ...]:
    """What the scope still has of older years; asked of the store only while there is one."""
    if scope.year != moment.reference.running:
        return ()
    soon, found = moment.today, []
    for shown in moment.begun():
        if shown.year != scope.year:
            tallies = digests.tallies(moment.store, replace(scope, year=shown.year), moment.today, soon)
            found.append((shown.year, sum(each.count for each in tallies), sum(each.late for each in tallies)))
    return tuple(each for each in found if each[1])


def _counted(moment: Moment, kind: DigestKind, *, told: bool) -> tuple[date, date]:
    """The days over which asks are counted: the told month or quarter, else the running one up to today, a week's month."""
    span = DigestKind.MONTHLY if kind is DigestKind.WEEKLY else kind
    first = begins(span, moment.today)
    if not told or kind is DigestKind.WEEKLY:
        return first, moment.today
    return begins(span, first - DAY), first - DAY


def _this_one_began(moment: Moment, kind: DigestKind) -> datetime:
    """From when on a digest of the kind is this one: a week's is asked for all week, the others look back over what runs now."""
    day = begins(kind, moment.today) if kind is DigestKind.WEEKLY else moment.today
    return datetime.combine(day, time(), moment.district.zone).astimezone(UTC)


def bounds(moment: Moment) -> Bounds:
    """What the lists compare with today, and what is at stake on each item of them."""
    known, calendar, today = moment.reference.items, moment.reference.calendar, moment.today

    def weigh(which: Section, listed: Listed) -> Decimal:
        stored = known.get(listed.item)
        if stored is None:
            return Decimal(0)
        item = stored.item
        if which is Section.PRESSING and listed.pressure is not None and item.due is not None:
            return strain(item, listed.gap, listed.pressure, calendar.between(today, item.due))
        return stake(item, listed.gap, listed.node_missed, today)

    return Bounds(today, moment.rules.digests.pressure, weigh)


def amendments(moment: Moment, scope: Scope) -> Iterator[Amendment]:
    """Signed and current values of what was changed after signing. Filling in what a draft lacked is no change."""
    signed: dict[tuple[ItemId, Field], Value] = {}
    for change in digests.amended(moment.store, scope):
        for each in change.fields:
            if each.field in SIGNED:
                signed.setdefault((change.item, each.field), each.new if each.old is None else each.old)
    for (id_, field), old in signed.items():
        stored = moment.reference.items.get(id_)
        if stored is None:
            continue
        current = stored.item.target if field is Field.TARGET else stored.item.due
        if current != old:
            yield Amendment(id_, field, old, current)


def aside(moment: Moment, scope: Scope) -> int:
    """How many of the scope's items cannot be judged or read; what cannot be read counts for the whole district."""
    known = moment.reference.items
    return sum(
        scope.holds(known[ItemId(id_)].item) if id_ in known else not scope.key
        for id_ in set_aside.of(moment, Kind.JUDGE)
    )
