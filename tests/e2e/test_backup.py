"""A backup while the service runs, and the careful way back: nothing leaves before a person says so (F39)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.service import Program
from tests.support.bot_api import BotApi, Fault

CLERK = 101


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest.fixture
async def program(tmp_path: Path, api: BotApi) -> AsyncIterator[Program]:
    program = Program(tmp_path, api)
    await program.settle()
    yield program
    if program.process is not None:
        await program.kill()


async def heard(api: BotApi, words: str) -> None:
    """Waits until the clerk was told so."""
    await api.wait_for(lambda: any(words in sent.text for sent in api.sent(CLERK)), 20)


async def bind(program: Program, api: BotApi) -> None:
    """A clerk opens an invitation."""
    token = await program.hire("填报人", "reporter", "BM28")
    api.say(CLERK, f"/start {token}")
    await heard(api, "绑定成功")


async def test_after_a_restore_messages_are_taken_and_nothing_is_sent_until_released(
    program: Program, api: BotApi, tmp_path: Path
) -> None:
    """F39: an hour-old backup holds messages that were sent since; they must not be sent again by themselves."""
    file = tmp_path / "backup.db"
    await program.start()
    await bind(program, api)
    api.say(CLERK, "JS-010 18座")
    await heard(api, "请确认 1 项")
    assert "rows" in await program.done("backup", str(file))
    code, _, err = await program.command("backup", str(file))
    assert (code, "exists already" in err) == (1, True)
    api.say(CLERK, "JS-011 95万平方米")
    await heard(api, "JS-011")
    code, _, err = await program.command("restore", str(file), "--replace")
    assert (code, err.strip()) == (1, "the service is running on this database: stop it first")
    await program.stop()

    code, _, err = await program.command("restore", str(file))
    assert (code, "not empty" in err) == (1, True)
    told = await program.done("restore", str(file), "--replace")
    assert "Nothing will be sent until `zeren release`" in told
    assert program.rows("SELECT count(*) FROM updates WHERE said LIKE 'JS-011%'") == [(0,)]
    assert len(list(tmp_path.glob("backup-before-restore-*.db"))) == 1

    calls = len(api.sent(CLERK))
    await program.start()
    api.say(CLERK, "帮助")
    await api.wait_for(lambda: api.pending == [], 20)
    await api.wait_for(lambda: program.rows("SELECT count(*) FROM outbox WHERE state = 'pending'") == [(1,)], 20)
    assert len(api.sent(CLERK)) == calls, "held"
    assert "1 reply wait" in await program.done("release", "--dry-run")
    assert "1 reply will be sent" in await program.done("release", "--send")
    await heard(api, "可以这样用")
    assert "nothing is held" in await program.done("release")
    assert await program.stop() == 0


async def test_what_waited_in_a_backup_is_listed_and_not_sent_unless_asked_for(
    program: Program, api: BotApi, tmp_path: Path
) -> None:
    """F39: the default release sends nothing old; new messages are answered at once."""
    file = tmp_path / "backup.db"
    await program.start()
    await bind(program, api)
    api.fail("sendMessage", Fault.flood(600))
    api.say(CLERK, "我的报送")
    await api.wait_for(
        lambda: program.rows("SELECT count(*) FROM outbox WHERE error LIKE '%RetryAfter%'") == [(1,)], 20
    )
    await program.stop()
    await program.done("backup", str(file))
    await program.done("restore", str(file), "--replace")
    await program.start()
    assert "listed as unknown, not sent" in await program.done("release")
    assert program.rows("SELECT count(*) FROM outbox WHERE state = 'unknown'") == [(1,)]
    api.say(CLERK, "帮助")
    await heard(api, "可以这样用")
    assert not any("您还没有报送过" in sent.text for sent in api.sent(CLERK))
    assert await program.stop() == 0
