"""What is kept can be neither changed nor taken away, on both databases, but through restore and migration."""

import pytest
from sqlalchemy import Table, delete, select, text, update
from sqlalchemy.exc import DBAPIError

from storage import guards, migrate
from storage.covered import BY_TABLE, COVERED
from storage.engine import Database
from storage.store import Store
from storage.tables import blobs, record, reports
from tests.support.record import fill

KEPT = [pytest.param(table, id=table.name) for table in (record, *(each.table for each in COVERED if each.kept))]
REFUSED = "neither changed nor taken away"


@pytest.fixture
async def filled(database: Database) -> Database:
    """A database with rows in every covered table."""
    await database.write(fill)
    return database


@pytest.mark.parametrize("table", KEPT)
async def test_what_is_kept_is_neither_changed_nor_taken_away(filled: Database, table: Table) -> None:
    covered = BY_TABLE.get(table)
    free = covered.free if covered is not None else frozenset()
    for column in table.columns:
        if column.name in free and column.name != "content":
            continue
        other = select(table.c[column.name]).order_by(*table.primary_key.columns.values()).limit(1).scalar_subquery()
        changed = update(table).values({column.name: text("NULL") if column.nullable else other})
        if column.primary_key:
            changed = (
                update(table).values({column.name: table.c[column.name] + 100})
                if column.name in ("id", "number")
                else changed
            )
        with pytest.raises(DBAPIError, match=REFUSED):
            await filled.write(lambda store, changed=changed: store.execute(changed))  # type: ignore[misc]
    with pytest.raises(DBAPIError, match=REFUSED):
        await filled.write(lambda store: store.execute(delete(table)))


async def test_the_state_of_a_report_may_follow_the_record_and_nothing_else_of_it_may_change(filled: Database) -> None:
    moved = update(reports).where(reports.c.id == 2)
    await filled.write(lambda store: store.execute(moved.values(state="x")))
    with pytest.raises(DBAPIError, match=REFUSED):
        await filled.write(lambda store: store.execute(moved.values(state="x", note="y")))


async def test_bytes_of_a_file_are_kept(filled: Database) -> None:
    with pytest.raises(DBAPIError, match=REFUSED):
        await filled.write(lambda store: store.execute(update(blobs).values(content=b"")))


async def test_a_table_cannot_be_emptied_or_a_row_replaced(filled: Database) -> None:
    """TRUNCATE and REPLACE change rows without UPDATE and DELETE."""
    statement = "TRUNCATE record" if filled.dialect == "postgresql" else "REPLACE INTO record SELECT * FROM record"
    with pytest.raises(DBAPIError, match=REFUSED):
        await filled.write(lambda store: store.execute(text(statement)))


async def test_guards_that_somebody_took_away_are_named_and_put_back_by_a_migration(filled: Database) -> None:
    assert await filled.read(guards.missing) == []
    drop = "DROP TRIGGER kept_reports_delete" + (" ON reports" if filled.dialect == "postgresql" else "")
    await filled.write(lambda store: store.execute(text(drop)))
    assert await filled.read(guards.missing) == ["kept_reports_delete"]
    await filled.write(migrate.upgrade)
    assert await filled.read(guards.missing) == []


async def test_guards_stand_again_when_work_without_them_fails(filled: Database) -> None:
    def fail(store: Store) -> None:
        with guards.lifted(store):
            store.execute(delete(record))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await filled.write(fail)
    assert await filled.read(guards.missing) == []
    assert await filled.read(lambda store: store.execute(select(record).limit(1)).first()) is not None
