"""Rows in every covered table, put on record as the program does, and a store in which the database's owner may do anything."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Table, create_engine, insert, text

from domain.people import PersonId
from storage import guards, record
from storage.covered import BY_TABLE
from storage.engine import Database, SqliteDatabase
from storage.exact import Exact, UtcTime
from storage.store import Author, Shared, Store
from storage.tables import item_states, metadata

NOW = datetime(2026, 6, 24, 2, 3, 4, 567890, tzinfo=UTC)
ROWS = 3


def content(number: int) -> bytes:
    """The bytes of a file."""
    return b"\x00\xffproof" + bytes([number])


def fingerprint(number: int) -> str:
    """Their SHA-256."""
    return hashlib.sha256(content(number)).hexdigest()


def value(column: Column[Any], number: int) -> Any:
    """Something for a column in the row of this number (from 1), other in each row; what refers to a table refers to its row."""
    if any(key.column.table is column.table for key in column.foreign_keys):
        return None if number == 1 else value(next(iter(column.foreign_keys)).column, number - 1)
    if column.foreign_keys:
        return value(next(iter(column.foreign_keys)).column, number)
    kinds: Mapping[type[Any], Any] = {
        UtcTime: NOW + timedelta(seconds=number),
        sa.Boolean: number % 2 == 0,
        sa.Date: date(2026, 1, number),
        sa.JSON: [["目标值", "20", str(number)]],
        sa.LargeBinary: content(number),
        sa.Integer: len(content(number)) if column.name == "size" else number,
        Exact: Decimal(number),
        sa.String: fingerprint(number + 100 * (column.table.name == "file_ends"))
        if column.name == "sha256"
        else f"第{number}",
    }
    return next(some for kind, some in kinds.items() if isinstance(column.type, kind))


def row(table: Table, number: int) -> dict[str, Any]:
    """A whole row, but for its entry."""
    return {column.name: value(column, number) for column in table.columns if column.name != "entry"}


def fill(store: Store) -> None:
    """Rows in every covered table, each on record, and in what repeats it."""
    store.author = Author(PersonId(1), "telegram")
    for table in metadata.sorted_tables:
        rows = [row(table, number) for number in range(1, ROWS + 1)]
        covered = BY_TABLE.get(table)
        if table is item_states:
            store.execute(insert(table), rows)
        elif covered is not None and covered.together:
            record.add_together(store, table, rows, NOW)
        elif covered is not None:
            for each in rows:
                record.add(store, table, each, NOW)


async def owning(database: Database, work: Callable[[Store], None]) -> None:
    """Runs work that may change anything, as the owner of the database could, and takes it all back."""

    def free(store: Store) -> None:
        guards.remove(store)
        if database.dialect == "postgresql":
            store.execute(text("SET LOCAL session_replication_role = replica"))
        work(store)
        raise TakenBack

    if not isinstance(database, SqliteDatabase):
        try:
            await database.write(free)
        except TakenBack:
            return
    else:
        # Its own engine enforces foreign keys.
        engine = create_engine(f"sqlite:///{database._path}")
        with engine.connect() as connection:
            try:
                free(Store(connection, Shared(), database.files))
            except TakenBack:
                connection.rollback()
        engine.dispose()


class TakenBack(Exception):
    """Nothing of it stays."""
