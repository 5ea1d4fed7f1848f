"""Facts are put on record by whoever stores them, in the order of happening, and taken back with what they tell of."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from json import loads
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.demo.sample import sample_items, sample_units
from domain.amendments import changes, to_json
from domain.people import PersonId, Role
from domain.record import Imported, PackInForce
from domain.reports import ReportId, ReportState, ValueKind
from storage import in_force, items, people, record, reports, units
from storage.audit.verify import verify
from storage.engine import Database
from storage.reports import NewReport
from storage.store import Author, Store
from storage.tables import record as entries
from storage.tables import units as unit_rows

NOW = datetime(2026, 6, 24, 2, tzinfo=UTC)
FACT = Imported("people", "people.csv", 1, 0, "ab")


@pytest.fixture
async def begun(database: Database) -> Database:
    """A database with units, three items, a clerk and an inspector."""

    def store_all(store: Store) -> None:
        units.put(store, sample_units(), NOW)
        items.add(store, sample_items(2026)[:3], "示例区", date(2026, 1, 1), NOW)
        people.add(store, "张三", Role.REPORTER, sample_units()[0].code, "", NOW)
        people.add(store, "李四", Role.INSPECTOR, None, "", NOW)

    await database.write(store_all)
    return database


def new(store: Store, item: int) -> NewReport:
    """A report on one of the items."""
    stored = items.of_year(store, 2026)[item]
    figure = Decimal(item)
    person, unit = PersonId(1), stored.item.unit
    return NewReport(stored.id, person, unit, "累计1座", figure, ValueKind.TOTAL, figure, None, NOW.date())


async def told(database: Database, after: int = 0) -> list[Any]:
    """Entries behind a number."""
    query = select(entries).where(entries.c.number > after).order_by(entries.c.number)
    return await database.read(lambda store: list(store.execute(query)))


async def number(database: Database) -> int:
    """The newest entry's."""
    return (await database.read(record.head)).number


async def test_entries_stand_in_the_order_of_happening_across_tables_though_rows_are_put_off(begun: Database) -> None:
    before = await number(begun)

    def work(store: Store) -> None:
        store.author = Author(PersonId(1), "telegram")
        reports.add_later(store, new(store, 0), NOW)
        record.append(store, FACT, NOW)
        reports.add_later(store, new(store, 1), NOW)
        store.author = Author(PersonId(2), "web")
        reports.move(store, ReportId(1), [ReportState.SUBMITTED], ReportState.VERIFIED, PersonId(2), "", NOW)

    await begun.write(work)
    found = await told(begun, before)
    kinds = ["report", "report_step", "import", "report", "report_step", "report_step"]
    assert [row.kind for row in found] == kinds
    assert [(row.actor, row.channel) for row in found] == [(1, "telegram")] * 5 + [(2, "web")]
    assert loads(found[-1].facts)["state"] == "verified"
    assert (await begun.read(verify)).is_clean


async def test_what_a_savepoint_takes_back_takes_its_numbers_back(begun: Database) -> None:
    before = await number(begun)

    def work(store: Store) -> None:
        reports.add_later(store, new(store, 0), NOW)
        with suppress(RuntimeError), store.savepoint():
            reports.add(store, new(store, 1), NOW)
            record.append(store, FACT, NOW)
            raise RuntimeError
        reports.add_later(store, new(store, 2), NOW)

    await begun.write(work)
    found = await told(begun, before)
    assert [row.number - before for row in found] == [1, 2, 3, 4]
    assert [loads(row.facts)["id"] for row in found if row.kind == "report"] == [1, 2]
    assert (await begun.read(verify)).is_clean


async def test_what_was_put_off_and_is_rewound_takes_its_numbers_back(begun: Database) -> None:
    before = await number(begun)

    def work(store: Store) -> None:
        record.append(store, FACT, NOW)
        mark = store.mark()
        reports.add_later(store, new(store, 0), NOW)
        assert store.unchanged(mark)
        store.rewind(mark)
        reports.add_later(store, new(store, 1), NOW)

    await begun.write(work)
    assert [row.kind for row in await told(begun, before)] == ["import", "report", "report_step"]
    assert (await begun.read(verify)).is_clean


