"""The Store: it finds written what was put off, forgets what it kept of a changed table, and takes both back together."""

import contextlib
from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, exists, func, insert, select, text, update

from storage.engine import Database
from storage.store import Kept, Now, Store, Unread, insert_many, tables_of
from storage.tables import marks, outbox, people, updates

KEPT: Kept[str, str] = Kept("marks of this test", marks)
PUT_OFF = insert_many(insert(marks), marks)
ALL = select(marks.c.name, marks.c.value).order_by(marks.c.name)


def look(store: Store, name: str) -> str | None:
    def read(missing: list[str]) -> dict[str, str]:
        rows = store.execute(select(marks).where(marks.c.name.in_(missing)))
        return {row.name: row.value for row in rows}

    return store.recall(KEPT, (name,), read).get(name)


def write(store: Store, name: str, value: str, *after: Now[str, str] | Unread[str, str]) -> None:
    store.execute(delete(marks).where(marks.c.name == name), None, *after)
    store.execute(insert(marks), {"name": name, "value": value}, *after)


async def test_a_read_finds_what_was_put_off_for_its_table(database: Database) -> None:
    def work(store: Store) -> list[int]:
        store.later(PUT_OFF, {"name": "a", "value": "1"})
        before = store.changes
        store.execute(select(people))
        untouched = store.changes - before
        store.execute(ALL)
        return [untouched, store.changes - before]

    assert await database.write(work) == [0, 1]


@pytest.mark.parametrize(
    "statement",
    [
        select(func.count()).select_from(marks),
        select(people.c.id).where(exists(select(marks.c.name))),
        select(people.c.id).join(marks, marks.c.name == people.c.name),
        select(marks.alias("other").c.name),
        select(select(marks.c.name).subquery().c.name),
        select(select(marks.c.name).cte().c.name),
        select(people.c.id, select(func.max(marks.c.name)).scalar_subquery()),
        update(people).values(name=select(func.max(marks.c.name)).scalar_subquery()),
        delete(people).where(people.c.name.in_(select(marks.c.name))),
        insert(people).from_select(["name"], select(marks.c.name)),
        insert(marks),
        select(marks.c.name).union(select(people.c.name)),
    ],
)
def test_every_table_of_a_statement_is_seen(statement: object) -> None:
    assert marks in tables_of(statement)  # type: ignore[arg-type]
    assert outbox not in tables_of(statement)  # type: ignore[arg-type]


async def test_a_text_statement_finds_everything_written(database: Database) -> None:
    def work(store: Store) -> int:
        store.later(PUT_OFF, {"name": "a", "value": "1"})
        return int(store.execute(text("SELECT count(*) FROM marks")).scalar_one())

    assert await database.write(work) == 1


async def test_what_is_kept_is_read_once_and_again_after_a_write(database: Database) -> None:
    def work(store: Store) -> list[str | None]:
        seen = [look(store, "a")]
        write(store, "a", "1")
        seen.append(look(store, "a"))
        store.execute(update(marks).values(value="2"))
        return [*seen, look(store, "a")]

    assert await database.write(work) == [None, "1", "2"]


async def test_a_writer_that_says_what_it_made_leaves_the_others_known(database: Database) -> None:
    def work(store: Store) -> list[str | None]:
        write(store, "a", "1")
        write(store, "b", "1")
        look(store, "a"), look(store, "b")
        store.later(PUT_OFF, {"name": "c", "value": "3"}, Now(KEPT, "c", "3"))
        return [store.known(KEPT, name) for name in ("a", "b", "c")]

    assert await database.write(work) == ["1", "1", "3"]


async def test_one_thing_alone_may_have_to_be_read_again(database: Database) -> None:
    def work(store: Store) -> list[str | None]:
        write(store, "a", "1")
        write(store, "b", "1")
        look(store, "a"), look(store, "b")
        write(store, "a", "2", Unread(KEPT, "a"))
        return [store.known(KEPT, "a"), store.known(KEPT, "b"), look(store, "a")]

    assert await database.write(work) == [None, "1", "2"]


async def test_what_a_savepoint_takes_back_was_never_put_off_nor_known(database: Database) -> None:
    def work(store: Store) -> list[str | None]:
        store.later(PUT_OFF, {"name": "before", "value": "1"})
        with contextlib.suppress(KeyError), store.savepoint():
            store.later(PUT_OFF, {"name": "inside", "value": "1"}, Now(KEPT, "inside", "1"))
            raise KeyError
        return [look(store, "before"), look(store, "inside")]

    assert await database.write(work) == ["1", None]


async def test_rewinding_takes_back_what_was_put_off_since_the_mark(database: Database) -> None:
    def work(store: Store) -> list[object]:
        store.later(PUT_OFF, {"name": "before", "value": "1"})
        mark = store.mark()
        store.later(PUT_OFF, {"name": "since", "value": "1"}, Now(KEPT, "since", "1"))
        unchanged = store.unchanged(mark)
        store.rewind(mark)
        return [unchanged, look(store, "before"), look(store, "since")]

    assert await database.write(work) == [True, "1", None]


async def test_a_change_since_the_mark_is_seen(database: Database) -> None:
    def work(store: Store) -> bool:
        mark = store.mark()
        write(store, "a", "1")
        return store.unchanged(mark)

    assert await database.write(work) is False


NAMES = st.sampled_from("abc")
MOVES = st.one_of(
    st.tuples(st.just("look"), NAMES),
    st.tuples(st.just("write"), NAMES),
    st.tuples(st.just("later"), NAMES),
    st.tuples(st.just("clear"), NAMES),
    st.tuples(st.just("other"), NAMES),
    st.tuples(st.just("undone"), NAMES),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(MOVES, max_size=14))
async def test_whatever_happens_what_is_known_is_what_is_stored(
    database: Database, moves: Sequence[tuple[str, str]]
) -> None:
    """Held against a plain dictionary: what a look gives, and what the table holds at the end."""

    def work(store: Store) -> tuple[list[object], list[object]]:
        store.execute(delete(marks))
        model: dict[str, str] = {}
        seen, expected = [], []
        for number, (kind, name) in enumerate(moves):
            value = str(number)
            if kind == "look":
                seen.append(look(store, name))
                expected.append(model.get(name))
            elif kind == "write":
                write(store, name, value)
                model[name] = value
            elif kind == "later" and name not in model:
                store.later(PUT_OFF, {"name": name, "value": value}, Now(KEPT, name, value))
                model[name] = value
            elif kind == "clear":
                store.execute(delete(marks).where(marks.c.name == name))
                model.pop(name, None)
            elif kind == "other":
                store.execute(select(updates.c.id))
            elif kind == "undone":
                with contextlib.suppress(KeyError), store.savepoint():
                    write(store, name, value)
                    look(store, name)
                    raise KeyError
        stored = {row.name: row.value for row in store.execute(ALL)}
        return [*seen, *sorted(stored.items())], [*expected, *sorted(model.items())]

    found, wanted = await database.write(work)
    assert found == wanted


async def test_what_belongs_to_the_database_outlives_a_transaction(database: Database) -> None:
    class Noted:
        """Something kept from one transaction to the next."""

    def thing(store: Store) -> object:
        return store.shared.of(Noted)

    look_twice: Callable[[Store], object] = thing
    assert await database.write(look_twice) is await database.read(look_twice)
