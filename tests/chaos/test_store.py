"""The store fails under the running service: nothing is confirmed, nothing lost, and it goes on by itself."""

import asyncio
import re
import resource
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.chaos import checks
from tests.chaos.storm import CONFIRM, DONE, FIRST_CHAT, Plan, Storm
from tests.chaos.test_chaos import SEED
from tests.e2e.service import Program
from tests.support.bot_api import BotApi, Limits
from tests.support.postgres import fresh_database, start_server, strike_server

NOT_LOST = "您的消息没有丢"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(limits=Limits()) as api:
        yield api


async def ready(program: Program) -> int:
    """What /readyz answers."""
    port = re.findall(r"listening on http://127.0.0.1:(\d+)", program.log.read_text())[-1]
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.get(f"http://127.0.0.1:{port}/readyz")).status_code


def texts(api: BotApi, chat: int) -> list[str]:
    """What a chat shows."""
    return [sent.text for sent in api.sent(chat)]


async def test_a_full_disk_confirms_nothing_tells_each_chat_once_and_heals_without_a_restart(
    tmp_path: Path, api: BotApi
) -> None:
    """F33. The limit on file sizes of the running process stands for the full disk: every write to a file fails."""
    program = Program(tmp_path, api)
    storm = Storm(program, api, Plan(seed=1, chats=2, reports=2, blows=0))
    await storm.found()
    await program.start()
    chat, other = FIRST_CHAT, FIRST_CHAT + 1
    api.say(chat, "帮助")
    await api.wait_for(lambda: any("可以这样用" in text for text in texts(api, chat)), 20)
    assert program.process is not None
    usual = resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (0, usual[1]))
    told = [api.say(chat, "CS-001 7"), api.say(other, "CS-002 8")]
    await api.wait_for(lambda: NOT_LOST in "".join(texts(api, chat)) and NOT_LOST in "".join(texts(api, other)), 20)
    await asyncio.sleep(2)
    assert api.pending == told, "nothing is confirmed"
    assert await ready(program) == 503
    resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, usual)
    card = await api.wait_for(lambda: next((sent for sent in api.sent(chat) if "：7 / " in sent.text), None), 60)
    assert card is not None
    api.press(chat, card.message_id, CONFIRM)
    await api.wait_for(lambda: any(DONE in text for text in texts(api, chat)), 20)
    for each in (chat, other):
        assert sum(NOT_LOST in text for text in texts(api, each)) == 1, "told once"
    assert await program.query("SELECT count(*) FROM failures") == [(0,)], "it was nobody's fault"
    assert await ready(program) == 200
    assert await program.stop() == 0


@pytest.mark.timeout(240)
async def test_a_postgresql_that_crashes_under_it_costs_no_report(api: BotApi) -> None:
    """F35: connections break in the middle of transactions and of commits; the service never restarts."""
    with tempfile.TemporaryDirectory(prefix="zpg") as name, start_server(Path(name) / "data") as server:
        url = await asyncio.to_thread(fresh_database, server)
        program = Program(Path(name), api, url)

        async def strike(storm: Storm) -> None:
            storm.blows.append("restart")
            await asyncio.to_thread(strike_server, Path(name) / "data")

        storm = Storm(program, api, Plan(seed=SEED, chats=20, reports=100, blows=3, faults=10), strike)
        await checks.weather(storm)
        assert storm.blows
        assert program.log.read_text().count("listening on") == 1