async def test_a_transaction_that_fails_leaves_no_gap(begun: Database) -> None:
    before = await number(begun)

    def fail(store: Store) -> None:
        reports.add(store, new(store, 0), NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await begun.write(fail)
    await begun.write(lambda store: record.append(store, FACT, NOW))
    assert await number(begun) == before + 1
    assert (await begun.read(verify)).is_clean


async def test_rows_stored_by_hand_get_numbers_behind_those_on_record(begun: Database) -> None:
    """The sequences of PostgreSQL follow."""
    person = {"name": "王五", "role": "leader", "post": "", "active": True, "created_at": NOW}

    def by_hand(store: Store) -> int:
        table = entries.metadata.tables["people"]
        return int(store.execute(insert(table).values(person).returning(table.c.id)).scalar_one())

    assert await begun.write(by_hand) == 3


async def test_a_row_that_is_there_already_is_no_fact(begun: Database) -> None:
    before = await number(begun)
    unit = {"code": sample_units()[0].code, "name": "x", "short_names": [], "kind": "street"}
    assert await begun.write(lambda store: record.add_once(store, unit_rows, unit, NOW)) is None
    assert await number(begun) == before


async def test_a_row_that_is_there_already_uses_up_no_number_of_its_table(begun: Database) -> None:
    told = entries.metadata.tables["digests"]

    def work(store: Store) -> list[int | None]:
        rows = [{"person_id": person, "kind": "weekly", "occurrence": "2026-W26"} for person in (1, 1, 2)]
        more = {"scope": "", "turns_through": 0, "at": NOW}
        stored = [record.add_once(store, told, row | more, NOW) for row in rows]
        return [None if each is None else each["id"] for each in stored]

    assert await begun.write(work) == [1, None, 2]


async def test_what_changes_nothing_is_no_fact_and_a_change_tells_the_whole_row(begun: Database) -> None:
    before = await number(begun)
    await begun.write(lambda store: units.put(store, sample_units(), NOW))
    assert await number(begun) == before
    code = sample_units()[0].code
    await begun.write(lambda store: record.amend(store, unit_rows, unit_rows.c.code == code, {"name": "新名"}, NOW))
    (row,) = await told(begun, before)
    assert (row.kind, row.subject) == ("unit", f"unit:{code}")
    assert loads(row.facts)["name"] == "新名"
    assert set(loads(row.facts)) == {"code", "kind", "name", "short_names"}


async def test_an_amended_item_tells_of_item_agreement_and_old_and_new_values(begun: Database) -> None:
    stored = (await begun.read(lambda store: items.of_year(store, 2026)))[0]
    changed = replace(stored.item, target=Decimal("20.5"), due=date(2026, 11, 30))
    fields = changes(stored.item, changed)
    before = await number(begun)
    await begun.write(lambda store: items.change(store, stored.id, changed, fields, PersonId(2), NOW))
    found = await told(begun, before)
    assert [row.kind for row in found] == ["item", "agreement", "item_change"]
    assert [loads(row.facts).get("version") for row in found] == [None, 2, None]
    assert loads(found[0].facts)["target"] == "20.5"
    assert loads(found[2].facts)["changes"] == [to_json(each) for each in fields]
    assert (await begun.read(verify)).is_clean


async def test_what_is_in_force_is_put_on_record_when_it_differs_from_what_was(begun: Database) -> None:
    one, other = PackInForce("default", "1", "ab"), PackInForce("default", "1", "cd")
    done = [await begun.write(partial(in_force.put, fact=fact, now=NOW)) for fact in (one, one, other, one)]
    assert done == [True, False, True, True]
    assert [row.kind for row in (await told(begun))[-3:]] == ["pack"] * 3
