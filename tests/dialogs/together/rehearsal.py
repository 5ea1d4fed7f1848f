"""The same messages in one batch, and one after the other, in a prepared district that stays as it was."""

from collections.abc import Coroutine, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from unittest.mock import patch

from sqlalchemy import Connection, text

from bot import dispatch as dispatching
from bot.dispatch import Dispatch, House
from handlers.messages import Incoming
from storage.engine import Work
from storage.leader import Leader
from storage.ledger import KEY, Ledger, ledger
from tests.dialogs.together.snapshot import Snapshot, snapshot

T = TypeVar("T")


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


class Inside:
    """A database within one open transaction: a write is a savepoint with notes of its own, as a transaction has."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.numbers = Numbers(connection)

    @property
    def dialect(self) -> str:
        """See Database."""
        return self.connection.dialect.name

    async def write(self, work: Work[T]) -> T:
        """See Database."""
        with self.numbers.unless_kept(), self.connection.begin_nested():
            self.connection.info[KEY] = Ledger()
            result = work(self.connection)
            ledger(self.connection).flush(self.connection)
        return result

    async def read(self, work: Work[T]) -> T:
        """See Database."""
        return work(self.connection)

    def leader(self) -> Leader:
        """See Database."""
        raise NotImplementedError

    async def close(self) -> None:
        """See Database."""


@dataclass(frozen=True)
class Ending:
    """What came of some messages: what undid each of them, and everything that is stored."""

    failures: tuple[str, ...]
    stored: Snapshot


class Rehearsal:
    """Runs messages in a prepared district, in a transaction that is taken back."""

    def __init__(self, connection: Connection, house: House) -> None:
        self._inside = Inside(connection)
        self._dispatch = Dispatch(replace(house, database=self._inside))

    def play(self, *batches: Sequence[Incoming]) -> Ending:
        """The batches one after the other; then everything is as it was."""
        numbers = self._inside.numbers
        ending: list[Ending] = []
        try:
            with numbers.unless_kept(), self._inside.connection.begin_nested():
                failures: list[Exception | None] = []
                with patch.object(dispatching, "new_token", numbers.token):
                    for batch in batches:
                        failures += _at_once(self._dispatch.messages(batch))
                ending.append(Ending(tuple(map(repr, failures)), snapshot(self._inside.connection)))
                raise Undo
        except Undo:
            return ending[0]


def _at_once(work: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that waits for nothing."""
    try:
        work.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    raise AssertionError("a message was waited for")
