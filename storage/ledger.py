"""What one transaction knows beside its rows: what it has read, what it has changed, and what it writes only at its end.

Messages that wait together share a transaction. What they all read is read once, and what nobody reads back is written once for
all of them, so a message costs a few statements instead of twenty (docs/decisions/0008).
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, event

KEY = "zeren_ledger"

Row = dict[str, Any]
Writer = Callable[[Connection, Sequence[Row]], None]


class Ledger:
    """One transaction's notes. `changes` counts statements that changed rows; `read` holds what was read, by kind and key."""

    def __init__(self) -> None:
        self.changes = 0
        self.read: dict[str, dict[Any, Any]] = {}
        self._later: list[tuple[Writer, Row]] = []

    def memory(self, kind: str) -> dict[Any, Any]:
        """What was read of one kind; whoever changes such a row keeps the memory right."""
        return self.read.setdefault(kind, {})

    def later(self, write: Writer, row: Row) -> None:
        """Puts a row off to the end of the transaction; `write` then gets all its rows at once, in order."""
        self._later.append((write, row))

    def mark(self) -> tuple[int, int]:
        """Where the transaction stands, for `unchanged` and `rewind`."""
        return self.changes, len(self._later)

    def unchanged(self, mark: tuple[int, int]) -> bool:
        """Whether no row was changed since the mark, so that dropping what was put off takes everything back."""
        return self.changes == mark[0]

    def drop(self, mark: tuple[int, int]) -> None:
        """Drops what was put off since the mark, and forgets what was read."""
        del self._later[mark[1] :]
        self.read.clear()

    def rewind(self, connection: Connection, mark: tuple[int, int]) -> None:
        """Takes everything since the mark back, if `unchanged`. What was put off before is written, as its memory goes."""
        del self._later[mark[1] :]
        self.flush(connection)
        self.read.clear()

    def flush(self, connection: Connection) -> None:
        """Writes what was put off."""
        put_off, self._later = self._later, []
        grouped: dict[Writer, list[Row]] = {}
        for write, row in put_off:
            grouped.setdefault(write, []).append(row)
        for write, rows in grouped.items():
            write(connection, rows)


def ledger(connection: Connection) -> Ledger:
    """The notes of the connection's transaction."""
    found: Ledger | None = connection.info.get(KEY)
    if found is None:
        found = connection.info[KEY] = Ledger()
    return found


def watch(engine: Engine) -> None:
    """Keeps the notes of an engine's transactions: fresh at each begin, emptied when a savepoint is taken back."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.info[KEY] = Ledger()

    @event.listens_for(engine, "rollback_savepoint")
    def rollback(connection: Connection, _name: str, _context: object) -> None:
        ledger(connection).read.clear()

    @event.listens_for(engine, "after_cursor_execute")
    def executed(
        connection: Connection,
        _cursor: object,
        _statement: str,
        _parameters: object,
        context: Any,
        _many: bool,
    ) -> None:
        if context is not None and (context.isinsert or context.isupdate or context.isdelete):
            ledger(connection).changes += 1
