"""What was stored before there was a record, and what a migration changed, is put on record in order of time."""

from datetime import UTC, datetime, timedelta
from functools import partial
from json import loads

from sqlalchemy import inspect, select, update

from domain.record import MIGRATION
from storage import carryover, guards, migrate
from storage import record as records
from storage.audit.verify import verify
from storage.covered import COVERED
from storage.engine import Database
from storage.store import Store
from storage.tables import light_changes, record
from tests.support.record import ROWS, fill

LATER = datetime(2027, 1, 1, tzinfo=UTC)


def since_then(store: Store) -> set[str]:
    """Covered tables that the older program did not know; their rows are gone after the step down."""
    return {each.table.name for each in COVERED} - set(inspect(store.connection).get_table_names())


async def test_rows_of_an_older_program_come_onto_the_record_in_order_of_time(database: Database) -> None:
    await database.write(fill)
    await database.write(partial(migrate.downgrade, revision="0011"))
    left = len(COVERED) - len(await database.read(since_then))
    await database.write(migrate.upgrade)
    verdict = await database.read(verify)
    assert verdict.findings == ()
    assert verdict.entries == ROWS * (left - 1) + 2
    rows = await database.read(lambda store: store.execute(select(record).order_by(record.c.number)).all())
    assert {row.channel for row in rows} == {MIGRATION}
    times = [row.at for row in rows]
    assert times == sorted(times)
    last = loads(rows[-1].facts)
    assert (rows[-1].kind, last["old"], last["new"]) == ("migrated", "0011", migrate.newest())
    assert (last["carried"], last["told_anew"]) == (ROWS * left, 0)
    assert await database.read(guards.missing) == []


async def test_nothing_of_the_record_is_left_after_a_step_down(database: Database) -> None:
    await database.write(fill)
    await database.write(partial(migrate.downgrade, revision="0011"))
    assert await database.read(guards.present) == []


async def test_a_new_database_begins_with_an_empty_record(database: Database) -> None:
    assert (await database.read(records.head)).number == 0


async def test_rows_that_a_migration_changed_are_told_anew_and_their_older_entries_stay(database: Database) -> None:
    await database.write(fill)
    before = await database.read(records.head)

    def change(store: Store) -> None:
        guards.remove(store)
        store.execute(update(light_changes).where(light_changes.c.id == 2).values(reason="现在的话"))
        carryover.carry_over(store, "0012", "0013", LATER)
        guards.install(store)

    await database.write(change)
    verdict = await database.read(lambda store: verify(store, before))
    assert verdict.findings == ()
    assert verdict.entries == before.number + 2
    told = select(record).where(record.c.subject == "item:2", record.c.kind == "light").order_by(record.c.number)
    older, newer = await database.read(lambda store: store.execute(told).all())
    assert (loads(older.facts)["reason"], loads(newer.facts)["reason"]) == ("第2", "现在的话")
    assert newer.channel == MIGRATION


async def test_a_year_of_many_rows_is_carried_over_in_batches(database: Database) -> None:
    """More rows than one batch, of one table, among which others of the same time stand."""
    await database.write(fill)

    def many(store: Store) -> None:
        for number in range(carryover.CHUNK + 10):
            row = {"item_id": 1, "on": LATER.date(), "at": LATER + timedelta(seconds=number % 7), "new": "第1"}
            records.add_later(store, light_changes, row | {"reason": str(number), "pack": "x"}, LATER)

    await database.write(many)
    await database.write(partial(migrate.downgrade, revision="0011"))
    await database.write(migrate.upgrade)
    assert (await database.read(verify)).findings == ()
