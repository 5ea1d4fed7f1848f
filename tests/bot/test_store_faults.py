"""The store fails under the intake, on both databases: nothing confirmed that is not stored, and no restart needed."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from bot.base.channel import Outgoing
from bot.road.intake import Intake
from bot.road.outage import Outage
from domain.people import Role
from handlers.front import routes
from handlers.kernel.messages import Card
from handlers.kernel.turn import Turn
from handlers.kernel.words import common as zh
from storage import marks
from storage.engine import Database, Work
from storage.store import Store
from tests.support.intake import intake_of
from tests.support.stores import bump
from tests.support.world import SilentChannel, Talk, World, make_world

T = TypeVar("T")


class KeepingChannel(SilentChannel):
    """A channel whose platform brings again what was not taken; remembers what it was given to send."""

    def __init__(self) -> None:
        super().__init__()
        self.abilities = replace(self.abilities, redelivers=True)
        self.sent: list[Outgoing] = []

    async def send(self, outgoing: Outgoing) -> str | None:
        """See Channel."""
        self.sent.append(outgoing)
        return outgoing.key


@pytest.fixture
def channel() -> KeepingChannel:
    return KeepingChannel()


@pytest.fixture
async def world(store_url: str, tmp_path: Path, channel: KeepingChannel) -> AsyncIterator[World]:
    """A district on each of the databases in turn."""
    world = await make_world(tmp_path, {"test": channel}, store_url)
    await world.settle([])
    yield world
    await world.database.close()


@pytest.fixture
async def intake(world: World) -> AsyncIterator[Intake]:
    """A running intake that tells people of an outage."""
    intake = intake_of(world, on_store_failure=Outage(world.house.channels))
    intake.start()
    yield intake
    await intake.stop()


class ReadOnly:
    """While `on`, every transaction of either database can only read: as on a full disk or a server that has failed over."""

    on = False

    def begin(self, connection: Connection) -> None:
        """What happens as a transaction begins."""
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA query_only={int(self.on)}")
        elif self.on:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")


@pytest.fixture
def read_only() -> Iterator[ReadOnly]:
    """Listens to every engine as long as the test."""
    fault = ReadOnly()
    event.listen(Engine, "begin", fault.begin)
    yield fault
    event.remove(Engine, "begin", fault.begin)


async def count(world: World, table: str) -> int:
    """Rows of a table."""
    return await world.database.read(lambda store: store.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


async def clerk_of(world: World, name: str = "填报人") -> Talk:
    """A clerk."""
    return await world.hire(name, Role.REPORTER, "BM28")


async def test_a_store_that_cannot_be_written_confirms_nothing_tells_each_chat_once_and_heals(
    world: World, intake: Intake, channel: KeepingChannel, read_only: ReadOnly
) -> None:
    """F33: read-only, as a full disk is; messages come again, nobody is told twice, nothing is restarted."""
    clerk, other = await clerk_of(world), await clerk_of(world, "填报人二")
    messages = [world.update("test", clerk.name, "帮助"), world.update("test", other.name, "我的报送")]
    read_only.on = True
    for _ in range(3):
        outcomes = await asyncio.gather(*map(intake.receive, messages), return_exceptions=True)
        assert all(isinstance(each, Exception) for each in outcomes), "none is confirmed"
    assert sorted((sent.chat, sent.lines) for sent in channel.sent) == sorted(
        (talk.name, (zh.NOT_STORED_YET,)) for talk in (clerk, other)
    )
    read_only.on = False
    await asyncio.gather(*map(intake.receive, messages))
    assert [len(await talk.pushed()) for talk in (clerk, other)] == [1, 1]
    assert await count(world, "failures") == 0, "it was nobody's fault"


async def test_a_chat_is_told_again_at_the_next_outage(
    world: World, intake: Intake, channel: KeepingChannel, read_only: ReadOnly
) -> None:
    """F33: once an outage, and only who wrote to the bot in private."""
    clerk = await clerk_of(world)
    for number in range(2):
        read_only.on = True
        group = replace(world.update("test", clerk.name, "帮助"), chat="-5", private=False)
        for message in (group, world.update("test", clerk.name, "帮助")):
            with pytest.raises(Exception, match=r"(?i)read.?only"):
                await intake.receive(message)
        read_only.on = False
        await intake.receive(world.update("test", clerk.name, "帮助"))
        assert [sent.chat for sent in channel.sent] == [clerk.name] * (number + 1)


async def test_a_statement_that_is_refused_fails_its_own_message_only(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F34: one bad row in a common transaction; PostgreSQL would refuse everything after it."""
    good, bad, late = [await clerk_of(world, name) for name in ("甲", "乙", "丙")]
    honest = routes.answer

    def answer(turn: Turn, *, buttons: bool) -> list[Card]:
        if turn.incoming.text == "坏":
            for _ in range(2):
                turn.store.execute(text("INSERT INTO marks (name, value) VALUES ('same', 'x')"))
        return honest(turn, buttons=buttons)

    monkeypatch.setattr(routes, "answer", answer)
    results = await world.dispatch.messages(
        [world.update("test", talk.name, words) for talk, words in ((good, "帮助"), (bad, "坏"), (late, "帮助"))]
    )
    assert [type(each) for each in results] == [type(None), IntegrityError, type(None)]
    assert [len(await talk.pushed()) for talk in (good, bad, late)] == [1, 0, 1]
    assert await world.database.read(lambda store: marks.get(store, "same")) is None


