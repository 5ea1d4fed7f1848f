"""What waits in the outbox, in numbers, and what became of the rest."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from storage.outbox import WAITING, Delivery, Lane, MessageKind
from storage.store import Store
from storage.tables import outbox


def held_back(store: Store) -> dict[MessageKind, int]:
    """How many messages wait or were on their way, by kind."""
    query = select(outbox.c.kind, func.count()).where(outbox.c.state.in_(WAITING)).group_by(outbox.c.kind)
    return {MessageKind(row[0]): int(row[1]) for row in store.execute(query)}


def give_up(store: Store, now: datetime, error: str) -> int:
    """Closes everything that waits as unknown: it may have been sent in another life of this store."""
    row = {"state": Delivery.UNKNOWN.value, "settled_at": now, "error": error}
    return store.execute(update(outbox).where(outbox.c.state.in_(WAITING)).values(row)).rowcount


def counts(store: Store) -> dict[tuple[str, Delivery], int]:
    """Messages by channel and state."""
    query = select(outbox.c.channel, outbox.c.state, func.count()).group_by(outbox.c.channel, outbox.c.state)
    return {(row[0], Delivery(row[1])): int(row[2]) for row in store.execute(query)}


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
