"""Insert rows unless their key is known: the primitive behind every "exactly once"."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(connection: Connection, table: Table, row: Mapping[str, Any], wanted: Column[Any]) -> Any:
    """The new row's `wanted` column, or None if a unique key of the row was there before."""
    return connection.execute(_statement(connection.dialect.name, table, wanted), dict(row)).scalar_one_or_none()


def insert_each_once(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *wanted: Column[Any]
) -> set[tuple[Any, ...]]:
    """The `wanted` columns of the rows whose keys were not there before."""
    if not rows:
        return set()
    query = _statement(connection.dialect.name, table, *wanted)
    return {tuple(row) for row in connection.execute(query, [dict(row) for row in rows])}


@cache
def _statement(dialect: str, table: Table, *wanted: Column[Any]) -> Any:
    made = postgresql if dialect == "postgresql" else sqlite
    return made.insert(table).on_conflict_do_nothing().returning(*wanted)
