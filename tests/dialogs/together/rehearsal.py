"""The same messages in one batch, and one after the other, in a prepared district that stays as it was."""

import re
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast
from unittest.mock import patch

from sqlalchemy import Connection, event, text

from bot.road import dispatch as dispatching
from bot.road.dispatch import Dispatch
from bot.road.house import House
from bot.road.readers import Here
from bot.road.readings import Readings
from documents.readings import Reading
from handlers.kernel.messages import Incoming
from handlers.kernel.papers import Paper
from storage.engine import Work
from storage.files.place import Files
from storage.leader import Leader
from storage.soundness import Soundness
from storage.standings import standings_of
from storage.store import Shared, Store
from storage.tables import metadata
from tests.dialogs.together.snapshot import Snapshot, snapshot
from tests.support.world import ZONE

T = TypeVar("T")
TABLES = tuple(table.name for table in metadata.sorted_tables)
_NAMES = re.compile(rf"\b(?:{'|'.join(TABLES)})\b")
_CHANGES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|WITH)\b")


class Numbers:
    """What is drawn rather than told: tokens, and the next row numbers of PostgreSQL, which a rollback does not take back."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tokens = 0

    def token(self) -> str:
        """Tokens in the order they are made."""
        self._tokens += 1
        return f"token{self._tokens:05}"

    @contextmanager
    def unless_kept(self) -> Iterator[None]:
        """Work that draws again what it drew before if it is taken back, by raising."""
        tokens, rows = self._tokens, self._sequences()
        try:
            yield
        except BaseException:
            self._tokens = tokens
            if rows:
                self._connection.execute(text(f"SELECT {', '.join(map(_set, rows))}"))
            raise

    def _sequences(self) -> list[tuple[str, int | None]]:
        if self._connection.dialect.name != "postgresql":
            return []
        found = self._connection.execute(text("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1"))
        return [(row.sequencename, row.last_value) for row in found]


def _set(sequence: tuple[str, int | None]) -> str:
    name, last = sequence
    return f"setval('{name}', {last or 1}, {str(last is not None).lower()})"


class Undo(Exception):
    """Takes the work of a savepoint back."""


class ReadAtOnce(Readings):
    """Every file was read before: who sends one that was not waits for it while others go on, so their order may differ."""

    def __init__(self) -> None:
        super().__init__(Here())
        self._found: dict[tuple[str, str], list[tuple[Reading[Any], Any]]] = {}

    def read(self, paper: Paper, reading: Reading[T]) -> T:
        """See Readings."""
        known = self._found.setdefault((paper.sha256, paper.name), [])
        for before, found in known:
            if before == reading:
                return cast(T, found)
        known.append((reading, found := reading.of(paper.content(), paper.name)))
        return found


class Inside:
    """A database within one open transaction: a write is a savepoint with a store of its own, as a transaction has."""

    def __init__(self, connection: Connection, files: Files) -> None:
        self.connection = connection
        self.files = files
        self.numbers = Numbers(connection)
        self.shared = Shared()

    @property
    def dialect(self) -> str:
        """See Database."""
        return self.connection.dialect.name

    async def write(self, work: Work[T], *, brief: bool = False) -> T:
        """See Database."""
        with self.numbers.unless_kept(), self.connection.begin_nested():
            store = Store(self.connection, self.shared, self.files)
            result = work(store)
            store.flush()
        return result

    async def read(self, work: Work[T]) -> T:
        """See Database."""
        return work(Store(self.connection, self.shared, self.files))

    async def beside(self, work: Callable[[], T]) -> T:
        """See Database."""
        return work()

    @property
    def soundness(self) -> Soundness:
        """Nobody asks."""
        return Soundness()

    def leader(self) -> Leader:
        """See Database."""
        raise NotImplementedError

    async def close(self) -> None:
        """See Database."""


@dataclass(frozen=True)
class Touched:
    """The tables that statements named, and those they changed."""

    named: frozenset[str]
    changed: frozenset[str]


@dataclass(frozen=True)
class Ending:
    """What came of some messages: what undid each of them, everything that is stored, and the tables it took."""

    failures: tuple[str, ...]
    stored: Snapshot
    touched: Touched = field(compare=False)


class Rehearsal:
    """Runs messages in a prepared district, in a transaction that is taken back."""

    def __init__(self, connection: Connection, house: House) -> None:
        self._inside = Inside(connection, house.database.files)
        self.before = snapshot(connection, TABLES)
        self._dispatch = Dispatch(replace(house, database=self._inside))
        self._dispatch.readings = ReadAtOnce()
        self._zone = house.district.zone
        # The reference data is loaded once for all plays.
        self._items = _at_once(self._dispatch.look(lambda moment: list(moment.reference.items.values())))

    def play(self, *batches: Sequence[Incoming]) -> Ending:
        """The batches one after the other; then everything is as it was."""
        connection, numbers = self._inside.connection, self._inside.numbers
        dispatch = self._as_running()
        ending: list[Ending] = []
        try:
            with numbers.unless_kept(), connection.begin_nested():
                with watched(connection) as seen, patch.object(dispatching, "new_token", numbers.token):
                    failures = [each for batch in batches for each in _at_once(dispatch.messages(batch))]
                stored = {**self.before, **snapshot(connection, seen.changed)}
                touched = Touched(frozenset(seen.named), frozenset(seen.changed))
                ending.append(Ending(tuple(map(repr, failures)), stored, touched))
                raise Undo
        except Undo:
            return ending[0]

    def _as_running(self) -> Dispatch:
        """A dispatch that keeps what a running service keeps, and nothing of what was taken back."""
        self._inside.shared = Shared()
        standings_of(Store(self._inside.connection, self._inside.shared), self._items, ZONE)
        return copy(self._dispatch)


@dataclass
class Seen:
    """The tables of the statements so far."""

    named: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)


@contextmanager
def watched(connection: Connection) -> Iterator[Seen]:
    """Watches the statements of a connection."""
    seen = Seen()

    def note(_: Connection, __: object, statement: str, *___: object) -> None:
        named = set(_NAMES.findall(statement))
        seen.named |= named
        if _CHANGES.match(statement):
            seen.changed |= named

    event.listen(connection.engine, "after_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(connection.engine, "after_cursor_execute", note)


def _at_once(work: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that waits for nothing."""
    try:
        work.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    raise AssertionError("a message was waited for")
