"""Puts on record what a migration left: rows that were stored before there was a record, and rows that read otherwise now.

In order of their own times, as entries of the channel "migration"; at the end one entry says what was done. A row that is told
anew keeps its older entry, so what it read before stays on record too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby
from json import loads
from typing import Any

from sqlalchemy import Column, bindparam, select, tuple_, update

from domain.record import MIGRATION, Migrated, canonical
from storage import record
from storage.covered import COVERED, ENTRY, ROWS, Covered, raw, teller
from storage.store import Author, Store
from storage.tables import record as entries

CHUNK = 500
EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Owed:
    """A row that must be put on record: when it came about (UTC), where its table stands in COVERED, its key, its entry."""

    at: datetime
    rank: int
    key: tuple[Any, ...]
    entry: int | None


def carry_over(store: Store, old: str | None, new: str, now: datetime) -> None:
    """Puts on record what is not, or not so; `old` and `new` are the schema before and after. A new database tells nothing."""
    if old is None:
        return
    owed = [each for rank, covered in enumerate(COVERED) for each in _unlike(store, rank, covered)]
    owed.sort(key=lambda each: (each.at, each.rank, each.key))
    first = next((each.at for each in owed if each.at > EARLIEST), now)
    with record.by(store, Author(None, MIGRATION)):
        for start in range(0, len(owed), CHUNK):
            _carry(store, owed[start : start + CHUNK], first)
            store.flush()
        told_anew = sum(each.entry is not None for each in owed)
        record.append(store, Migrated(old, new, len(owed) - told_anew, told_anew), now)


def _unlike(store: Store, rank: int, covered: Covered) -> Iterator[_Owed]:
    """Rows of a table without an entry, and those that their entry tells otherwise."""
    table = covered.table
    keys = [table.c[name] for name in covered.keys]
    when = [] if covered.time is None else [covered.time.label("at_")]
    for row in store.execute(select(*keys, *when).where(table.c.entry.is_(None))):
        yield _Owed(_moment(row[len(keys)] if when else None), rank, tuple(row[: len(keys)]), None)
    changed = list(_told_otherwise(store, covered))
    if changed:
        query = select(*keys, table.c.entry, *when).where(table.c.entry.in_(changed))
        for row in store.execute(query):
            yield _Owed(_moment(row[-1] if when else None), rank, tuple(row[: len(keys)]), row[len(keys)])


def _told_otherwise(store: Store, covered: Covered) -> Iterator[int]:
    """Numbers of entries whose rows read otherwise now."""
    tell, after, known = teller(covered), 0, _Together()
    query = raw(covered).add_columns(entries.c.facts).join(entries, entries.c.number == covered.table.c.entry)
    query = query.where(covered.table.c.entry > bindparam("after")).order_by(covered.table.c.entry).limit(CHUNK)
    while rows := store.execute(query, {"after": after}).all():
        for row in rows:
            told = tell(row)
            if told != row[-1] and not (covered.together and told in known.of(row[-1])):
                yield row[-2]
        after = rows[-1][-2]


class _Together:
    """The rows of the shared entry that was asked for last, as canonical facts."""

    def __init__(self) -> None:
        self._facts = ""
        self._told: frozenset[str] = frozenset()

    def of(self, facts: str) -> frozenset[str]:
        """The rows that these facts tell of."""
        if facts != self._facts:
            self._facts, self._told = facts, frozenset(map(canonical, loads(facts)[ROWS]))
        return self._told


def _carry(store: Store, owed: Sequence[_Owed], first: datetime) -> None:
    """Some rows in order of time."""
    rows = {
        (rank, tuple(row[name] for name in COVERED[rank].keys)): row
        for rank in {each.rank for each in owed}
        for row in _rows(store, COVERED[rank], [each.key for each in owed if each.rank == rank])
    }
    numbers: dict[int, list[dict[str, Any]]] = {}
    for rank, some in groupby(owed, key=lambda each: each.rank):
        covered, mine = COVERED[rank], list(some)
        for part in _parts(covered, mine):
            told = [rows[rank, each.key] for each in part]
            at = max(part[0].at, first)
            number = (
                record.tell_together(store, covered, told, at)
                if covered.together
                else record.tell(store, covered, told[0], at)
            )
            numbers.setdefault(rank, []).extend(_numbered(covered, row, number) for row in told)
    for rank, given in numbers.items():
        table = COVERED[rank].table
        this = [table.c[name] == bindparam(f"key_{name}") for name in COVERED[rank].keys]
        store.execute(update(table).where(*this).values({ENTRY: bindparam("given")}), given)


def _parts(covered: Covered, owed: Sequence[_Owed]) -> Iterator[Sequence[_Owed]]:
    """What shares an entry: the days of a year, and otherwise each row alone."""
    if covered.together:
        yield from (list(some) for _, some in groupby(owed, key=lambda each: str(each.key[0])[:4]))
    else:
        yield from ([each] for each in owed)


def _rows(store: Store, covered: Covered, keys: Sequence[tuple[Any, ...]]) -> Sequence[Any]:
    columns: list[Column[Any]] = [covered.table.c[name] for name in covered.keys]
    chosen = columns[0].in_([key[0] for key in keys]) if len(columns) == 1 else tuple_(*columns).in_(keys)
    facts = [column for column in covered.table.c if column.name not in covered.free]
    return store.execute(select(*facts).where(chosen)).mappings().all()


def _numbered(covered: Covered, row: Any, number: int) -> dict[str, Any]:
    return {f"key_{name}": row[name] for name in covered.keys} | {"given": number}


def _moment(value: date | datetime | None) -> datetime:
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time(), UTC) if value is not None else EARLIEST
