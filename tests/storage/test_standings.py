"""Where an item stands is kept from one transaction to the next, and never believed when something has happened since."""

import asyncio
import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.demo.sample import sample_items, sample_units
from domain.cadence import Return
from domain.items import ItemId
from domain.people import PersonId, Role
from domain.reports import ReportId, ReportState, ValueKind
from storage import items, people, reports, standings, units
from storage.engine import Database, open_database
from storage.reports import NewReport
from storage.standings import standings_of
from storage.store import Store
from tests.support.stores import new_file

NOW = datetime(2026, 7, 1, 2, tzinfo=UTC)
ITEM = ItemId(1)
ZONE = ZoneInfo("Asia/Shanghai")


def told(total: int, day: int) -> NewReport:
    """A clerk's report of a total as of a day of June."""
    figure = Decimal(total)
    return NewReport(ITEM, PersonId(1), "BM28", "", figure, ValueKind.TOTAL, figure, None, date(2026, 6, day))


async def founded(database: Database) -> None:
    """One item, and a clerk who has reported 18 of it."""

    def work(store: Store) -> None:
        units.put(store, sample_units(), NOW)
        items.add(store, sample_items(2026)[:1], "示例区", date(2026, 1, 1), NOW)
        people.add(store, "填报人", Role.REPORTER, "BM28", "", NOW)
        reports.add(store, told(18, 1), NOW)

    await database.write(work)


def totals(store: Store) -> list[int]:
    """The item's history as figures."""
    (stored,) = items.of_year(store, 2026)
    return [int(point.total) for point in standings_of(store, [stored], ZONE)[ITEM].history]


async def test_what_another_process_stored_or_moved_is_seen(database: Database, store_url: str) -> None:
    await founded(database)
    other = open_database(store_url)
    assert await database.read(totals) == await other.read(totals) == [18]
    await other.write(lambda store: reports.add(store, told(20, 9), NOW))
    assert await database.read(totals) == [18, 20]
    withdrawn = (ReportId(2), {ReportState.SUBMITTED}, ReportState.WITHDRAWN, PersonId(1), "", NOW)
    assert await other.write(lambda store: reports.move(store, *withdrawn))
    assert await database.read(totals) == [18]
    await other.close()


async def test_what_was_taken_back_is_not_kept_though_its_number_is_given_again(database: Database) -> None:
    await founded(database)
    assert await database.read(totals) == [18]

    def in_vain(store: Store) -> None:
        reports.add(store, told(99, 9), NOW)
        assert totals(store) == [18, 99]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.write(in_vain)
    assert await database.read(totals) == [18]
    await database.write(lambda store: reports.add(store, told(20, 9), NOW))
    assert await database.write(totals) == [18, 20]


async def test_a_report_put_off_to_the_end_is_seen_by_whoever_reads_before(database: Database) -> None:
    await founded(database)

    def work(store: Store) -> tuple[list[int], list[int]]:
        reports.add_later(store, told(20, 9), NOW)
        return [int(each.total or 0) for each in reports.of_item(store, ITEM)], totals(store)

    assert await database.write(work) == ([20, 18], [18, 20])
    steps = await database.read(lambda store: reports.events(store, ReportId(2)))
    assert [(step.state, step.person) for step in steps] == [(ReportState.SUBMITTED, PersonId(1))]


async def test_the_day_of_a_return_is_the_districts(database: Database) -> None:
    """At eleven in the evening UTC it is the next day in China, also where a service of another zone read before."""
    await founded(database)
    late = datetime(2026, 7, 1, 23, tzinfo=UTC)
    await database.write(
        lambda store: reports.move(
            store, ReportId(1), [ReportState.SUBMITTED], ReportState.RETURNED, PersonId(1), "", late
        )
    )

    async def returned(zone: ZoneInfo) -> Return | None:
        def look(store: Store) -> Return | None:
            return standings_of(store, items.of_year(store, 2026), zone)[ITEM].returned

        return await database.write(look)

    for _ in range(2):
        assert await returned(ZoneInfo("UTC")) == Return(date(2026, 6, 1), date(2026, 7, 1))
        assert await returned(ZONE) == Return(date(2026, 6, 1), date(2026, 7, 2))


async def test_an_older_view_is_not_shown_what_was_committed_since(tmp_path: Path) -> None:
    database = open_database(new_file(tmp_path / "store.db"))
    await founded(database)
    begun, written = threading.Event(), threading.Event()

    def slow(store: Store) -> list[int]:
        items.of_year(store, 2026)
        begun.set()
        written.wait(10)
        return totals(store)

    def later(store: Store) -> None:
        reports.add(store, told(20, 9), NOW)

    reading = asyncio.create_task(database.read(slow))
    await asyncio.to_thread(begun.wait, 10)
    await database.write(later)
    assert await database.write(totals) == [18, 20]
    written.set()
    assert await reading == [18]
    assert await database.read(totals) == [18, 20]
    await database.close()


async def test_where_nothing_happened_no_report_is_read_again(database: Database) -> None:
    await founded(database)
    assert await database.write(totals) == [18]
    said: list[str] = []

    def noted(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", noted)
    try:
        assert await database.write(totals) == [18]
    finally:
        event.remove(Engine, "before_cursor_execute", noted)
    assert not [each for each in said if "reports.total" in each]


async def test_after_a_report_only_its_item_is_read_again_and_nothing_that_is_kept_is_copied(
    database: Database,
) -> None:
    await founded(database)
    await database.read(totals)
    read: list[object] = []

    def kept(store: Store) -> object:
        return store.shared.of(standings._Shelves).of(ZONE).standings

    def noted(_connection: object, _cursor: object, statement: str, parameters: object, *_more: object) -> None:
        if "reports.total" in statement:
            read.append(parameters)

    before = await database.read(kept)
    await database.write(lambda store: reports.add(store, told(20, 9), NOW))
    event.listen(Engine, "before_cursor_execute", noted)
    try:
        assert await database.read(totals) == [18, 20]
        assert await database.read(totals) == [18, 20]
    finally:
        event.remove(Engine, "before_cursor_execute", noted)
    assert len(read) == 1
    assert await database.read(kept) is before


async def test_a_reader_that_was_late_keeps_nothing_that_a_later_report_made_untrue(database: Database) -> None:
    await founded(database)
    shelf = standings._Shelf()
    (stored,) = await database.read(lambda store: items.of_year(store, 2026))
    shelf.begin(1)
    old, new = standings.Standing(stored.tracked_from), standings.Standing(stored.tracked_from, reached=frozenset({1}))
    shelf.follow({2: stored.id})
    shelf.standings[stored.id] = 1, old
    assert shelf.holds(stored, 1) is None
    assert shelf.holds(stored, 2) is None
    shelf.standings[stored.id] = 2, new
    assert shelf.holds(stored, 1) is None, "an older view sees nothing newer than itself"
    assert shelf.holds(stored, 3) == new


async def test_by_one_report_nothing_later_of_its_day_or_of_a_later_day_is_known(database: Database) -> None:
    await founded(database)

    def look(store: Store) -> list[list[int]]:
        (stored,) = items.of_year(store, 2026)
        for total, day in ((20, 9), (21, 9), (19, 5), (30, 20)):
            reports.add(store, told(total, day), NOW)
        found = [reports.by_id(store, ReportId(number)) for number in (2, 3, 4)]
        known = [standings.standing_by(store, stored, report, ZONE) for report in found if report]
        return [[int(point.total) for point in each.history] for each in known]

    assert await database.write(look) == [[18, 19, 20], [18, 19, 21], [18, 19]]
