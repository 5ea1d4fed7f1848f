"""Insert a row unless its key is known: the primitive behind every "exactly once"."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(connection: Connection, table: Table, row: Mapping[str, Any], wanted: Column[Any]) -> Any:
    """The new row's `wanted` column, or None if a unique key of the row was there before."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    query = dialect.insert(table).values(dict(row)).on_conflict_do_nothing().returning(wanted)
    return connection.execute(query).scalar_one_or_none()
