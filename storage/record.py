"""Puts facts on record: the number is known at once, the entries are written together at the end, in the order of happening.

Whoever stores a row of a covered table does it through here, so that no row can be stored without its entry. Writers take turns
(decision 0003), so the head of the record and the numbers of rows are read once a transaction and then known.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Insert, Select, Table, delete, func, insert, select, update

from domain.record import EMPTY, Entry, Fact, Head, Kind, Value, sealed
from storage.covered import BY_TABLE, ENTRY, ROWS, Covered
from storage.store import After, Author, Kept, Store, Writer, insert_many, insert_once
from storage.tables import light_changes, record, report_events, reports

Row = dict[str, Any]

# What a report brings: where their numbers stand is read with the head, that of other tables when it is asked for.
TOGETHER = (reports, report_events, light_changes)
LAST = select(record.c.number, record.c.hash).order_by(record.c.number.desc()).limit(1)
STANDS = select(
    LAST.with_only_columns(record.c.number).scalar_subquery().label("number"),
    LAST.with_only_columns(record.c.hash).scalar_subquery().label("hash"),
    *(select(func.max(table.c.id)).scalar_subquery().label(table.name) for table in TOGETHER),
)
INSERT = insert(record)


@dataclass
class _Known:
    """Where the record and the numbering of rows stand in this transaction."""

    head: Head
    ids: dict[str, int] = field(default_factory=dict)


def append(store: Store, fact: Fact, at: datetime) -> int:
    """Puts a fact on record that has no row of its own; gives its number."""
    return _append(store, fact.kind, fact.subject, fact.facts(), at)


def tell(store: Store, covered: Covered, row: Mapping[str, object], at: datetime) -> int:
    """Puts a row that is stored, or will be, on record as it is; gives the number that must stand in it."""
    return _append(store, covered.kind, covered.subject(row), covered.facts(row), at)


def tell_together(store: Store, covered: Covered, rows: Sequence[Mapping[str, object]], at: datetime) -> int:
    """The same for rows that share an entry; the first row says what it is about."""
    return _append(store, covered.kind, covered.subject(rows[0]), {ROWS: [covered.facts(row) for row in rows]}, at)


def on_record(store: Store, table: Table, row: Mapping[str, object], at: datetime) -> Row:
    """The row with its own number and that of its entry; the caller stores it, now or with the transaction's last writes."""
    whole = _numbered(store, table, row)
    whole[ENTRY] = tell(store, BY_TABLE[table], whole, at)
    return whole


def add(store: Store, table: Table, row: Mapping[str, object], at: datetime, *after: After) -> Row:
    """Stores one row and puts it on record; gives it with its number. `after` is Store.execute's."""
    whole = on_record(store, table, row, at)
    store.execute(_insert(table), whole, *after)
    return whole


def add_many(
    store: Store, table: Table, rows: Iterable[Mapping[str, object]], at: datetime, *after: After
) -> list[Row]:
    """Stores rows in one statement and puts each on record."""
    whole = [on_record(store, table, row, at) for row in rows]
    if whole:
        store.execute(_insert(table), whole, *after)
    return whole


def add_later(store: Store, table: Table, row: Mapping[str, object], at: datetime, *after: After) -> Row:
    """Puts a row on record, and off to the end of the transaction; gives it with its number."""
    whole = on_record(store, table, row, at)
    store.later(_writer(table), whole, *after)
    return whole


def add_once(store: Store, table: Table, row: Mapping[str, object], at: datetime, *after: After) -> Row | None:
    """Stores a row and puts it on record, unless a row with one of its unique keys is there; then gives None."""
    covered, known = BY_TABLE[table], _known(store)
    ids = dict(known.ids)
    whole = _numbered(store, table, row) | {ENTRY: known.head.number + 1}
    if insert_once(store, table, whole, table.c[ENTRY], *after) is None:
        known.ids = ids
        return None
    tell(store, covered, whole, at)
    return whole


def add_together(store: Store, table: Table, rows: Sequence[Mapping[str, object]], at: datetime) -> None:
    """Stores rows of a table whose rows share an entry; the first row says what it is about."""
    number = tell_together(store, BY_TABLE[table], rows, at)
    store.execute(_insert(table), [{**row, ENTRY: number} for row in rows])


