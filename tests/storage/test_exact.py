"""Statements that write many rows go past Core: what is stored, what fails and who is told of it must be as through Core."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import DateTime, Table, UpdateBase, bindparam, event, func, insert, select, text, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import IntegrityError

from domain.record import moment
from storage import schedule, states
from storage.engine import Database, open_database
from storage.exact import UtcTime, prepared
from storage.outbox import SETTLED
from storage.store import Row, Store, filled
from storage.tables import failures, item_states, judge_days, marks, outbox, record

MANY = st.integers(min_value=1, max_value=200)
TIMES = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001 - the strategy adds the zone
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001 - likewise
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-3, minutes=-30))]),
)


def made(table: Table, chance: random.Random, number: int) -> Row:
    """A row with something in every column that may be stored by itself."""
    return {column.name: _value(column.name, str(column.type), chance, number) for column in table.columns}


def _value(name: str, kind: str, chance: random.Random, number: int) -> object:
    if name in ("id", "seq", "number"):
        return number
    if name in ("key", "external_id"):
        return f"一把钥匙'\\\"{number}"
    if name == "person_id":
        return None
    values: dict[str, object] = {
        "JSON": {"字": [number, None, True, "\n"], "深": {"a": 1.5}},
        "DATETIME": datetime(2026, 6, 24, 10, 3, 4, chance.randrange(10**6), timezone(timedelta(hours=8))),
        "DATE": date(2026, 1, 1) + timedelta(days=number),
        "BOOLEAN": chance.random() < 0.5,
        "INTEGER": number % 7,
        "BIGINT": number,
    }
    return values.get(kind, f"{kind} {number}")


def stored(store: Store, table: Table) -> list[tuple[object, ...]]:
    """The rows as the database keeps them: on SQLite the bare values, on PostgreSQL their text."""
    names = ", ".join(f'CAST("{column.name}" AS TEXT)' for column in table.columns)
    return [tuple(row) for row in store.execute(text(f"SELECT {names} FROM {table.name} ORDER BY 1"))]


@pytest.mark.parametrize("table", [outbox, failures, marks, record], ids=lambda table: table.name)
async def test_rows_are_stored_as_core_stores_them(database: Database, table: Table) -> None:
    rows = [made(table, random.Random(7), number) for number in range(1, 10)]

    def work(store: Store) -> list[list[tuple[object, ...]]]:
        found = []
        for way in (store.connection.execute, store.execute):
            savepoint = store.connection.begin_nested()
            way(insert(table), rows)
            found.append(stored(store, table))
            savepoint.rollback()
        return found

    by_core, past_core = await database.write(work)
    assert past_core == by_core
    assert len(past_core) == len(rows)


async def test_what_a_write_does_not_name_stays_and_what_it_names_changes(database: Database) -> None:
    rows = [made(outbox, random.Random(3), number) for number in (1, 2, 3)]
    at = datetime(2026, 7, 1, 2, 3, 4, 5, tzinfo=UTC)
    settled = [{"wanted_id": id_, "state": "accepted", "settled_at": at, "message": f"m{id_}"} for id_ in (1, 3)]

    def work(store: Store) -> list[tuple[object, ...]]:
        store.execute(insert(outbox), rows)
        SETTLED.write(store, [{**row, "cause": None, "error": ""} for row in settled])
        query = select(outbox.c.id, outbox.c.state, outbox.c.settled_at, outbox.c.message, outbox.c.key)
        return [tuple(row) for row in store.execute(query.order_by(outbox.c.id))]

    first, second, third = await database.write(work)
    assert first == (1, "accepted", at, "m1", rows[0]["key"])
    assert second == (2, rows[1]["state"], rows[1]["settled_at"], rows[1]["message"], rows[1]["key"])
    assert third[:4] == (3, "accepted", at, "m3")


async def test_a_key_that_is_there_already_fails_as_ever(database: Database) -> None:
    def work(store: Store) -> None:
        store.execute(insert(marks), [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}])

    with pytest.raises(IntegrityError):
        await database.write(work)
    count = select(func.count()).select_from(marks).where(marks.c.name == "a")
    assert await database.read(lambda store: store.execute(count).scalar_one()) == 0


async def test_a_local_time_is_refused(database: Database) -> None:
    row = made(outbox, random.Random(1), 1) | {"created_at": datetime(2026, 6, 24)}  # noqa: DTZ001 - that is what is refused

    with pytest.raises(ValueError, match="naive"):
        await database.write(lambda store: store.execute(insert(outbox), [row]))


async def test_a_row_that_lacks_what_the_first_one_names_is_refused(database: Database) -> None:
    rows = [{"name": "a", "value": "1"}, {"name": "b"}]

    with pytest.raises(KeyError, match="value"):
        await database.write(lambda store: store.execute(insert(marks), rows))


@pytest.mark.parametrize(
    ("statement", "names", "goes"),
    [
        (update(marks).where(marks.c.name == bindparam("wanted")).values(value="of its own"), ("wanted",), False),
        (insert(marks).returning(marks.c.name), ("name", "value"), False),
        (schedule.REMIND_ON, ("wanted_ids", "moved_to"), False),
        (insert(judge_days), ("item_id",), True),
    ],
    ids=["a value of its own", "asks for something back", "a list", "a row without all columns"],
)
async def test_only_a_statement_of_the_rows_own_values_goes_past_core(
    database: Database, statement: UpdateBase, names: tuple[str, ...], goes: bool
) -> None:
    def ready(store: Store) -> bool:
        return prepared(store.connection, statement, [dict.fromkeys(names, 1)]) is not None

    assert await database.read(ready) is goes


async def test_a_statement_with_a_value_of_its_own_is_carried_out_for_each_row(database: Database) -> None:
    change = update(marks).where(marks.c.name == bindparam("wanted")).values(value="new")

    def work(store: Store) -> list[str]:
        store.execute(insert(marks), [{"name": name, "value": "old"} for name in "abc"])
        store.execute(change, [{"wanted": "a"}, {"wanted": "c"}])
        return list(store.execute(select(marks.c.value).where(marks.c.name.in_(["a", "b", "c"]))).scalars())

    assert sorted(await database.write(work)) == ["new", "new", "old"]


async def test_a_statement_is_compiled_once_for_a_database(database: Database) -> None:
    names = tuple(column.name for column in item_states.columns)

    def ready(store: Store) -> object:
        found = prepared(store.connection, states.INSERT, [dict.fromkeys(names)])
        return found and found[0]

    once, again = await database.write(ready), await database.read(ready)
    assert once is not None
    assert once is again


async def test_two_databases_of_different_kinds_have_texts_of_their_own(database: Database, tmp_path: object) -> None:
    other = open_database(f"sqlite:///{tmp_path}/other.db")

    def written(store: Store) -> str:
        ready = prepared(store.connection, states.INSERT, [{"item_id": 1}])
        return "" if ready is None else ready[0]

    texts = [await one.read(written) for one in (database, other)]
    await other.close()
    assert ("$1" in texts[0]) == (database.dialect == "postgresql")
    assert texts[1].endswith("(?)")


@given(MANY, st.integers())
def test_a_list_that_is_filled_up_asks_for_the_same(length: int, first: int) -> None:
    wanted = [first + number for number in range(length)]
    found = filled(wanted)
    assert set(found) == set(wanted)
    assert length <= len(found) < 2 * length
    assert len(found).bit_count() == 1
    assert wanted == [first + number for number in range(length)]


@pytest.mark.parametrize("value", [[], None, "abc", 7, ("a", "b", "c")])
def test_nothing_but_a_list_with_something_in_it_is_filled_up(value: object) -> None:
    assert filled(value) == value


async def test_a_question_for_up_to_a_hundred_things_has_eight_texts_on_postgresql(database: Database) -> None:
    expected = 8 if database.dialect == "postgresql" else 100

    def work(store: Store) -> list[int]:
        texts: set[str] = set()

        def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            texts.add(statement)

        event.listen(store.connection, "before_cursor_execute", note)
        counts = [len(_asked(store, number)) for number in range(1, 101)]
        assert len(texts) == expected
        return counts

    assert await database.read(work) == [0] * 100


def _asked(store: Store, number: int) -> Sequence[object]:
    return store.execute(states.OF_ITEMS, {"items": list(range(number))}).all()


@given(TIMES)
def test_a_time_is_stored_on_sqlite_as_sqlalchemy_itself_stores_it(at: datetime) -> None:
    dialect: Dialect = sqlite.dialect()
    ours = UtcTime().dialect_impl(dialect).bind_processor(dialect)
    plain = DateTime().dialect_impl(dialect).bind_processor(dialect)
    assert ours is not None
    assert plain is not None
    assert ours(at) == plain(at.astimezone(UTC).replace(tzinfo=None))
    assert ours(None) is None


@given(TIMES)
def test_a_time_is_hashed_the_same_in_whichever_zone_it_is_told(at: datetime) -> None:
    assert moment(at) == moment(at.astimezone(UTC)) == f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
