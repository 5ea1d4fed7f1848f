"""What waits in the outbox, in numbers, and what became of the rest."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from domain.delivery import OWN, Cause
from storage.outbox import PENDING, WAITING, Lane, Message, MessageKind, MessageState, to_message
from storage.store import Store
from storage.tables import outbox

# Postponed since a try failed; see storage.outbox.postpone.
AGAIN = (
    outbox.c.state.in_(WAITING)
    & (outbox.c.state == PENDING)
    & outbox.c.cause.is_not(None)
    & outbox.c.not_before.is_not(None)
)


def held_back(store: Store) -> dict[MessageKind, int]:
    """How many messages wait or were on their way, by kind."""
    query = select(outbox.c.kind, func.count()).where(outbox.c.state.in_(WAITING)).group_by(outbox.c.kind)
    return {MessageKind(row[0]): int(row[1]) for row in store.execute(query)}


def give_up(store: Store, now: datetime, cause: Cause) -> int:
    """Closes everything that waits as unknown: it may have been sent in another life of this store."""
    row = {"state": MessageState.UNKNOWN.value, "settled_at": now, "cause": cause.value, "error": ""}
    return store.execute(update(outbox).where(outbox.c.state.in_(WAITING)).values(row)).rowcount


def counts(store: Store) -> dict[tuple[str, MessageState], int]:
    """Messages by channel and state."""
    query = select(outbox.c.channel, outbox.c.state, func.count()).group_by(outbox.c.channel, outbox.c.state)
    return {(row[0], MessageState(row[1])): int(row[2]) for row in store.execute(query)}


def causes(store: Store) -> dict[tuple[MessageState, Cause], int]:
    """Messages that have a cause, by state and cause; those that wait to be tried again are in it."""
    query = select(outbox.c.state, outbox.c.cause, func.count()).where(outbox.c.cause.is_not(None))
    rows = store.execute(query.group_by(outbox.c.state, outbox.c.cause).order_by(func.count().desc()))
    return {(MessageState(row[0]), Cause(row[1])): int(row[2]) for row in rows}


def own_failures(store: Store, since: datetime) -> tuple[Message, ...]:
    """Messages that failed since then by the program's own mistake, newest first."""
    ours = outbox.c.cause.in_([cause.value for cause in OWN]) & (outbox.c.settled_at >= since)
    return tuple(to_message(row) for row in store.execute(select(outbox).where(ours).order_by(outbox.c.id.desc())))


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many messages wait, and since when the oldest does."""

    count: int
    since: datetime


def waiting(store: Store) -> dict[tuple[str, Lane], Waiting]:
    """What waits, by channel and lane."""
    query = select(outbox.c.channel, outbox.c.lane, func.count(), func.min(outbox.c.created_at))
    rows = store.execute(query.where(outbox.c.state.in_(WAITING)).group_by(outbox.c.channel, outbox.c.lane))
    return {(row[0], Lane(row[1])): Waiting(int(row[2]), row[3]) for row in rows}


def oldest_waiting(store: Store) -> datetime | None:
    """Since when the oldest waiting message waits."""
    query = select(func.min(outbox.c.created_at)).where(outbox.c.state.in_(WAITING))
    return store.execute(query).scalar_one_or_none()


def clock_moved(store: Store, by: timedelta) -> None:
    """What waits for another try waits as long as it would have: the wall clock was moved, forward or back. What is held to a
    time of day is not touched.
    """
    for row in store.execute(select(outbox.c.id, outbox.c.not_before).where(AGAIN)).all():
        store.execute(update(outbox).where(outbox.c.id == row.id).values(not_before=row.not_before + by))


def wait_at_most(store: Store, channel: str, until: datetime) -> None:
    """Nothing waits longer for another try: a clock that stood ahead while it failed may have said so, unnoticed."""
    late = AGAIN & (outbox.c.channel == channel) & (outbox.c.not_before > until)
    store.execute(update(outbox).where(late).values(not_before=until))
