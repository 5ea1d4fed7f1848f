"""A store that is damaged, gone or not there: nothing is confirmed into it, people are told, and the process ends."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.people import Role
from storage import people
from storage.store import Store
from tests.e2e.service import Program
from tests.support.bot_api import BotApi
from tests.support.stores import damage
from tests.support.world import make_world

ADMIN, CLERK = 100, 101


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest.fixture
async def program(tmp_path: Path, api: BotApi) -> AsyncIterator[Program]:
    """A running service with an admin and a clerk."""
    program = Program(tmp_path, api)
    world = await make_world(tmp_path, url=program.url)
    await world.settle([])

    def hire(store: Store) -> None:
        for chat, name, role, unit in ((ADMIN, "管理员", Role.ADMIN, None), (CLERK, "填报人", Role.REPORTER, "BM28")):
            person = people.add(store, name, role, unit, "", world.clock.now())
            people.bind(store, person, "telegram", str(chat), str(chat), world.clock.now())

    await world.database.write(hire)
    await world.database.close()
    api.know(ADMIN, CLERK)
    await program.start()
    yield program
    if program.process is not None:
        await program.kill()


async def heard(api: BotApi, chat: int, words: str) -> None:
    """Waits until the chat was told so."""
    await api.wait_for(lambda: any(words in sent.text for sent in api.sent(chat)), 20)


async def ended(program: Program) -> int:
    """The code of a process that ends by itself."""
    assert program.process is not None
    return await asyncio.wait_for(program.process.wait(), 25)


async def test_a_vanished_file_takes_no_message_and_ends_the_service_with_a_word(program: Program, api: BotApi) -> None:
    api.say(CLERK, "帮助")
    await heard(api, CLERK, "可以这样用")
    for each in program.path.parent.glob(f"{program.path.name}*"):
        each.unlink()
    number = api.say(CLERK, "JS-010 18座")
    await heard(api, CLERK, "您的消息没有丢")
    await heard(api, ADMIN, "数据库已损坏或文件不见")
    assert await ended(program) == 1
    assert "no longer the file that was opened" in program.log.read_text()
    assert number in api.pending, "the platform still has it"
    assert not program.path.exists(), "no empty file takes its place"

    code, _, err = await program.command("run")
    assert (code, "no such database" in err, program.path.exists()) == (1, True, False)
    code, _, err = await program.command("people", "list")
    assert (code, "no such database" in err, program.path.exists()) == (1, True, False)


async def test_a_damaged_page_is_refused_at_the_start_by_backup_and_by_the_doctor(
    program: Program, tmp_path: Path
) -> None:
    await program.stop()
    damage(program.path, "reports")
    for arguments in (("run",), ("backup", str(tmp_path / "copy.db"))):
        code, _, err = await program.command(*arguments)
        assert (code, "the database is damaged" in err) == (1, True), err
    assert not (tmp_path / "copy.db").exists()
    code, out, err = await program.command("doctor")
    assert (code, "pages of the database" in out + err) == (1, True)


async def test_a_message_that_meets_damage_is_not_confirmed_and_ends_the_service(program: Program, api: BotApi) -> None:
    program.path.write_bytes(b"\xa5" * program.path.stat().st_size)
    process = program.process
    assert process is not None
    # What a connection has read already it does not read again: the first messages may meet no damage.
    for code in range(1, 50):
        number = api.say(CLERK, f"事项 JS-{code:03}")
        async with asyncio.timeout(25):
            while number in api.pending and process.returncode is None:
                await asyncio.sleep(0.05)
        if process.returncode is not None:
            break
    assert await ended(program) == 1
    assert number in api.pending
    assert any("数据库已损坏或文件不见" in sent.text for sent in api.sent(ADMIN))


async def test_an_empty_store_is_begun_only_when_told_so(tmp_path: Path, api: BotApi) -> None:
    program = Program(tmp_path, api)
    for command in (("run",), ("migrate",), ("import", "units", "nothing.xlsx"), ("backup", "copy.db")):
        code, _, err = await program.command(*command)
        assert (code, "no such database" in err or "nothing.xlsx" in err) == (1, True), err
        assert not program.path.exists()
    await program.done("migrate", "--new")
    assert "up to date already" in await program.done("migrate")


async def test_what_is_stored_is_for_the_services_account_alone(program: Program, tmp_path: Path) -> None:
    program.path.chmod(0o644)
    copy = tmp_path / "copy.db"
    await program.done("backup", str(copy))
    written = [copy, *program.path.parent.glob(f"{program.path.name}*")]
    assert {path.name: oct(path.stat().st_mode & 0o777) for path in written} == {path.name: "0o600" for path in written}
