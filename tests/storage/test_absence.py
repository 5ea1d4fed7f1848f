"""Leave on both databases: what is next, and what is taken back."""

from datetime import UTC, date, datetime
from functools import partial

from domain.absence import Leave
from domain.people import PersonId, Role
from storage import people
from storage.engine import Database
from storage.store import Store

NOW = datetime(2026, 7, 1, 2, tzinfo=UTC)
TODAY = date(2026, 7, 1)
RUNNING, NEXT, LATER = (
    (date(2026, 7, 1), date(2026, 7, 2)),
    (date(2026, 7, 6), date(2026, 7, 8)),
    (date(2026, 8, 3), date(2026, 8, 3)),
)


async def away(database: Database) -> tuple[PersonId, PersonId]:
    """Somebody with three leaves, put down in no order, and a colleague with one."""

    def work(store: Store) -> tuple[PersonId, PersonId]:
        person = people.add(store, "张三", Role.ADMIN, None, "", NOW)
        other = people.add(store, "李四", Role.ADMIN, None, "", NOW)
        for first, last in (LATER, NEXT, RUNNING):
            people.take_leave(store, person, first, last, person, NOW)
        people.take_leave(store, other, *NEXT, other, NOW)
        return person, other

    return await database.write(work)


async def test_the_next_leave_is_the_first_that_has_not_begun(database: Database) -> None:
    person, _ = await away(database)
    found = await database.read(lambda store: people.next_leave(store, person, TODAY))
    assert found == Leave(person, *NEXT)
    assert await database.read(lambda store: people.next_leave(store, person, LATER[0])) is None


async def test_leave_is_taken_back_once_as_it_was_named_and_nobody_elses(database: Database) -> None:
    person, other = await away(database)
    longer = Leave(person, NEXT[0], date(2026, 7, 9))
    for leave, done in ((longer, False), (Leave(person, *NEXT), True), (Leave(person, *NEXT), False)):
        assert await database.write(partial(people.take_back, leave=leave, now=NOW)) is done
    days = (RUNNING[0], NEXT[0], LATER[0])
    left = [await database.read(partial(people.leaves_on, day=day)) for day in days]
    assert left == [(Leave(person, *RUNNING),), (Leave(other, *NEXT),), (Leave(person, *LATER),)]
