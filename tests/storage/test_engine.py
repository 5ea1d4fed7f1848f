"""The one transaction, on both databases."""

import asyncio
import contextlib
import threading
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage import marks, outbox
from storage.engine import Database, open_database
from storage.store import Store


async def test_a_failure_rolls_everything_back(database: Database) -> None:
    def work(store: Store) -> None:
        marks.put(store, "a", "1")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.write(work)
    assert await database.read(lambda store: marks.get(store, "a")) is None


async def test_a_savepoint_undoes_only_its_own(database: Database) -> None:
    def work(store: Store) -> None:
        marks.put(store, "kept", "1")
        with contextlib.suppress(KeyError), store.savepoint():
            marks.put(store, "undone", "1")
            raise KeyError

    await database.write(work)
    assert await database.read(lambda store: marks.get(store, "kept")) == "1"
    assert await database.read(lambda store: marks.get(store, "undone")) is None


async def test_forty_read_modify_writes_at_once_lose_nothing(database: Database) -> None:
    """F32: one writer, BEGIN IMMEDIATE."""
    await asyncio.gather(*(database.write(lambda store: marks.bump(store, "n")) for _ in range(40)))
    assert await database.read(lambda store: marks.get(store, "n")) == "40"


async def test_two_processes_take_turns_at_writing(store_url: str) -> None:
    one, two = open_database(store_url), open_database(store_url)
    for _ in range(10):
        await asyncio.gather(
            one.write(lambda store: marks.bump(store, "n")),
            two.write(lambda store: marks.bump(store, "n")),
        )
    assert await two.read(lambda store: marks.get(store, "n")) == "20"
    await one.close()
    await two.close()


async def test_a_read_changes_nothing(database: Database) -> None:
    with contextlib.suppress(DBAPIError):
        await database.read(lambda store: marks.put(store, "a", "1"))
    assert await database.read(lambda store: marks.get(store, "a")) is None


async def test_sqlite_is_durable_by_setting(tmp_path: object) -> None:
    database = open_database(f"sqlite:///{tmp_path}/x.db")

    def look(store: Store) -> tuple[str, int, int]:
        mode = store.execute(text("PRAGMA journal_mode")).scalar_one()
        synchronous = store.execute(text("PRAGMA synchronous")).scalar_one()
        return str(mode), int(synchronous), int(store.execute(text("PRAGMA foreign_keys")).scalar_one())

    assert await database.write(look) == ("wal", 2, 1)
    await database.close()


async def test_one_of_two_processes_leads_and_the_other_follows_its_end(store_url: str) -> None:
    one, two = open_database(store_url), open_database(store_url)
    first, second = one.leader(), two.leader()
    assert await first.take()
    assert await first.take()
    assert not await second.take()
    assert await first.holds()
    await first.release()
    assert await second.take()
    assert not await first.take()
    await second.release()
    await one.close()
    await two.close()


def test_another_database_is_refused() -> None:
    with pytest.raises(ValueError, match="unsupported"):
        open_database("mysql://x/y")


async def test_a_caller_that_gives_up_does_not_stop_a_transaction_that_has_begun(database: Database) -> None:
    """F36: a cancelled commit leaks the connection with asyncpg; the work goes on and the next one is served."""
    begun = threading.Event()

    def slow(store: Store) -> None:
        begun.set()
        time.sleep(0.2)
        marks.put(store, "slow", "1")

    caller = asyncio.create_task(database.write(slow))
    await asyncio.to_thread(begun.wait, 5)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    for _ in range(8):
        await database.write(lambda store: marks.bump(store, "n"))
    assert await database.read(lambda store: marks.get(store, "slow")) == "1"


async def test_two_processes_that_claim_the_same_occurrence_get_it_once(store_url: str) -> None:
    """F26: the key of a message is unique, whoever queues it."""
    one, two = open_database(store_url), open_database(store_url)
    now = datetime(2026, 6, 24, tzinfo=UTC)
    payload = {"title": "", "lines": ["x"]}

    def queue(store: Store) -> bool:
        return outbox.put(store, "remind:1", "test", "1", None, outbox.MessageKind.REMINDER, payload, now)

    got = await asyncio.gather(*(database.write(queue) for database in (one, two) * 5))
    assert sorted(got) == [False] * 9 + [True]
    await one.close()
    await two.close()


async def test_the_loop_is_not_held_while_a_transaction_works(database: Database) -> None:
    """F25, F32: what takes long in the store holds up nobody else."""
    ticks = 0

    async def count() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    counting = asyncio.create_task(count())
    await database.write(lambda _connection: time.sleep(0.5))
    counting.cancel()
    assert ticks > 10
