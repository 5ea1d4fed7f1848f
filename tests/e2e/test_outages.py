"""A platform that is away for twenty seconds, under the real process: polling and webhook, both databases."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import text

from handlers.kernel.words.ways import REPEATED
from storage.engine import open_database
from tests.e2e.service import Program, webhook
from tests.e2e.test_telegram import CLERK, INSPECTOR, LEADER, answer, bind
from tests.support.bot_api import BotApi, Fault, Limits
from tests.support.postgres import fresh_database

AWAY = 20.0


async def owing(program: Program) -> None:
    """Agreements of 2022 imported today owe nothing; these do."""
    database = open_database(program.url)
    await database.write(lambda store: store.execute(text("UPDATE items SET tracked_from = '2022-06-25'")))
    await database.close()


async def nothing_waits(program: Program) -> None:
    """The outbox is empty."""
    async with asyncio.timeout(90):
        while await program.query("SELECT id FROM outbox WHERE state IN ('pending', 'sending')"):
            await asyncio.sleep(0.3)


async def reminded(program: Program) -> None:
    """Reminders are queued: by the tick where today is no working day, else by the service's own at the next full minute."""
    async with asyncio.timeout(90):
        while not await program.query("SELECT id FROM outbox WHERE kind = 'reminder'"):
            await asyncio.sleep(0.3)


async def through(program: Program, api: BotApi, fault: Fault) -> None:
    """Everything is under way as the platform goes: an answer, an edit, a notice with its document, reminders, digests."""
    await program.settle()
    await owing(program)
    await program.done("tick", "--at", "2022-06-27T10:00")
    await program.start()
    await bind(program, api, CLERK, "填报人", "reporter", "BM28")
    await bind(program, api, INSPECTOR, "督查员", "inspector")
    await bind(program, api, LEADER, "分管副区长（城建）", "leader", "", "分管副区长（城建）")
    api.say(CLERK, "JS-010 18座")
    confirm = await answer(api, CLERK, "请确认 1 项")
    api.say(INSPECTOR, "督办 JS-010 进度滞后")
    draft = await answer(api, INSPECTOR, "回复期限")
    if any("一事一单" in sent.text for sent in api.sent(INSPECTOR)):
        # On a working day the service itself has drafted one, which its next tick would take back.
        api.press(INSPECTOR, draft.message_id, "不发")
        await answer(api, INSPECTOR, "已作废")
        api.say(INSPECTOR, "督办 JS-010 进度滞后")
        draft = await answer(api, INSPECTOR, "事由：进度滞后")
    assert any("发送" in row for row in draft.labels), draft.text
    api.press(CLERK, confirm.message_id, "确认提交")
    api.press(INSPECTOR, draft.message_id, "发送")
    api.go_away(600, fault)
    await program.done("tick", "--at", "2022-07-01T10:00")
    api.say(CLERK, "帮助")
    # However long the tick took on a busy machine, what it queued meets the outage.
    await asyncio.sleep(AWAY)
    await reminded(program)
    api.come_back()
    await answer(api, CLERK, "可以这样用", 60)
    await nothing_waits(program)
    assert await program.stop() == 0


@pytest.fixture
def url(request: pytest.FixtureRequest) -> str | None:
    """A PostgreSQL database of its own, or None for the program's file."""
    return fresh_database(request.getfixturevalue("postgres")) if request.param == "postgresql" else None


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("url", "mode", "fault"),
    [("sqlite", "polling", Fault.gateway()), ("postgresql", "webhook", Fault.cut("before"))],
    ids=["sqlite-page", "postgresql-cut"],
    indirect=["url"],
)
async def test_twenty_seconds_without_a_platform_lose_nothing(
    tmp_path: Path, url: str | None, mode: str, fault: Fault
) -> None:
    """T1, as a stranger found it."""
    async with BotApi(limits=Limits()) as api:
        program = Program(tmp_path, api, url, **(webhook() if mode == "webhook" else {}))
        try:
            await through(program, api, fault)
            ended = Counter(await program.query("SELECT kind, state FROM outbox WHERE channel = 'telegram'"))
            shown = Counter((sent.chat, sent.text.removesuffix(REPEATED).strip()) for sent in api.sent())
            marked = Counter(sent.chat for sent in api.sent() if sent.text.endswith(REPEATED))
        finally:
            if program.process is not None:
                await program.kill()
    kinds = {kind for kind, _ in ended}
    assert {"reply", "reminder", "info", "digest"} <= kinds
    # A reminder whose matter is over by the time it can leave is withdrawn (F30).
    allowed = {("digest", "unknown"), ("reminder", "withdrawn")}
    assert ended.keys() <= {(kind, "accepted") for kind in kinds} | allowed, ended
    assert ended["reminder", "accepted"]
    assert ended["info", "accepted"]
    assert confirmed(shown) == 1
    assert max(shown.values()) <= 2, shown.most_common(3)
    if mode == "polling":
        assert not ended["digest", "unknown"], "a page is nothing taken: not even a digest is lost"
        assert not marked, "and nobody is told twice"
    assert api.violations == []
    log = program.log.read_text()
    assert "the platform does not answer" in log or "not delivered" in log
    assert "Traceback" not in log


def confirmed(shown: "Counter[tuple[int, str]]") -> int:
    """How often the clerk sees that the report was taken."""
    return sum(count for (chat, words), count in shown.items() if chat == CLERK and "已提交 1 项" in words)
