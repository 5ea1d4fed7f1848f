"""The one transaction, on both databases."""

import asyncio
import contextlib
import sqlite3
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage import marks, outbox
from storage.engine import Database, open_database
from storage.payloads import Payload
from storage.store import Store
from tests.support.stores import bump, new_database, new_file


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
    await asyncio.gather(*(database.write(lambda store: bump(store, "n")) for _ in range(40)))
    assert await database.read(lambda store: marks.get(store, "n")) == "40"


async def test_two_processes_take_turns_at_writing(store_url: str) -> None:
    one, two = open_database(store_url), open_database(store_url)
    for _ in range(10):
        await asyncio.gather(
            one.write(lambda store: bump(store, "n")),
            two.write(lambda store: bump(store, "n")),
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
        await database.write(lambda store: bump(store, "n"))
    assert await database.read(lambda store: marks.get(store, "slow")) == "1"


async def test_connections_that_were_lost_while_they_lay_idle_are_replaced(postgres: str) -> None:
    """Nobody asks a connection whether it lives; the first statement shows it, and nothing has been done before it."""
    url = new_database(postgres)
    database, other = open_database(url), open_database(url)
    leader = database.leader()
    end = text(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE pid <> pg_backend_pid() AND datname = current_database()"
    )

    async def strike() -> int:
        return int(await other.write(lambda store: store.execute(end).scalar_one()))

    await asyncio.gather(*(database.read(lambda store: marks.get(store, "n")) for _ in range(3)))
    assert await strike() >= 3
    await asyncio.gather(*(database.write(lambda store: bump(store, "n")) for _ in range(5)))
    assert await strike() >= 1
    assert await database.read(lambda store: marks.get(store, "n")) == "5"
    assert await strike() >= 1
    assert await leader.take() or await leader.take()
    assert await leader.holds()
    assert await strike() >= 1
    assert not await leader.holds()
    for each in (database, other):
        await each.close()


async def test_two_processes_that_claim_the_same_occurrence_get_it_once(store_url: str) -> None:
    """F26: the key of a message is unique, whoever queues it."""
    one, two = open_database(store_url), open_database(store_url)
    now = datetime(2026, 6, 24, tzinfo=UTC)
    payload: Payload = {"title": "", "lines": ["x"]}

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


async def test_what_is_brief_is_done_at_once_and_waits_for_no_other_writer(tmp_path: Path) -> None:
    """On SQLite: on the caller's thread; while somebody writes, here or in another process, on the thread that can wait."""
    url = new_file(tmp_path / "store.db")
    database, other = open_database(url), open_database(url)
    here = threading.get_ident()
    assert await database.write(lambda _: threading.get_ident(), brief=True) == here

    release = threading.Event()
    held = asyncio.create_task(other.write(lambda _: release.wait(5)))
    while not await asyncio.to_thread(_locked, tmp_path / "store.db"):
        await asyncio.sleep(0.01)
    waiting = asyncio.create_task(database.write(lambda _: threading.get_ident(), brief=True))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    release.set()
    assert await waiting != here
    assert await held
    assert await database.write(lambda _: threading.get_ident(), brief=True) == here
    await database.close()
    await other.close()


def _locked(path: Path) -> bool:
    connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return True
    finally:
        connection.close()
    return False


async def test_what_is_brief_is_committed_or_taken_back_like_the_rest(database: Database) -> None:
    def undone(store: Store) -> None:
        marks.put(store, "undone", "1")
        raise KeyError

    await database.write(lambda store: marks.put(store, "kept", "1"), brief=True)
    with pytest.raises(KeyError):
        await database.write(undone, brief=True)
    await asyncio.gather(*(database.write(lambda store: bump(store, "n"), brief=n % 2 == 0) for n in range(20)))
    found = await database.read(lambda store: [marks.get(store, name) for name in ("kept", "undone", "n")])
    assert found == ["1", None, "20"]
