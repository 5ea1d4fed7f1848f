"""One transaction as everybody below the engine sees it: what it reads, what it writes now, and what it writes at its end.

Messages that wait together share a transaction. What they all read is read once (`recall`), and what nobody reads back is
written once for all of them (`later`). No caller has to remember it: a statement finds written what was put off for its tables,
and what is kept of a table is forgotten when somebody writes to it (docs/decisions/0019).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar, TypeVarTuple, overload
from weakref import WeakKeyDictionary

from sqlalchemy import (
    CTE,
    Alias,
    Column,
    ColumnClause,
    Connection,
    CursorResult,
    Executable,
    Select,
    Subquery,
    Table,
    TextClause,
    UpdateBase,
)
from sqlalchemy import Row as SqlRow
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import visitors
from sqlalchemy.sql.selectable import TypedReturnsRows

from domain.people import PersonId
from storage.exact import prepared
from storage.files.place import Files
from storage.soundness import is_store_failure

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")
Ts = TypeVarTuple("Ts")

Row = dict[str, Any]
# A row as read: its columns are attributes.
Fetched = SqlRow[*tuple[Any, ...]]
Query = Select[Any]
Parameters = Mapping[str, object] | Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Author:
    """Who acts in a transaction and by which way: a channel's name, "tick", or "terminal". Nobody for the service itself."""

    person: PersonId | None
    channel: str


NOBODY = Author(None, "service")


class Kept(Generic[K, V]):
    """A kind of things that a transaction reads once. A write to one of `tables` makes it forget them."""

    def __init__(self, name: str, *tables: Table) -> None:
        self.name = name
        for table in tables:
            _KEPT_OF.setdefault(table, []).append(self)


AnyKept = Kept[Any, Any]
# What is kept of each table.
_KEPT_OF: dict[object, list[AnyKept]] = {}


@dataclass(frozen=True, slots=True)
class Now(Generic[K, V]):
    """What a thing is after a write, so that neither it nor the others of its kind need be read again."""

    kind: Kept[K, V]
    key: K
    value: V | None


@dataclass(frozen=True, slots=True)
class Unread(Generic[K, V]):
    """The one thing of its kind that a write makes unknown; the others stay known."""

    kind: Kept[K, V]
    key: K


After = Now[Any, Any] | Unread[Any, Any]


class Writer:
    """Writes rows that were put off, all at once and in the order given."""

    def __init__(self, write: Callable[["Store", Sequence[Row]], None], *tables: Table) -> None:
        self.write = write
        self.tables = frozenset(tables)


@dataclass(frozen=True, slots=True)
class Mark:
    """A point in a transaction, for `unchanged` and `rewind`."""

    changes: int
    put_off: int


class Shared:
    """What a database keeps from one transaction to the next, one thing of each kind. Only what is committed may be put there."""

    def __init__(self) -> None:
        self._things: dict[type, object] = {}

    def of(self, kind: type[T]) -> T:
        """The one thing of a kind, made when it is first asked for."""
        if kind not in self._things:
            self._things[kind] = kind()
        found = self._things[kind]
        assert isinstance(found, kind)  # noqa: S101 - for the type checker: it is stored under its own kind
        return found


