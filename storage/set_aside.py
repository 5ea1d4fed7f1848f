"""Rows that were set aside with their reason, and those that work again but have not been told of what they missed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from domain.set_aside import Kind
from storage.store import Fetched, Kept, Store
from storage.tables import set_aside

KEPT: Kept[None, "dict[Key, SetAside]"] = Kept("set aside", set_aside)
EVERY = select(set_aside).order_by(set_aside.c.at, set_aside.c.kind, set_aside.c.ref)
Key = tuple[Kind, int]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row by its kind and number. `since` is the local day up to which it had been dealt with, `at` when it first failed (UTC).

    `again_at` is None for what works again (or never failed) and only owes what fell due after `since`.
    """

    kind: Kind
    ref: int
    reason: str
    attempts: int
    since: date
    at: datetime
    again_at: datetime | None
    told: bool = False


def every(store: Store) -> dict[Key, SetAside]:
    """All rows, in one query a transaction; there are hardly ever any."""

    def read(_none: list[None]) -> dict[None, dict[Key, SetAside]]:
        return {None: {(each.kind, each.ref): each for each in map(_read, store.execute(EVERY))}}

    return store.recall(KEPT, (None,), read)[None]


def put(store: Store, row: SetAside) -> None:
    """Stores a row in the place of what stood under its key."""
    known, key = every(store), (row.kind, row.ref)
    values = {
        "reason": row.reason,
        "attempts": row.attempts,
        "since": row.since,
        "at": row.at,
        "again_at": row.again_at,
        "told": row.told,
    }
    if key in known:
        store.execute(update(set_aside).where(_is(key)).values(values))
    else:
        store.execute(insert(set_aside).values(kind=row.kind.value, ref=row.ref, **values))


def owe(store: Store, keys: Iterable[Key], since: date, now: datetime) -> None:
    """Notes what owes everything that fell due after `since`, or after an earlier day that was noted before."""
    for key in dict.fromkeys(keys):
        fresh = SetAside(*key, "", 0, since, now, None, told=True)
        before = every(store).get(key)
        if before is not None:
            rests = before.again_at is not None and before.again_at > now
            again_at = before.again_at if rests else None
            fresh = replace(before, since=min(since, before.since), at=now, again_at=again_at)
        put(store, fresh)


def clear(store: Store, key: Key) -> None:
    """Forgets a row that works again and owes nothing."""
    store.execute(delete(set_aside).where(_is(key)))


def counts(store: Store) -> dict[Kind, int]:
    """How many rows of each kind are set aside."""
    query = select(set_aside.c.kind, func.count()).where(set_aside.c.again_at.is_not(None))
    return {Kind(kind): count for kind, count in store.execute(query.group_by(set_aside.c.kind))}


def _is(key: Key) -> ColumnElement[bool]:
    return (set_aside.c.kind == key[0].value) & (set_aside.c.ref == key[1])


def _read(row: Fetched) -> SetAside:
    return SetAside(Kind(row.kind), row.ref, row.reason, row.attempts, row.since, row.at, row.again_at, row.told)
