"""What a digest tells of, read in a fixed number of queries whatever the number of items."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from domain.blockers import Blocker
from domain.calendar import DAY
from domain.digest import Digest, DigestKind, Scope, Tally, begins, compile_digest
from domain.items import ItemId
from domain.people import Person, PersonId, Role
from domain.quantities import show
from domain.reports import UNVERIFIED_STATES
from domain.set_aside import Kind
from handlers import set_aside, supervise
from handlers.turn import Moment
from handlers.wording.zh import digests as zh
from handlers.wording.zh import reports as report_words
from storage import asks, digests, people, supervision
from storage.digests import Bounds, Page, Section, SentDigest

# What stands on the first screen of a section; the rest is one tap away.
MOST = 3
# Fields of an agreement whose signed value stays beside the current one (值和时限).
SIGNED = ("目标值", "完成时限")
EMPTY = "（空）"


@dataclass(frozen=True, slots=True)
class Amendment:
    """An item's field with the value that was signed and the one that counts now."""

    item: ItemId
    field: str
    signed: str
    current: str


@dataclass(frozen=True, slots=True)
class Office:
    """What only the inspectors are told: reports that wait for them, and people whom no message reaches."""

    waiting: int
    unreachable: tuple[Person, ...]


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
    # Items whose light is an old one, since something is wrong with their data.
    aside: int
    office: Office | None

    @property
    def empty(self) -> bool:
        """Whether the scope holds no open item."""
        return not self.tallies


def read(moment: Moment, person: Person, kind: DigestKind, scope: Scope, *, told: bool = False) -> Reading:
    """The digest of a scope for one reader, from what is stored: see `bring_up_to_date`.

    `told`: the month or quarter that is over is told of, not the one that runs.
    """
    connection, rules = moment.connection, moment.rules.digests
    since = digests.last(connection, person.id, kind, scope, _this_one_began(moment, kind))
    soon = moment.today + timedelta(days=rules.soon_days)
    tallies = digests.tallies(connection, scope, moment.today, soon)
    known = moment.reference.items
    turned = digests.turned(connection, scope, since.turns_through) if since else None
    # What cannot be read is counted where it stands and named nowhere.
    readable = None if turned is None else [each for each in turned if each.item in known]
    lists = digests.sections(connection, scope, tuple(Section), bounds(moment), MOST)
    units = {each.unit for each in tallies}
    first, last = _counted(moment, kind, told=told)
    asked = {unit: times for unit, times in asks.between(connection, first, last).items() if unit in units}
    return Reading(
        kind=kind,
        scope=scope,
        since=since,
        tallies=tallies,
        digest=compile_digest(tallies, readable),
        lists={each: replace(page, items=tuple(i for i in page.items if i in known)) for each, page in lists.items()},
        blockers=digests.open_blockers(connection, scope),
        amendments=tuple(amendments(moment, scope)),
        asked=asked,
        aside=aside(moment, scope),
        office=_office(moment, scope) if person.role is Role.INSPECTOR else None,
    )


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
    """What the lists compare with today."""
    return Bounds(moment.today, moment.rules.digests.pressure)


def bring_up_to_date(moment: Moment) -> None:
    """Judges what was not judged today yet: a digest rests on what is stored."""
    while supervise.judge(moment):
        pass


def amendments(moment: Moment, scope: Scope) -> Iterator[Amendment]:
    """Signed and current values of what was changed after signing. Filling in what a draft lacked is no change."""
    signed: dict[tuple[ItemId, str], str] = {}
    for change in digests.amended(moment.connection, scope):
        for field, old, new in change.fields:
            if field in SIGNED:
                signed.setdefault((change.item, field), new if old == EMPTY else old)
    for (id_, field), old in signed.items():
        stored = moment.reference.items.get(id_)
        if stored is None:
            continue
        target, due = stored.item.target, stored.item.due
        current = (show(target) if target is not None else EMPTY) if field == SIGNED[0] else _iso(due)
        if current != old:
            yield Amendment(id_, field, old, current)


def _office(moment: Moment, scope: Scope) -> Office:
    waiting = digests.waiting_reports(moment.connection, scope, [state.value for state in UNVERIFIED_STATES])
    return Office(waiting, people.unreachable(moment.connection))


def aside(moment: Moment, scope: Scope) -> int:
    """How many of the scope's items cannot be judged or read; what cannot be read counts for the whole district."""
    known = moment.reference.items
    return sum(
        scope.holds(known[ItemId(id_)].item) if id_ in known else not scope.key
        for id_ in set_aside.of(moment, Kind.JUDGE)
    )


def with_snoozes(moment: Moment, lines: Mapping[ItemId, str]) -> list[str]:
    """The items' lines, in order; where the unit lets the reminders rest it is said who does and until when."""
    resting = supervision.snoozes_on(moment.connection, list(lines), moment.today)
    return [
        zh.resting(line, snooze.person, report_words.day(snooze.through)) if (snooze := resting.get(id_)) else line
        for id_, line in lines.items()
    ]


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else EMPTY


def remember(
    moment: Moment, person: PersonId, kinds: Sequence[DigestKind], occurrences: Sequence[str], scope: Scope
) -> bool:
    """Puts on record that a person has these digests; False if the first of them was on record before."""
    through = digests.newest_turn(moment.connection)
    fresh = [
        digests.put(moment.connection, person, kind, name, scope, through, moment.now)
        for kind, name in zip(kinds, occurrences, strict=True)
    ]
    return fresh[0]
