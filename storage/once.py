"""Insert rows unless their key is known: the primitive behind every "exactly once"."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.store import After, Store


def insert_once(store: Store, table: Table, row: Mapping[str, Any], wanted: Column[Any], *after: After) -> Any:
    """The new row's `wanted` column, or None if a unique key of the row was there before."""
    return store.execute(_statement(store.dialect, table, wanted), dict(row), *after).scalar_one_or_none()


def insert_each_once(
    store: Store, table: Table, rows: Sequence[Mapping[str, Any]], *wanted: Column[Any]
) -> set[tuple[Any, ...]]:
    """The `wanted` columns of the rows whose keys were not there before."""
    if not rows:
        return set()
    query = _statement(store.dialect, table, *wanted)
    return {tuple(row) for row in store.execute(query, [dict(row) for row in rows])}


@cache
def _statement(dialect: str, table: Table, *wanted: Column[Any]) -> Any:
    made = postgresql if dialect == "postgresql" else sqlite
    return made.insert(table).on_conflict_do_nothing().returning(*wanted)
