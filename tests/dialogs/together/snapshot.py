"""Everything that is stored, row by row, so that two ways to the same end can be compared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from storage.tables import metadata

Row = tuple[Any, ...]
# The calendar is as long as everything else together; a change of it raises the catalogue's version in `marks`.
TOO_LONG = frozenset({"calendar_days"})
QUERIES = [select(table) for table in metadata.sorted_tables if table.name not in TOO_LONG]
NAMES = [table.name for table in metadata.sorted_tables if table.name not in TOO_LONG]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The rows of every table."""

    tables: Mapping[str, frozenset[str]]

    def differences(self, other: "Snapshot") -> Iterator[str]:
        """Rows that only one of the two has, by table."""
        for name, rows in self.tables.items():
            if rows != other.tables[name]:
                yield from (f"  only together   {name}: {row}" for row in sorted(rows - other.tables[name]))
                yield from (f"  only one by one {name}: {row}" for row in sorted(other.tables[name] - rows))


def snapshot(connection: Connection) -> Snapshot:
    """What the connection's transaction sees."""
    return Snapshot(
        {
            name: frozenset(str(tuple(row)) for row in connection.exec_driver_sql(f"SELECT * FROM {name}"))
            for name in NAMES
        }
    )
