"""Whether the store itself is sound: the failures that say it is not, and the look that finds damage before anybody is answered.

A store that fails for a while (disk full, server gone, lock not given) is waited for. One that is damaged or gone is not: what
were confirmed on it might be lost, so the service stops taking messages and ends.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

if TYPE_CHECKING:
    from storage.store import Store

# The low byte of SQLite's codes; the rest says what kind of it. The driver gives them under several classes.
DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
FAILURES = DAMAGE | {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}
# PostgreSQL's classes of connection, resources, operator and system; and its codes for damaged data and damaged indexes.
STORE_CLASSES = frozenset({"08", "53", "55", "57", "58", "XX"})
DAMAGED_STATES = frozenset({"XX001", "XX002"})
# A server that only reads: a standby after a failover, or an operator's switch.
READ_ONLY = "25006"
MOST_FAULTS = 5


class StoreGone(OSError):
    """The file that was opened is no longer the one at its path: moved, deleted, or its volume is not mounted."""


def is_store_failure(failure: BaseException) -> bool:
    """Whether the store itself failed (disk full, server gone, lock not given, damage), rather than what was asked of it."""
    if isinstance(failure, OSError):
        return True
    if _sqlite_code(failure) in FAILURES:
        return True
    state = _state(failure)
    return (
        (isinstance(failure, DBAPIError) and (failure.connection_invalidated or isinstance(failure, OperationalError)))
        or state[:2] in STORE_CLASSES
        or state == READ_ONLY
    )


def is_unsound(failure: BaseException) -> bool:
    """Whether the store is damaged or gone, which no waiting mends."""
    return isinstance(failure, StoreGone) or _sqlite_code(failure) in DAMAGE or _state(failure) in DAMAGED_STATES


def faults(store: "Store") -> list[str]:
    """What is damaged, as the database says it, at most five; empty for a sound store.

    SQLite reads every page once. PostgreSQL finds damage by its own checksums whenever it reads
    a page, so there is nothing to ask for.
    """
    if store.connection.dialect.name != "sqlite":
        return []
    try:
        found = [str(row[0]) for row in store.execute(text(f"PRAGMA quick_check({MOST_FAULTS})"))]
    except DatabaseError as failure:
        # Where even the looking meets damage.
        if not is_unsound(failure):
            raise
        return [str(failure.orig)]
    return [] if found == ["ok"] else found


class Soundness:
    """What a database's transactions found out about it. Once it is unsound it stays so until the process ends."""

    def __init__(self, look: Callable[[], None] = lambda: None) -> None:
        """`look` is taken before and after each transaction and raises StoreGone."""
        self._look = look
        # What was found, for operators.
        self.trouble: str | None = None

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Around a transaction. Raises StoreGone where an earlier one found the store damaged or gone."""
        if self.trouble is not None:
            raise StoreGone(self.trouble)
        try:
            self._look()
            yield
            # What was committed meanwhile into a file that is gone is not confirmed either.
            self._look()
        except Exception as failure:
            if is_unsound(failure):
                self.trouble = str(getattr(failure, "orig", failure)).splitlines()[0]
            raise


class OpenFile:
    """A database file as it was when it was first used; another one at its path, or none, is a store that is gone."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._known: tuple[int, int] | None = None

    def look(self) -> None:
        """Raises StoreGone unless the path leads to the file that it led to before; a file in memory has no path."""
        if self._known is None:
            self._known = self._identity()
        elif self._identity() != self._known:
            raise StoreGone(f"{self._path.name} is no longer the file that was opened")

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino


def _sqlite_code(failure: BaseException) -> int:
    return int(getattr(getattr(failure, "orig", failure), "sqlite_errorcode", 0) or 0) & 0xFF


def _state(failure: BaseException) -> str:
    return str(getattr(getattr(failure, "orig", failure), "sqlstate", None) or "")
