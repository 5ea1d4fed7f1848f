"""What a restore would give back: chats that were ended since the backup was made, and invitations that were open then."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from domain.identity import Ended, Void
from storage import invitations, record
from storage.store import Store
from storage.tables import bindings, people

# The number of a binding, its channel and the identity there: numbers alone might be those of another district's database.
Ending = tuple[int, str, str]
WHICH = (bindings.c.id, bindings.c.channel, bindings.c.external_id)


@dataclass(frozen=True, slots=True)
class Closed:
    """Whose chats a restore ended, each as person (channel), and how many invitations it made void."""

    chats: tuple[str, ...]
    invitations: int


def ended(store: Store) -> frozenset[Ending]:
    """The bindings that have ended by now; must be asked before a restore replaces everything."""
    rows = store.execute(select(*WHICH).where(bindings.c.revoked_at.is_not(None)))
    return frozenset((row.id, row.channel, row.external_id) for row in rows)


def close(store: Store, before: Collection[Ending], now: datetime) -> Closed:
    """After everything was replaced: ends what was ended before, and makes every invitation void."""
    live = store.execute(select(*WHICH).where(bindings.c.revoked_at.is_(None)))
    back = [row.id for row in live if (row.id, row.channel, row.external_id) in before]
    values = {"revoked_at": now, "ended": Ended.RESTORED.value}
    for id_ in back:
        record.amend(store, bindings, bindings.c.id == id_, values, now)
    return Closed(_names(store, now), invitations.void(store, None, Void.RESTORED, now))


def closed_by_restores(store: Store) -> tuple[str, ...]:
    """Whose chats restores have ended, each as person (channel)."""
    return _names(store, None)


def _names(store: Store, at: datetime | None) -> tuple[str, ...]:
    query = select(people.c.name, bindings.c.channel).join(people, people.c.id == bindings.c.person_id)
    query = query.where(bindings.c.ended == Ended.RESTORED.value)
    if at is not None:
        query = query.where(bindings.c.revoked_at == at)
    rows = store.execute(query.order_by(bindings.c.id))
    return tuple(dict.fromkeys(f"{row.name} ({row.channel})" for row in rows))
