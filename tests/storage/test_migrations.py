"""Migrations describe exactly the tables, forward and back, with data in them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Table, func, insert, inspect, select, text

from storage import migrate
from storage.engine import Database, open_database
from storage.exact import Exact, UtcTime
from storage.store import Store
from storage.tables import metadata

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ROWS = 2
VERSIONS = "alembic_version"


def value(column: Column[Any], number: int) -> object:
    """Something for a column in the row of this number (from 1); what refers to its own table refers to the row before."""
    kinds: Mapping[type[Any], object] = {
        UtcTime: NOW,
        sa.Boolean: True,
        sa.Date: date(2026, 1, number),
        sa.JSON: [],
        sa.LargeBinary: bytes([number]),
        sa.Integer: number,
        Exact: Decimal(number),
        sa.String: str(number),
    }
    if any(key.column.table is column.table for key in column.foreign_keys):
        return None if number == 1 else value(next(iter(column.foreign_keys)).column, number - 1)
    return next((some for kind, some in kinds.items() if isinstance(column.type, kind)), None)


def fill(store: Store) -> None:
    """Rows in every table, every column filled, with everything they refer to."""
    for table in metadata.sorted_tables:
        for number in range(1, ROWS + 1):
            row = {column.name: value(column, number) for column in table.columns}
            store.execute(insert(table).values(row))


def counts(store: Store) -> dict[str, int]:
    """How many rows each table has."""
    names = set(inspect(store.connection).get_table_names()) - {VERSIONS}
    return {
        name: store.execute(select(func.count()).select_from(Table(name, sa.MetaData()))).scalar_one()
        for name in sorted(names)
    }


def earlier_revisions() -> list[str]:
    """Every schema before the newest, newest first."""
    folder = Path(migrate.__file__).parent / "migrations" / "versions"
    return sorted((path.name[:4] for path in folder.glob("0*.py")), reverse=True)[1:]


def astray(store: Store) -> list[Any]:
    """Rows that refer to nothing; PostgreSQL lets none be."""
    return list(store.execute(text("PRAGMA foreign_key_check"))) if store.dialect == "sqlite" else []


async def test_the_newest_migration_describes_the_tables(database: Database) -> None:
    def differences(store: Store) -> list[object]:
        return list(
            compare_metadata(MigrationContext.configure(store.connection, opts={"compare_type": True}), metadata)
        )

    assert await database.write(differences) == []


async def test_every_step_down_and_up_again_keeps_the_rows_of_the_tables_that_stay(database: Database) -> None:
    await database.write(fill)
    assert set((await database.read(counts)).values()) == {ROWS}
    for number in earlier_revisions():
        await database.write(partial(migrate.downgrade, revision=number))
        assert set((await database.read(counts)).values()) == {ROWS}, number
        assert await database.read(astray) == [], number
    first = await database.read(counts)
    await database.write(migrate.upgrade)
    assert await database.read(migrate.current) == migrate.newest()
    after = await database.read(counts)
    assert {name: after[name] for name in first} == first
    assert await database.read(astray) == []


async def test_nothing_is_left_after_the_last_step_down(database: Database) -> None:
    await database.write(fill)
    await database.write(lambda store: migrate.downgrade(store, "base"))
    assert await database.read(lambda store: inspect(store.connection).get_table_names()) == [VERSIONS]
    await database.write(migrate.upgrade)
    assert await database.read(migrate.current) == migrate.newest()


async def test_upgrading_twice_changes_nothing(store_url: str) -> None:
    database = open_database(store_url)
    await database.write(migrate.upgrade)
    await database.write(migrate.upgrade)
    assert await database.read(lambda store: store.execute(text("SELECT count(*) FROM people")).scalar_one()) == 0
    await database.close()
