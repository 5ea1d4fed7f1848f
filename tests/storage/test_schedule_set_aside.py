"""Rows that were set aside, on both databases: as stored, counted, owed and forgotten."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from domain.set_aside import Kind
from storage import schedule
from storage.engine import Database
from storage.schedule import SetAside
from storage.store import Store

NOW = datetime(2026, 7, 1, 2, tzinfo=UTC)
ROW = SetAside(Kind.JUDGE, 7, "ValueError: x", 2, date(2026, 6, 30), NOW, NOW + timedelta(minutes=5))


async def test_a_row_comes_back_as_it_was_stored_and_is_replaced_under_its_key(database: Database) -> None:
    later = replace(ROW, attempts=3, told=True)

    def work(store: Store) -> None:
        schedule.put_aside(store, ROW)
        schedule.put_aside(store, later)
        schedule.put_aside(store, replace(ROW, kind=Kind.RECORD))

    await database.write(work)
    found = await database.read(schedule.aside)
    assert found == {(Kind.JUDGE, 7): later, (Kind.RECORD, 7): replace(ROW, kind=Kind.RECORD)}
    assert await database.read(schedule.count_aside) == {Kind.JUDGE: 1, Kind.RECORD: 1}
    await database.write(lambda store: schedule.forget_aside(store, (Kind.JUDGE, 7)))
    assert list(await database.read(schedule.aside)) == [(Kind.RECORD, 7)]


async def test_what_only_owes_is_not_counted_and_keeps_the_earliest_day(database: Database) -> None:
    key = (Kind.REMIND, 7)
    days = (date(2026, 6, 30), date(2026, 6, 26), date(2026, 7, 2))

    def work(store: Store) -> None:
        for day in days:
            schedule.owe(store, [key, key], day, NOW)

    await database.write(work)
    found = await database.read(schedule.aside)
    assert found == {key: SetAside(*key, "", 0, date(2026, 6, 26), NOW, None, told=True)}
    assert await database.read(schedule.count_aside) == {}


async def test_what_rests_goes_on_resting_when_it_owes_more(database: Database) -> None:
    def work(store: Store) -> None:
        schedule.put_aside(store, ROW)
        schedule.owe(store, [(ROW.kind, ROW.ref)], date(2026, 6, 1), NOW)

    await database.write(work)
    (found,) = (await database.read(schedule.aside)).values()
    assert (found.again_at, found.since, found.attempts) == (ROW.again_at, date(2026, 6, 1), 2)
