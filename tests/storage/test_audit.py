"""One changed byte, a removed, added or reordered row in any covered table or in the record is found and named."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Executable, Table, and_, bindparam, delete, insert, select, text, update

from domain.record import Head
from storage import record as records
from storage.audit.findings import Finding
from storage.audit.verify import Verdict, verify, verify_end
from storage.covered import COVERED, Covered
from storage.engine import Database
from storage.store import Store
from storage.tables import blobs, item_states, light_changes, record, reports
from tests.support.record import NOW, ROWS, fill, owning, row

TABLES = [pytest.param(covered, id=covered.table.name) for covered in COVERED]
Tampering = Callable[[Store], object]


@pytest.fixture
async def filled(database: Database) -> Database:
    """A database with rows in every covered table, of either kind."""
    await database.write(fill)
    return database


async def found(database: Database, *tampering: Tampering) -> list[list[Finding]]:
    """What an audit finds after each tampering alone."""
    told: list[list[Finding]] = []

    def try_all(store: Store) -> None:
        store.connection.execute(text("SAVEPOINT before"))
        for each in tampering:
            each(store)
            told.append(list(verify(store).findings))
            store.connection.execute(text("ROLLBACK TO SAVEPOINT before"))
            store.connection.execute(text("SAVEPOINT before"))

    await owning(database, try_all)
    return told


def key_of(covered: Covered, number: int) -> str:
    """The key of a row as findings name it."""
    parts = [row(covered.table, number)[name] for name in covered.keys]
    return ",".join(part.isoformat() if hasattr(part, "isoformat") else str(part) for part in parts)


def this(covered: Covered, number: int) -> Any:
    """The row of a number."""
    whole = row(covered.table, number)
    return and_(*(covered.table.c[name] == whole[name] for name in covered.keys))


def other(value: Any) -> Any:
    """Another value of the same type, by the least that can change."""
    if value is None:
        return 1
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return value[:-1] + chr(ord(value[-1]) ^ 64)
    if isinstance(value, list):
        return [*value, "x"]
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, date):
        return value + timedelta(days=100)
    return value + 100 if isinstance(value, int) else value + Decimal("0.1")


def _run(store: Store, statement: Executable) -> None:
    store.connection.execute(statement)


def changes(covered: Covered) -> Iterator[tuple[str, Tampering]]:
    """One column of one row changed, each in turn."""
    whole = row(covered.table, 2)
    for column in covered.columns:
        statement = update(covered.table).where(this(covered, 2)).values({column.name: other(whole[column.name])})
        yield column.name, partial(_run, statement=statement)


async def test_what_nobody_tampered_with_is_clean(filled: Database) -> None:
    verdict = await filled.read(verify)
    assert verdict.findings == ()
    assert verdict.entries == ROWS * (len(COVERED) - 1) + 1
    assert verdict.head == await filled.read(records.head)


@pytest.mark.parametrize("covered", TABLES)
async def test_any_changed_column_is_found_and_named(filled: Database, covered: Covered) -> None:
    named = dict(changes(covered))
    for column, findings in zip(named, await found(filled, *named.values()), strict=True):
        mine = [each for each in findings if each.table == covered.table.name]
        if column in covered.keys and covered.together:
            assert {each.sentence.split(" was ")[1][:5] for each in mine} == {"remov", "added"}
            continue
        told = [each for each in mine if "was changed" in each.sentence]
        assert told, (column, findings)
        assert column in told[0].sentence, (column, told)
        if column not in covered.keys:
            assert told[0].row == key_of(covered, 2), (column, told)


@pytest.mark.parametrize("covered", TABLES)
async def test_a_removed_an_added_and_an_exchanged_row_are_found_and_named(filled: Database, covered: Covered) -> None:
    table, name = covered.table, covered.table.name
    second = row(table, 2)
    fresh = {name_: value if isinstance(value, bytes) else other(value) for name_, value in second.items()}

    def removed(store: Store) -> None:
        store.connection.execute(delete(table).where(this(covered, 2)))

    def added(store: Store) -> None:
        store.connection.execute(delete(table).where(this(covered, 3)))
        store.connection.execute(insert(table), [fresh])

    def added_with_a_number(store: Store) -> None:
        store.connection.execute(insert(table), [{**fresh, "entry": 10_000}])

    def exchanged(store: Store) -> None:
        entry = select(table.c.entry)
        one = store.connection.execute(entry.where(this(covered, 1))).scalar_one()
        two = store.connection.execute(entry.where(this(covered, 2))).scalar_one()
        for number, given in ((1, None), (2, one), (1, two)):
            store.connection.execute(update(table).where(this(covered, number)).values(entry=given))

    gone, new, numbered, swapped = await found(filled, removed, added, added_with_a_number, exchanged)
    assert f"{name} {key_of(covered, 2)} was removed" in gone[0].sentence
    assert any(f"{name} {key_of(covered, 3)} was removed" in each.sentence for each in new)
    assert any(each.table == name and each.number is None and "was added" in each.sentence for each in new)
    assert any(each.table == name and "was added" in each.sentence for each in numbered)
    if not covered.together:
        assert {each.row for each in swapped} >= {key_of(covered, 1), key_of(covered, 2)}, swapped


async def test_a_changed_file_is_found_by_its_bytes(filled: Database) -> None:
    which = update(blobs).where(blobs.c.sha256 == row(blobs, 2)["sha256"])
    one, all_ = await found(
        filled,
        lambda store: store.connection.execute(which.values(content=b"\x00\xffprooG")),
        lambda store: store.connection.execute(update(blobs).values(content=b"")),
    )
    assert [(each.table, each.row) for each in one] == [("blobs", row(blobs, 2)["sha256"])]
    assert len(all_) == ROWS


@pytest.mark.parametrize("table", [reports, item_states])
async def test_what_repeats_the_record_is_held_against_it(filled: Database, table: Table) -> None:
    column = "state" if table is reports else "light"
    key = next(iter(table.primary_key.columns))
    ((finding,),) = await found(
        filled,
        lambda store: store.connection.execute(update(table).where(key == 2).values({column: "x"})),
    )
    assert (finding.table, finding.row) == (table.name, "2")
    assert "第2" in finding.sentence


CHAIN: dict[str, tuple[Callable[[int], list[Any]], str]] = {
    **{
        column.name: (
            lambda number, name=column.name: [  # type: ignore[misc]
                update(record)
                .where(record.c.number == number)
                .values({name: 99 if name == "actor" else text(f"'x' || substr({name}, 2)")})
            ],
            "was changed",
        )
        for column in record.columns
        if column.name != "number"
    },
    "removed": (lambda number: [delete(record).where(record.c.number == number)], "removed"),
    "moved": (
        lambda number: [
            update(record).where(record.c.number == number).values(number=-1),
            update(record).where(record.c.number == number + 1).values(number=number),
            update(record).where(record.c.number == -1).values(number=number + 1),
        ],
        "was moved: it was sealed as record",
    ),
}


@pytest.mark.parametrize("how", CHAIN)
async def test_any_entry_of_the_record_that_was_changed_removed_or_moved_is_named(filled: Database, how: str) -> None:
    make, told = CHAIN[how]
    entries = (await filled.read(records.head)).number
    numbers = [1, 2, 17, entries // 2, entries - 1]

    def tamper(number: int) -> Tampering:
        return lambda store: [store.connection.execute(each) for each in make(number)]

    for number, findings in zip(numbers, await found(filled, *map(tamper, numbers)), strict=True):
        mine = [each for each in findings if each.table == "record"]
        assert mine, (how, number)
        assert f"record {number} " in mine[0].sentence, mine
        assert told in mine[0].sentence
        assert len(mine) == (2 if how == "moved" else 1), mine


async def test_entries_put_in_before_and_behind_are_found(filled: Database) -> None:
    head = await filled.read(records.head)
    forged = {
        "at": "x",
        "channel": "x",
        "kind": "pack",
        "subject": "x",
        "facts": "{}",
        "previous": head.hash,
        "hash": "x",
    }
    before, behind = await found(
        filled,
        lambda store: store.connection.execute(insert(record), [{**forged, "number": 0}]),
        lambda store: store.connection.execute(insert(record), [{**forged, "number": head.number + 1}]),
    )
    assert "record 0 was added" in before[0].sentence
    assert f"record {head.number + 1} was changed" in behind[0].sentence


async def test_a_record_that_was_rewritten_as_a_whole_is_found_by_a_copy_of_its_head(filled: Database) -> None:
    """Somebody with the program and the database makes another history: it is whole in itself."""
    old = await filled.read(records.head)
    told: list[Verdict] = []

    def rewrite(store: Store) -> None:
        for table in (record, *(covered.table for covered in reversed(COVERED))):
            store.connection.execute(delete(table))
        store.connection.execute(delete(item_states))
        fresh = Store(store.connection)
        records.add(fresh, reports.metadata.tables["units"], row(reports.metadata.tables["units"], 1), NOW)
        for number in range(2, old.number + 5):
            records.add(fresh, light_changes, {**row(light_changes, 1), "id": number}, NOW)
        fresh.flush()
        told.extend((verify(fresh), verify(fresh, old), verify(fresh, Head(9999, old.hash))))

    await owning(filled, rewrite)
    by_itself, held, cut = told
    assert by_itself.is_clean
    assert f"record {old.number} is another than in the copy" in held.findings[0].sentence
    assert "the end was cut off" in cut.findings[0].sentence
    assert (await filled.read(lambda store: verify(store, Head(old.number, old.hash[:12])))).is_clean


async def test_a_row_that_was_set_back_to_what_an_older_entry_tells_is_found(filled: Database) -> None:
    people = reports.metadata.tables["people"]
    await filled.write(lambda store: records.amend(store, people, people.c.id == 2, {"name": "钱科长"}, NOW))
    assert (await filled.read(verify)).is_clean
    older = (
        select(record.c.number)
        .where(record.c.kind == "person", record.c.subject == "person:2")
        .order_by(record.c.number)
    )

    def set_back(store: Store) -> None:
        first = store.connection.execute(older).scalars().first()
        values = {"name": row(people, 2)["name"], "entry": first}
        store.connection.execute(update(people).where(people.c.id == 2).values(values))

    ((finding,),) = await found(filled, set_back)
    assert (finding.table, finding.row) == ("people", "2")
    assert "changed it later" in finding.sentence


async def test_a_row_that_was_taken_away_on_record_may_not_come_back(filled: Database) -> None:
    leaves = reports.metadata.tables["leaves"]
    old = await filled.read(lambda store: dict(store.execute(select(leaves).where(leaves.c.id == 3)).mappings().one()))
    assert await filled.write(lambda store: records.remove(store, leaves, leaves.c.id == 3, NOW)) == 1
    assert (await filled.read(verify)).is_clean
    ((finding,),) = await found(filled, lambda store: store.connection.execute(insert(leaves), [old]))
    assert (finding.table, finding.row) == ("leaves", "3")
    assert "tells that it is gone" in finding.sentence


async def test_a_look_at_the_end_finds_what_happened_there_and_nothing_else(filled: Database) -> None:
    whole = await filled.read(records.head)
    assert (await filled.read(lambda store: verify_end(store, 20))).entries == 20
    assert (await filled.read(lambda store: verify_end(store, 10_000))).entries == whole.number
    found_: list[int] = []

    def tamper(store: Store) -> None:
        statement = update(record).where(record.c.number == bindparam("which")).values(subject="x")
        for number in (3, whole.number - 3):
            store.connection.execute(statement, {"which": number})
            found_.append(verify_end(store, 10).total)

    await owning(filled, tamper)
    assert found_ == [0, 1]


async def test_an_end_that_was_cut_off_is_told_of_first_by_the_rows_that_bear_its_numbers(filled: Database) -> None:
    told: list[Verdict] = []

    def cut(store: Store) -> None:
        newest = records.head(store).number
        store.connection.execute(delete(record).where(record.c.number > newest - 3))
        told.append(verify(Store(store.connection)))

    await owning(filled, cut)
    assert told[0].findings[0].sentence.endswith("its end was cut off")