def amend(
    store: Store,
    table: Table,
    which: ColumnElement[bool],
    values: Mapping[str, object],
    at: datetime,
    *after_: After,
) -> list[Row]:
    """Changes rows that may change, and puts each on record as it is afterwards; gives all that were meant, as they are then.

    What changes nothing is no fact.
    """
    covered, meant = BY_TABLE[table], []
    for before in map(dict, store.execute(select(table).where(which)).mappings().all()):
        after = {**before, **values}
        meant.append(after)
        if after == before:
            continue
        if covered.facts(after) != covered.facts(before):
            after[ENTRY] = tell(store, covered, after, at)
        this = [table.c[name] == before[name] for name in covered.keys]
        store.execute(update(table).where(*this).values({**values, ENTRY: after[ENTRY]}), None, *after_)
    return meant


def remove(store: Store, table: Table, which: ColumnElement[bool], at: datetime) -> int:
    """Takes rows away that may go; that each is gone stays on record. Says how many."""
    covered = BY_TABLE[table]
    rows = [dict(row) for row in store.execute(select(table).where(which)).mappings()]
    for row in rows:
        _append(store, covered.kind, covered.subject(row), covered.end(row), at)
    if rows:
        store.execute(delete(table).where(which))
        # The next row is numbered as in a transaction of its own.
        _known(store).ids.pop(table.name, None)
    return len(rows)


@contextmanager
def by(store: Store, author: Author) -> Iterator[None]:
    """Has another author act within the block."""
    before, store.author = store.author, author
    try:
        yield
    finally:
        store.author = before


def head(store: Store) -> Head:
    """The newest entry; number 0 before the first."""
    return _known(store).head


def _append(store: Store, kind: Kind, subject: str, facts: Mapping[str, Value], at: datetime) -> int:
    known, author = _known(store), store.author
    entry = sealed(known.head, at, author.person, author.channel, kind, subject, facts)
    known.head = Head(entry.number, entry.hash)
    store.facts += 1
    store.later(WRITER, _row(entry))
    return entry.number


def _numbered(store: Store, table: Table, row: Mapping[str, object]) -> Row:
    whole = dict(row)
    if "id" in table.c and whole.get("id") is None:
        ids = _known(store).ids
        if table.name not in ids:
            ids[table.name] = store.execute(_last_id(table)).scalar_one() or 0
        whole["id"] = ids[table.name] = ids[table.name] + 1
        if store.dialect == "postgresql":
            store.later(FOLLOWER, {"table": table.name, "id": whole["id"]})
    return whole


def _known(store: Store) -> _Known:
    found = store.known(KNOWN, None)
    return found if found is not None else store.recall(KNOWN, [None], lambda _: {None: _read(store)})[None]


def _read(store: Store) -> _Known:
    row = store.execute(STANDS).one()
    newest = EMPTY if row.number is None else Head(row.number, row.hash)
    return _Known(newest, {table.name: row._mapping[table.name] or 0 for table in TOGETHER})


def _write(store: Store, rows: Sequence[Row]) -> None:
    store.execute(INSERT, rows)


def _follow(store: Store, rows: Sequence[Row]) -> None:
    """Moves the sequences of PostgreSQL on, so that a row stored by hand gets a free number."""
    last = {row["table"]: row["id"] for row in rows}
    store.execute(select(*(func.setval(func.pg_get_serial_sequence(name, "id"), id_) for name, id_ in last.items())))


@cache
def _last_id(table: Table) -> Select[int | None]:
    return select(func.max(table.c.id))


@cache
def _insert(table: Table) -> Insert:
    return insert(table)


@cache
def _writer(table: Table) -> Writer:
    return insert_many(_insert(table), table)


def _row(entry: Entry) -> Row:
    return {name: getattr(entry, name) for name in Entry.__slots__}


# Known for the whole transaction, whatever is written in it: whoever numbers a row does it here.
KNOWN: Kept[None, _Known] = Kept("record")
WRITER = Writer(_write, record)
FOLLOWER = Writer(_follow)
