"""What became of pushes: who got what, what went another way, and what did not arrive. Replies are not looked at."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, delete, func, literal_column, select

from domain.delivery import HOLDS_ALL, Cause
from domain.keys.messages import NewsKey, PushKey, parse_marked_push
from domain.people import UNIT_ROLES, PersonId
from storage.outbox import PENDING, WAITING, MessageKind, MessageState, known_cause
from storage.payloads import Payload
from storage.schedule import NEVER
from storage.store import Fetched, Store, insert_each_once
from storage.tables import bindings, items, judge_days, out_of_reach, outbox, people

# Literal, not a parameter: only so SQLite sees that the index of pushes serves.
PUSHED = outbox.c.lane == literal_column("1", Integer)
# Surely lost, or of unknown fate.
NOT_SURELY_THERE = (MessageState.FAILED.value, MessageState.UNREACHABLE.value, MessageState.UNKNOWN.value)
_LATER = outbox.alias("later")
# A message that went another way is told by the one in its place.
_LAST = ~select(_LATER.c.id).where(_LATER.c.instead_of == outbox.c.key).exists()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many pushes to a person on a channel are in one state, and the cause of the newest."""

    person: PersonId
    channel: str
    state: MessageState
    count: int
    cause: Cause | None
    newest: int


@dataclass(frozen=True, slots=True)
class Push:
    """A push as it ended or waits. `key` names its row, `instead_of` that of what it went out in place of."""

    id: int
    key: str
    person: PersonId
    channel: str
    kind: MessageKind
    payload: Payload
    state: MessageState
    cause: Cause | None
    created_at: datetime
    instead_of: str | None

    @property
    def about(self) -> PushKey:
        """What was pushed, whichever part and way this row is."""
        return parse_marked_push(self.key).about


def units_out_of_reach(store: Store) -> tuple[str, ...]:
    """The codes of units that lead an open item of a year that has not closed, and of whom a message reaches nobody at work."""
    chats = bindings.c.revoked_at.is_(None) & bindings.c.unreachable_since.is_(None)
    staff = people.c.active & people.c.role.in_([role.value for role in UNIT_ROLES]) & people.c.unit.is_not(None)
    reached = select(people.c.unit).join(bindings, bindings.c.person_id == people.c.id).where(staff, chats)
    owing = select(items.c.unit).join(judge_days, judge_days.c.item_id == items.c.id).where(judge_days.c.on < NEVER)
    return tuple(store.execute(owing.where(items.c.unit.not_in(reached)).distinct().order_by(items.c.unit)).scalars())


def name_units(store: Store, now: datetime) -> list[str]:
    """The codes of those units that were not named since they last had somebody; from now on they are."""
    found = units_out_of_reach(store)
    if found:
        store.execute(delete(out_of_reach).where(out_of_reach.c.unit.not_in(found)))
    else:
        store.execute(delete(out_of_reach))
    fresh = insert_each_once(store, out_of_reach, [{"unit": code, "at": now} for code in found], out_of_reach.c.unit)
    return sorted(code for (code,) in fresh)


def tallies(store: Store, since: datetime, until: datetime) -> tuple[Tally, ...]:
    """Pushes queued from `since` up to `until`, by person, channel and state; one query for all people."""
    grouped = (
        select(
            outbox.c.person_id.label("person"),
            outbox.c.channel.label("by"),
            outbox.c.state.label("ended"),
            func.count().label("pushes"),
            func.max(outbox.c.id).label("newest"),
        )
        .where(PUSHED, _queued(since, until), _LAST)
        .group_by(outbox.c.person_id, outbox.c.channel, outbox.c.state)
        .subquery()
    )
    rows = store.execute(select(grouped, outbox.c.cause).join(outbox, outbox.c.id == grouped.c.newest))
    return tuple(
        Tally(PersonId(row.person), row.by, MessageState(row.ended), row.pushes, known_cause(row.cause), row.newest)
        for row in rows
    )


