"""A real process, a blocked user and a browser: the reminder arrives in the web chat instead, and says so."""

import asyncio
import re
import secrets
import sqlite3
from pathlib import Path

import httpx

from tests.e2e.service import Program
from tests.e2e.test_telegram import CLERK, INSPECTOR, answer, bind
from tests.support.bot_api import BotApi, Fault

HEADERS = {"x-zeren-chat": "1"}


def url_of(program: Program) -> str:
    """Where the newest process listens."""
    found: list[str] = re.findall(r"listening on (http://127.0.0.1:\d+)", program.log.read_text())
    return found[-1]


class Browser:
    """A person's browser on the web chat; its cookie outlives the service."""

    def __init__(self, program: Program, client: httpx.AsyncClient) -> None:
        self._program, self._client = program, client

    async def open(self) -> None:
        """The page, which gives the browser its identity."""
        assert (await self._client.get(f"{url_of(self._program)}/chat")).status_code == 200

    async def post(self, path: str, **form: str) -> None:
        """A line or a tap."""
        data = {"id": secrets.token_urlsafe(12), **form}
        answered = await self._client.post(f"{url_of(self._program)}/chat/{path}", data=data, headers=HEADERS)
        assert answered.json()["ok"] is True, answered.text

    async def shown(self) -> list[dict[str, object]]:
        """What stands in the chat."""
        found: list[dict[str, object]] = (
            await self._client.get(f"{url_of(self._program)}/chat/history", headers=HEADERS)
        ).json()["messages"]
        return [each for each in found if not each["mine"]]

    async def wait_for(self, words: str) -> dict[str, object]:
        """The message with these words, within some seconds."""
        for _ in range(200):
            for each in await self.shown():
                if words in str(each["title"]) + str(each["lines"]):
                    return each
            await asyncio.sleep(0.1)
        raise AssertionError(await self.shown())


async def test_a_reminder_to_a_blocked_chat_arrives_in_the_web_chat_instead(tmp_path: Path) -> None:
    """F16: another channel is told, by the real service."""
    async with BotApi() as api, httpx.AsyncClient(trust_env=False) as client:
        program = Program(tmp_path, api, ZEREN_WEB__CHAT="true")
        browser = Browser(program, client)
        await program.settle()
        await program.start()
        await bind(program, api, CLERK, "填报人", "reporter", "BM28")
        await bind(program, api, INSPECTOR, "督查员", "inspector")
        await browser.open()
        invited = (await program.done("invite", "填报人")).rsplit("/start ", 1)[1].strip()
        await browser.post("say", text=f"/start {invited}")
        await browser.wait_for("绑定成功")
        assert await program.stop() == 0
        # Agreements of 2022 imported today owe nothing; these do.
        with sqlite3.connect(program.path) as store:
            store.execute("UPDATE items SET tracked_from = '2022-06-25'")
        for day in ("27", "30"):
            await program.done("tick", "--at", f"2022-06-{day}T10:00")
        api.fail("sendMessage", Fault.blocked(), chat=CLERK)
        await program.start()
        bundle = await browser.wait_for("6月30日 提醒")
        assert "（此消息原发往 Telegram，未能送达，改发至此。）" in str(bundle["lines"])
        buttons = {label: token for row in bundle["buttons"] for label, token, *_ in row}  # type: ignore[attr-defined]
        await browser.post("press", token=buttons["收到"], message=str(bundle["id"]))
        await browser.wait_for("已记录：收到。")
        assert not any("6月30日 提醒" in sent.text for sent in api.sent(CLERK))
        async with asyncio.timeout(5):
            # A page shows what is stored; that it has left is written down a moment later.
            while program.rows("SELECT 1 FROM outbox WHERE channel = 'web' AND state != 'accepted'"):
                await asyncio.sleep(0.05)
        api.say(INSPECTOR, "送达情况 填报人")
        told = await answer(api, INSPECTOR, "送达情况：填报人")
        assert "提醒“6月30日 提醒（" in told.text
        assert "已存入网页（网页，原会话未送达，改发至此）" in told.text
        assert await program.stop() == 0
    rows = program.rows(
        "SELECT channel, state, instead_of FROM outbox WHERE key LIKE 'remind:1:2022-06-30%' ORDER BY id"
    )
    assert [(row[0], row[1]) for row in rows] == [("telegram", "unreachable"), ("web", "accepted")]
    assert rows[1][2] == "remind:1:2022-06-30"
