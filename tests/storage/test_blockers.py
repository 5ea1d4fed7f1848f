"""Blockers on both databases: kept as told, answered once."""

import asyncio
from datetime import UTC, date, datetime, timedelta

from bot.demo.sample import sample_items, sample_units
from domain.blockers import BlockerId, BlockerState
from domain.items import ItemId
from domain.people import PersonId, Role
from storage import blockers, items, people, units
from storage.engine import Database
from storage.store import Store

NOW = datetime(2026, 7, 1, 2, tzinfo=UTC)


async def raised(database: Database) -> tuple[PersonId, BlockerId]:
    """A clerk's blocker on the first item, which asks the housing bureau."""

    def work(store: Store) -> tuple[PersonId, BlockerId]:
        units.put(store, sample_units(), NOW)
        items.add(store, sample_items(2026)[:3], "示例区", date(2026, 1, 1), NOW)
        clerk = people.add(store, "填报人", Role.REPORTER, "BM28", "", NOW)
        made = blockers.add(store, ItemId(1), "BM28", clerk, "卡在消防验收", ["BM03"], NOW)
        return clerk, made

    return await database.write(work)


async def test_a_blocker_is_kept_as_it_was_told(database: Database) -> None:
    clerk, made = await raised(database)
    (found,) = await database.read(blockers.open_ones)
    assert (found.id, found.item, found.unit, found.person) == (made, ItemId(1), "BM28", clerk)
    assert (found.text, found.needs, found.raised_at, found.state) == (
        "卡在消防验收",
        ("BM03",),
        NOW,
        BlockerState.OPEN,
    )
    assert await database.read(lambda store: blockers.of_item(store, ItemId(1), 5)) == (found,)
    assert await database.read(lambda store: blockers.of_item(store, ItemId(2), 5)) == ()


async def test_of_many_answers_at_once_only_one_is_written(database: Database) -> None:
    clerk, made = await raised(database)
    later = NOW + timedelta(hours=1)

    async def written(number: int) -> bool:
        words = f"第{number}个答复"
        return await database.write(
            lambda store: blockers.answer(store, made, BlockerState.RESOLVED, clerk, words, later)
        )

    results = await asyncio.gather(*(written(number) for number in range(8)))
    assert results.count(True) == 1
    stored = await database.read(lambda store: blockers.by_id(store, made))
    assert stored is not None
    assert (stored.state, stored.answer) == (BlockerState.RESOLVED, f"第{results.index(True)}个答复")
    assert await database.read(blockers.open_ones) == ()