def of_person(store: Store, person: PersonId, limit: int) -> tuple[Push, ...]:
    """The newest pushes to a person, newest first; what went another way is given as it went there."""
    query = select(outbox).where(outbox.c.person_id == person, PUSHED, _LAST)
    return tuple(_push(row) for row in store.execute(query.order_by(outbox.c.id.desc()).limit(limit)))


def lost(store: Store, since: datetime, until: datetime, waiting_since: datetime) -> tuple[Push, ...]:
    """Pushes queued from `since` up to `until` that reached nobody by any way, or may not have, oldest first.

    With them what could leave at `waiting_since` or before and still waits, where the platform takes nothing at all.
    """
    query = select(outbox).where(PUSHED, _queued(since, until), outbox.c.state.in_(NOT_SURELY_THERE), _LAST)
    found = [_push(row) for row in store.execute(query)]
    if channels := held_up(store):
        query = select(outbox).where(PUSHED, _queued(since, waiting_since), outbox.c.channel.in_(channels))
        waits = (outbox.c.state.in_(WAITING)) & (outbox.c.state == PENDING)
        # A failed try puts a message off for a moment: only one that was never tried waits for its own hour.
        could_leave = outbox.c.cause.is_not(None) | _may_leave(waiting_since)
        found += [_push(row) for row in store.execute(query.where(waits, could_leave))]
    return tuple(sorted(found, key=lambda push: push.id))


def in_doubt(store: Store, since: datetime, until: datetime) -> tuple[Push, ...]:
    """Of those the ones that may have arrived, or still wait in an outage; see `lost`."""
    surely = (MessageState.FAILED, MessageState.UNREACHABLE)
    return tuple(push for push in lost(store, since, until, until) if push.state not in surely)


def held_up(store: Store) -> tuple[str, ...]:
    """Channels whose platform takes nothing at present: a message waits there for what would hold up any other."""
    causes = [cause.value for cause in HOLDS_ALL]
    query = select(outbox.c.channel).where(outbox.c.state.in_(WAITING), outbox.c.state == PENDING)
    return tuple(store.execute(query.where(outbox.c.cause.in_(causes)).distinct()).scalars())


def _may_leave(at: datetime) -> ColumnElement[bool]:
    return outbox.c.not_before.is_(None) | (outbox.c.not_before <= at)


def ends_of(store: Store, keys: Collection[NewsKey]) -> dict[NewsKey, Push]:
    """What became of messages by the key they were queued under, following each to the channel it went to last."""
    found: dict[NewsKey, Push] = {}
    origin = {key.text(): key for key in keys}
    column: ColumnElement[str] | ColumnElement[str | None] = outbox.c.key
    # Each round is one more channel: as many as a person has.
    while origin:
        rows = [_push(row) for row in store.execute(select(outbox).where(column.in_(list(origin))))]
        column, before, origin = outbox.c.instead_of, origin, {}
        for push in rows:
            first = before[push.instead_of if push.instead_of in before else push.key]
            found[first] = push
            origin[push.key] = first
    return found


def tried(store: Store, key: str) -> set[tuple[str, str]]:
    """Every channel and chat a message went to, from its first queueing to the one with this key."""
    found: set[tuple[str, str]] = set()
    at: str | None = key
    while at is not None:
        query = select(outbox.c.channel, outbox.c.chat, outbox.c.instead_of).where(outbox.c.key == at)
        row = store.execute(query).one_or_none()
        if row is None:
            return found
        found.add((row.channel, row.chat))
        at = row.instead_of
    return found


def _queued(since: datetime, until: datetime) -> ColumnElement[bool]:
    """Pushes of a time; one that went to nobody in particular is nobody's delivery."""
    return (outbox.c.created_at >= since) & (outbox.c.created_at <= until) & outbox.c.person_id.is_not(None)


def _push(row: Fetched) -> Push:
    return Push(
        id=row.id,
        key=row.key,
        person=PersonId(row.person_id),
        channel=row.channel,
        kind=MessageKind(row.kind),
        payload=row.payload,
        state=MessageState(row.state),
        cause=known_cause(row.cause),
        created_at=row.created_at,
        instead_of=row.instead_of,
    )