class Store:
    """One transaction. `changes` counts the statements that changed rows, `facts` what is put on record; `author` acts."""

    def __init__(self, connection: Connection, shared: Shared | None = None, files: Files | None = None) -> None:
        self.connection = connection
        self._files = files
        self.dialect = connection.dialect.name
        self.shared = shared or Shared()
        self.author = NOBODY
        self.changes = 0
        self.facts = 0
        self._kept: dict[AnyKept, dict[Any, Any]] = {}
        self._put_off: list[tuple[Writer, Row]] = []
        self._pending: set[Table] = set()
        # Rows that were put off could not be written and are lost: this transaction must not be committed.
        self.broken = False

    @property
    def files(self) -> Files:
        """Where the bytes of files lie; a store that was opened as a bare file (a backup) has none."""
        if self._files is None:
            raise RuntimeError("this store has no files")
        return self._files

    @overload
    def execute(
        self, statement: TypedReturnsRows[*Ts], parameters: Parameters | None = None, *after: After
    ) -> CursorResult[*Ts]: ...

    @overload
    def execute(
        self, statement: Executable, parameters: Parameters | None = None, *after: After
    ) -> CursorResult[*tuple[Any, ...]]: ...

    def execute(
        self, statement: Executable, parameters: Parameters | None = None, *after: After
    ) -> CursorResult[*tuple[Any, ...]]:
        """Runs a statement once what was put off for its tables is written. A write forgets what is kept of its table;
        `after` says what it makes of some of it instead.
        """
        if self._pending and (isinstance(statement, TextClause) or not self._pending.isdisjoint(tables_of(statement))):
            self.flush()
        ready = None
        if isinstance(parameters, Mapping):
            if self.dialect == "postgresql" and isinstance(statement, Select):
                parameters = {name: filled(value) for name, value in parameters.items()}
        elif parameters and isinstance(statement, UpdateBase):
            ready = prepared(self.connection, statement, parameters)
        run = self.connection
        result: CursorResult[*tuple[Any, ...]]
        result = run.exec_driver_sql(*ready) if ready is not None else run.execute(statement, parameters)
        if isinstance(statement, UpdateBase):
            self.changes += 1
            self._forget((statement.table,), after)
        elif isinstance(statement, TextClause):
            self.changes += 1
            self._kept.clear()
        return result

    def recall(self, kind: Kept[K, V], wanted: Collection[K], read: Callable[[list[K]], Mapping[K, V]]) -> dict[K, V]:
        """The wanted things by key, without those that are not there. `read` is asked once for what is not known yet."""
        known = self._kept.setdefault(kind, {})
        missing = [key for key in dict.fromkeys(wanted) if key not in known]
        if missing:
            found = read(missing)
            # Reading may have made the transaction write what was put off, and so forget.
            known = self._kept.setdefault(kind, {})
            known.update({key: found.get(key) for key in missing})
        return {key: value for key in wanted if (value := known.get(key)) is not None}

    def known(self, kind: Kept[K, V], key: K) -> V | None:
        """The thing if it has been read in this transaction and is still so."""
        return self._kept.get(kind, {}).get(key)

    def later(self, writer: Writer, row: Row, *after: After) -> None:
        """Puts a row off to the end of the transaction, or to the first statement that touches its tables."""
        self._put_off.append((writer, row))
        self._pending |= writer.tables
        self._forget(writer.tables, after)

    def mark(self) -> Mark:
        """Where the transaction stands."""
        return Mark(self.changes, len(self._put_off))

    def unchanged(self, mark: Mark) -> bool:
        """Whether no row was changed since, so that dropping what was put off takes everything back."""
        return self.changes == mark.changes

    def rewind(self, mark: Mark) -> None:
        """Takes everything since the mark back, if `unchanged`. What was put off before is written: what was known of it goes."""
        del self._put_off[mark.put_off :]
        self.flush()
        self._kept.clear()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Work that is taken back alone when it raises; the failure is raised on. What was put off before is written first."""
        self.flush()
        savepoint = self.connection.begin_nested()
        try:
            yield
            self.flush()
            savepoint.commit()
        except BaseException:
            savepoint.rollback()
            self.broken = False
            self._put_off.clear()
            self._pending.clear()
            self._kept.clear()
            raise

    def attempt(self, work: Callable[[], object]) -> Exception | None:
        """Does the work in a savepoint, or takes all of it back and gives the failure; the store's own failures are raised.

        What was put off before is no part of the work: if it cannot be written the whole transaction must fail.
        """
        self.flush()
        try:
            with self.savepoint():
                work()
        except Exception as failure:
            if is_store_failure(failure):
                raise
            return failure
        return None

    def flush(self) -> None:
        """Writes what was put off, writer by writer in the order of their first rows."""
        while self._put_off:
            put_off, self._put_off = self._put_off, []
            self._pending = set()
            grouped: dict[Writer, list[Row]] = {}
            for writer, row in put_off:
                grouped.setdefault(writer, []).append(row)
            kept, self._kept = self._kept, {}
            self.broken = True
            for writer, rows in grouped.items():
                writer.write(self, rows)
            self.broken = False
            # Whoever put a row off has said what it makes of what was known.
            self._kept = kept

    def _forget(self, tables: Iterable[object], after: Sequence[After]) -> None:
        spared = [each.kind for each in after]
        for table in tables:
            for kind in _KEPT_OF.get(table, ()):
                if kind in self._kept and kind not in spared:
                    del self._kept[kind]
        for each in after:
            known = self._kept.setdefault(each.kind, {})
            if isinstance(each, Now):
                known[each.key] = each.value
            else:
                known.pop(each.key, None)


def filled(value: T) -> T | list[Any]:
    """A list of what is asked for, its last one repeated up to a power of two: a statement has few texts then, and PostgreSQL
    need not read a new one for each number of things asked for.
    """
    if not isinstance(value, list) or not value:
        return value
    return value + value[-1:] * ((1 << (len(value) - 1).bit_length()) - len(value))


def insert_many(statement: Executable, table: Table) -> Writer:
    """A writer that runs one statement for all its rows."""

    def write(store: Store, rows: Sequence[Row]) -> None:
        store.execute(statement, rows)

    return Writer(write, table)


def insert_once(store: Store, table: Table, row: Mapping[str, object], wanted: Column[T], *after: After) -> T | None:
    """Behind every "exactly once": the new row's `wanted` column, or None if a unique key of the row was there before."""
    found: T | None = store.execute(_once(store.dialect, table, wanted), dict(row), *after).scalar_one_or_none()
    return found


def insert_each_once(
    store: Store, table: Table, rows: Sequence[Mapping[str, object]], *wanted: Column[Any]
) -> set[tuple[Any, ...]]:
    """The `wanted` columns of the rows whose keys were not there before."""
    if not rows:
        return set()
    query = _once(store.dialect, table, *wanted)
    return {tuple(row) for row in store.execute(query, [dict(row) for row in rows])}


@cache
def _once(dialect: str, table: Table, *wanted: Column[Any]) -> Any:
    made = postgresql if dialect == "postgresql" else sqlite
    return made.insert(table).on_conflict_do_nothing().returning(*wanted)


def tables_of(statement: Executable) -> frozenset[Table]:
    """Every table that a statement reads or writes, also in its subqueries; worked out once for each statement."""
    found = _TABLES_OF.get(statement)
    if found is None:
        tables: set[Table] = set()
        _collect(statement, tables)
        found = _TABLES_OF[statement] = frozenset(tables)
    return found


_TABLES_OF: WeakKeyDictionary[Executable, frozenset[Table]] = WeakKeyDictionary()


def _collect(element: Any, found: set[Table]) -> None:
    """`iterate` looks into subqueries and aliases, but a column only names what it is taken from."""
    for each in visitors.iterate(element):
        source = each.table if isinstance(each, Column | ColumnClause | UpdateBase) else each
        while isinstance(source, Alias):
            source = source.element
        if isinstance(source, Table):
            found.add(source)
        elif isinstance(source, Subquery | CTE) and source is not each:
            _collect(source.element, found)
