"""Two processes on one PostgreSQL: one leads, the other waits and takes over; webhooks are served by both."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from tests.chaos import checks
from tests.chaos.storm import FIRST_CHAT, Plan, Storm
from tests.chaos.test_chaos import SEED
from tests.e2e.service import Program
from tests.support.bot_api import BotApi, Limits
from tests.support.postgres import fresh_database

ONE_TICK = 60.0
SECRET = "a-secret-of-sixteen-or-more"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(limits=Limits()) as api:
        yield api


class Pair(Program):
    """Two processes that look like one to a storm."""

    def __init__(self, folder: Path, api: BotApi, url: str, *more: dict[str, str]) -> None:
        super().__init__(folder, api, url)
        one, two = more or ({}, {})
        for name in ("one", "two"):
            (folder / name).mkdir()
        self.both = [Program(folder / "one", api, url, **one), Program(folder / "two", api, url, **two)]

    async def start(self) -> None:
        """The first leads."""
        await self.both[0].start()
        await until(lambda: leads(self.both[0]))
        await self.both[1].start()

    async def stop(self) -> int:
        """Both, in order."""
        return max([await program.stop() for program in self.both])

    async def kill(self) -> None:
        """Whatever runs."""
        for program in self.both:
            if program.process is not None:
                await program.kill()

    async def leader(self) -> Program:
        """Who leads now."""
        for program in self.both:
            if await leads(program):
                return program
        raise AssertionError("nobody leads")


def address(program: Program) -> str:
    """Where it listens."""
    return str(re.findall(r"listening on (http://127.0.0.1:\d+)", program.log.read_text())[-1])


async def leads(program: Program) -> bool:
    """What it says of itself."""
    if program.process is None:
        return False
    async with httpx.AsyncClient(trust_env=False) as client:
        return bool((await client.get(f"{address(program)}/readyz")).json()["leading"])


async def until(true: Callable[[], Awaitable[bool]], seconds: float = ONE_TICK) -> None:
    """Waits for something."""
    async with asyncio.timeout(seconds):
        while not await true():
            await asyncio.sleep(0.1)


@pytest.mark.timeout(240)
async def test_the_leader_dies_again_and_again_and_the_other_takes_over_within_one_tick(
    tmp_path: Path, api: BotApi, postgres: str
) -> None:
    """F6, F26: never two pollers, never none for long; nothing is lost or doubled in between."""
    url = await asyncio.to_thread(fresh_database, postgres)
    pair = Pair(tmp_path, api, url)

    async def behead(storm: Storm) -> None:
        leader = await pair.leader()
        other = next(program for program in pair.both if program is not leader)
        storm.blows.append("leader")
        await (leader.kill() if storm.chance.random() < 0.7 else leader.stop())
        await until(lambda: leads(other))
        await leader.start()
        assert not await leads(leader), "it waits now"

    storm = Storm(pair, api, Plan(seed=SEED, chats=20, reports=100, blows=3, faults=10), behead)
    try:
        await storm.run()
        await checks.everything(storm)
    finally:
        await pair.kill()
    assert "another process polls" not in (pair.both[0].log.read_text() + pair.both[1].log.read_text())


async def test_a_webhook_that_reaches_the_waiting_process_is_answered_by_the_leader(
    tmp_path: Path, api: BotApi, postgres: str
) -> None:
    url = await asyncio.to_thread(fresh_database, postgres)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    hook = {
        "ZEREN_TELEGRAM__MODE": "webhook",
        "ZEREN_TELEGRAM__WEBHOOK_URL": f"http://127.0.0.1:{port}",
        "ZEREN_TELEGRAM__SECRET_TOKEN": SECRET,
    }
    # Both name the same address, as behind one proxy; here it is the second's own.
    pair = Pair(tmp_path, api, url, hook, hook | {"ZEREN_WEB__PORT": str(port)})
    storm = Storm(pair, api, Plan(seed=1, chats=1, reports=1, blows=0))
    await storm.found()
    try:
        await pair.start()
        assert await pair.leader() is pair.both[0]
        api.say(FIRST_CHAT, "帮助")
        await api.wait_for(lambda: any("可以这样用" in sent.text for sent in api.sent(FIRST_CHAT)), 20)
        assert await leads(pair.both[0])
        await pair.both[0].kill()
        api.say(FIRST_CHAT, "CS-001 7")
        await api.wait_for(lambda: any("：7 / " in sent.text for sent in api.sent(FIRST_CHAT)), 20)
        assert await leads(pair.both[1])
        assert await pair.both[1].stop() == 0
    finally:
        await pair.kill()


async def test_what_a_third_process_changes_both_know_at_once(tmp_path: Path, api: BotApi, postgres: str) -> None:
    """A unit is renamed on the terminal: the leader knows, and so does the one that takes over, which had looked before."""
    url = await asyncio.to_thread(fresh_database, postgres)
    pair = Pair(tmp_path, api, url)
    terminal = Program(tmp_path, api, url)

    async def known_as(name: str) -> None:
        def told() -> int:
            return sum(name in sent.text for sent in api.sent(FIRST_CHAT))

        before = told()
        api.say(FIRST_CHAT, f"责任书 {name}")
        assert await api.wait_for(lambda: told() > before, ONE_TICK)

    async def rename(name: str) -> None:
        (tmp_path / "units.csv").write_text(f"单位代码,单位,简称,类别\nBM28,{name},商务区,区直部门\n", "utf-8")
        await terminal.done("import", "units", str(tmp_path / "units.csv"))

    try:
        await terminal.settle()
        token = await terminal.hire("督查员", "inspector")
        await pair.start()
        api.say(FIRST_CHAT, f"/start {token}")
        await rename("第一个新名局")
        await known_as("第一个新名局")
        await pair.both[0].kill()
        await until(lambda: leads(pair.both[1]))
        await known_as("第一个新名局")
        await rename("第二个新名局")
        await known_as("第二个新名局")
    finally:
        await pair.kill()
