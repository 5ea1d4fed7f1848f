"""The real service against WeCom on the loopback: members report while the process is killed, and nothing is lost or doubled."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.service import Program
from tests.support.wecom import AGENT, CORP, ROBOT, ROBOT_SECRET, SECRET, TOKEN, Robot, Wecom

KILLS = 3


@pytest.fixture
async def wecom() -> AsyncIterator[Wecom]:
    """The platform; nothing it was sent may break its rules."""
    async with Wecom() as wecom:
        yield wecom
        assert wecom.violations == []


@pytest.fixture
async def program(tmp_path: Path, wecom: Wecom) -> AsyncIterator[Program]:
    """A district from the sample workbook that has WeCom alone."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = {"CORP": CORP, "AGENT": str(AGENT), "SECRET": SECRET, "CALLBACK_TOKEN": TOKEN}
    given |= {"CALLBACK_KEY": wecom.key, "API_URL": wecom.url}
    settings = {f"ZEREN_WECOM__{name}": value for name, value in given.items()}
    settings |= {"ZEREN_WEB__PORT": str(port), "ZEREN_DELIVERY__PREFER": '["wecom"]'}
    program = Program(tmp_path, None, None, **settings)
    wecom.callback_url = f"http://127.0.0.1:{port}/wecom/callback"
    await program.settle()
    yield program
    if program.process is not None:
        await program.kill()


async def test_killed_in_the_middle_every_report_is_there_exactly_once(program: Program, wecom: Wecom) -> None:
    units = [f"JD{number:02}" for number in range(1, 5)]
    await program.start()
    for unit in units:
        token = await program.hire(f"填报人{unit}", "reporter", unit)
        await wecom.say(unit, f"/start {token}")
        await wecom.told(unit, "绑定成功", 20)
    codes = {unit: str(program.rows(f"SELECT code FROM items WHERE unit = '{unit}' LIMIT 1")[0][0]) for unit in units}
    for number in range(KILLS):
        talking = [asyncio.ensure_future(insist(wecom, unit, f"{codes[unit]} 1")) for unit in units]
        await asyncio.sleep(0.1 * (number + 1))
        await program.kill()
        await program.start()
        await asyncio.gather(*talking)
    for unit in units:
        card = await wecom.told(unit, "请确认 1 项", 30)
        for _ in range(20):
            if card.keys and await wecom.press(card, "确认提交") == 200:
                break
            await asyncio.sleep(0.3)
        await wecom.told(unit, "已提交 1 项", 30)
    assert program.rows("SELECT count(*), count(DISTINCT item_id) FROM reports") == [(len(units), len(units))]
    assert await program.stop() == 0
    log = program.log.read_text()
    assert "Traceback" not in log
    assert SECRET not in log


async def insist(wecom: Wecom, member: str, line: str) -> None:
    """A member who sends the line again until the platform has handed it on."""
    while await wecom.say(member, line) != 200:
        await asyncio.sleep(0.2)


async def test_the_robot_of_a_killed_process_is_connected_again_by_the_next(tmp_path: Path) -> None:
    """Only its secret and its number are given: no address leads to the service."""
    async with Robot() as robot:
        given = {"ROBOT": ROBOT, "SECRET": ROBOT_SECRET, "URL": robot.url}
        settings = {f"ZEREN_WECOM_ROBOT__{name}": value for name, value in given.items()}
        program = Program(tmp_path, None, None, **settings, ZEREN_DELIVERY__PREFER='["wecom_robot"]')
        await program.settle()
        await program.start()
        try:
            await robot.say("a", f"/start {await program.hire('填报人', 'reporter', 'BM28')}")
            await robot.told("a", "绑定成功", 20)
            await robot.say("a", "JS-010 18座")
            await robot.told("a", "请确认 1 项", 20)
            await program.kill()
            await robot.wait_for(lambda: not robot.is_connected)
            await program.start()
            await robot.connected()
            card = await robot.wait_for(lambda: next((each for each in robot.to("a") if each.keys), None))
            await robot.press(card, "确认提交")
            await robot.told("a", "已提交 1 项", 20)
            assert program.rows("SELECT count(*) FROM reports") == [(1,)]
            assert await program.stop() == 0
        finally:
            if program.process is not None:
                await program.kill()
        assert robot.violations == []
    log = program.log.read_text()
    assert "Traceback" not in log
    assert ROBOT_SECRET not in log
