"""Everything that is stored, row by row, so that two ways to the same end can be compared."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

# The rows of a table as the store itself writes them: values on SQLite, one text a row on PostgreSQL.
Rows = frozenset[Any]
Snapshot = Mapping[str, Rows]


def snapshot(connection: Connection, tables: Iterable[str]) -> Snapshot:
    """What the connection's transaction sees of some tables."""
    return {name: _rows(connection, name) for name in tables}


def differences(together: Snapshot, apart: Snapshot) -> Iterator[str]:
    """The rows that only one of two endings has, in the order of the tables, for people to read."""
    for name, rows in together.items():
        yield from (f"    only in one batch  {name} {each}" for each in _readable(rows - apart[name]))
        yield from (f"    only one by one    {name} {each}" for each in _readable(apart[name] - rows))


def _rows(connection: Connection, name: str) -> Rows:
    if connection.dialect.name == "sqlite":
        return frozenset(map(tuple, connection.exec_driver_sql(f"SELECT * FROM {name}")))
    return frozenset(connection.exec_driver_sql(f"SELECT whole::text FROM {name} whole").scalars())


def _readable(rows: Rows) -> list[str]:
    """Chinese as people read it, where the store keeps it escaped."""
    return sorted(map(_unescaped, map(str, rows)))


def _unescaped(row: str) -> str:
    halves = re.sub(r"\\+u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), row)
    return halves.encode("utf-16", "surrogatepass").decode("utf-16")