async def test_a_commit_whose_answer_was_lost_is_settled_by_the_number_of_the_update(
    world: World, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F35: stored, but nobody knows; the message comes again and is recognised."""
    clerk = await clerk_of(world)
    message = world.update("test", clerk.name, "帮助")
    honest = world.database.write

    async def cut(_database: Database, work: Work[T]) -> T:
        await honest(work)
        raise ConnectionResetError("the answer to COMMIT was lost")

    with monkeypatch.context() as patch:
        patch.setattr(type(world.database), "write", cut)
        with pytest.raises(ConnectionResetError):
            await intake.receive(message)
    await intake.receive(replace(message))
    assert len(await clerk.pushed()) == 1
    assert await count(world, "updates") == 1


async def test_connections_that_were_dropped_while_idle_cost_no_message(world: World, intake: Intake) -> None:
    """F35: the server was restarted over night, or a firewall forgot the connections."""
    if world.database.dialect == "sqlite":
        pytest.skip("a file has no connection to lose")
    clerk = await clerk_of(world)
    await asyncio.gather(*(world.database.read(lambda store: None) for _ in range(5)))
    assert await dropped(world) >= 1
    await intake.receive(world.update("test", clerk.name, "帮助"))
    assert len(await clerk.pushed()) == 1


async def dropped(world: World) -> int:
    """Ends all connections of the pool from the server's side, but the one that asks; how many."""
    query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
    killed = await world.database.read(lambda store: len(store.execute(text(query + "pg_backend_pid()")).all()))
    await asyncio.sleep(0.1)
    return killed


async def test_a_caller_that_gives_up_while_committing_neither_undoes_nor_leaks(world: World) -> None:
    """F36: a cancelled commit leaves stuck connections in asyncpg, so it is never cancelled."""
    database = world.database
    for number in range(12):
        begun = asyncio.Event()
        loop = asyncio.get_running_loop()

        def work(
            store: Store,
            number: int = number,
            tell: Callable[[], object] = lambda: loop.call_soon_threadsafe(begun.set),
        ) -> None:
            tell()
            if store.dialect == "postgresql":
                store.execute(text("SELECT pg_sleep(0.05)"))
            marks.put(store, f"n{number}", "1")

        task = asyncio.create_task(database.write(work))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with asyncio.timeout(10):
        await asyncio.gather(*(database.write(lambda store: bump(store, "after")) for _ in range(20)))
        await asyncio.gather(*(database.read(lambda store: None) for _ in range(20)))
    stored = await database.read(
        lambda store: store.execute(text("SELECT count(*) FROM marks WHERE name LIKE 'n%'")).scalar_one()
    )
    assert stored == 12
