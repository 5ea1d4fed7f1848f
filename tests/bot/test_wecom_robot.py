"""The service and WeCom's robot on the loopback: what comes over the long connection is dealt with, and a break loses nothing."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.base.channel import Cause, Deaf, DeliveryError, Outgoing
from bot.channels.wecom.media import Unsealed, unsealed
from bot.channels.wecom.robot import link
from bot.channels.wecom.robot.channel import RobotChannel
from bot.channels.wecom.robot.spec import NAME
from bot.settings import SettingsError, load
from domain.people import Role
from handlers.kernel.messages import FileRef
from storage import tables
from tests.channels.district import MORNING, District, started
from tests.channels.ends import RobotEnd
from tests.support.pictures import picture
from tests.support.wecom import ROBOT, ROBOT_SECRET, Robot, Shown
from tests.support.wecom.robot import sealed
from tests.support.world import StoppedClock

CLERK = "ZhangSan"


def channel_of(district: District) -> RobotChannel:
    """The channel itself."""
    channel = district.service.house.channels[NAME]
    assert isinstance(channel, RobotChannel)
    return channel


async def shown(robot: Robot, line: str, words: str) -> Shown:
    """The card that answers a line of the clerk."""
    before = len(robot.to(CLERK))
    await robot.say(CLERK, line)
    await robot.wait_for(lambda: robot.to(CLERK)[before:])
    return await robot.told(CLERK, words)


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits seconds for a connection to be opened again."""
    monkeypatch.setattr(link, "FIRST_PAUSE", 0.05)


@pytest.fixture
async def robot() -> AsyncIterator[Robot]:
    """The platform; nothing it was sent may break its rules."""
    async with Robot() as robot:
        yield robot
        assert robot.violations == []


@pytest.fixture
async def district(tmp_path: Path, robot: Robot) -> AsyncIterator[District]:
    """The service as `zeren run` has it, with a clock that stands."""
    async with started(tmp_path, RobotEnd(robot), StoppedClock(MORNING)) as district:
        yield district


@pytest.fixture
async def clerk(district: District) -> District:
    """With a clerk of the central business district."""
    await district.hire(CLERK, Role.REPORTER, "BM28")
    return district


async def test_a_line_and_a_tap_are_a_report_and_the_card_says_so_in_place(clerk: District, robot: Robot) -> None:
    card = await shown(robot, "JS-010 18座", "请确认 1 项")
    await robot.press(await with_buttons(robot), "确认提交")
    await robot.told(CLERK, "已提交 1 项")
    assert await clerk.reported() == ["18"]
    assert card.task_id or "确认提交" not in card.keys


async def with_buttons(robot: Robot) -> Shown:
    """The newest card that has any."""
    return await robot.wait_for(lambda: next((each for each in reversed(robot.to(CLERK)) if each.keys), None))


async def test_a_tapped_card_is_over_and_a_second_tap_changes_nothing(clerk: District, robot: Robot) -> None:
    await shown(robot, "JS-010 18座", "请确认 1 项")
    card = await with_buttons(robot)
    key = card.keys["确认提交"]
    for _ in range(3):
        await robot.press_key(card, key, number="the same")
    await robot.wait_for(lambda: card.changes)
    assert card.keys == {}
    assert await clerk.reported() == ["18"]


async def test_after_a_cut_it_is_connected_again_and_what_waited_leaves(clerk: District, robot: Robot) -> None:
    await robot.hang_up()
    await robot.wait_for(lambda: robot.connections == 2)
    await shown(robot, "帮助", "可以这样用")


async def test_a_message_without_an_answer_comes_again_with_a_note(
    clerk: District, monkeypatch: pytest.MonkeyPatch, robot: Robot
) -> None:
    monkeypatch.setattr(link, "ANSWER", 0.3)
    robot.mute("aibot_send_msg")
    before = len(robot.to(CLERK))
    await robot.say(CLERK, "帮助")
    await robot.wait_for(lambda: robot.to(CLERK)[before:])
    clock = clerk.service.house.clock
    assert isinstance(clock, StoppedClock)
    await asyncio.sleep(0.5)
    clock.at += timedelta(seconds=10)
    for sender in clerk.service.senders:
        sender.bell.set()
    await robot.wait_for(lambda: robot.to(CLERK)[before + 1 :])
    first, second = robot.to(CLERK)[before:]
    assert second.text == f"{first.text}\n（重发：如已收到，请忽略本条）"


async def test_whoever_takes_the_robot_over_keeps_it(clerk: District, robot: Robot) -> None:
    await robot.kick()
    await robot.wait_for(lambda: channel_of(clerk).trouble)
    assert channel_of(clerk).trouble is Deaf.OTHER_POLLER
    await asyncio.sleep(0.3)
    assert robot.connections == 1, "who comes back at once takes it back, and so on"
    with pytest.raises(DeliveryError) as failed:
        await channel_of(clerk).ask(CLERK)
    assert failed.value.cause is Cause.NETWORK


async def test_a_wrong_secret_is_told(robot: Robot) -> None:
    robot.secret = "another"
    channel = RobotChannel(robot.url, ROBOT, ROBOT_SECRET, max_file_bytes=1000)

    async def nothing(*_given: object) -> bool:
        return False

    await channel.start(nothing, nothing)  # type: ignore[arg-type]
    await robot.wait_for(lambda: channel.trouble)
    assert channel.trouble is Deaf.BAD_TOKEN
    await channel.stop()


async def test_a_picture_comes_encrypted_and_is_evidence(clerk: District, robot: Robot) -> None:
    await shown(robot, "JS-010 18座", "请确认 1 项")
    await robot.send_picture(CLERK, picture(1))
    await robot.told(CLERK, "佐证 1 个")
    await robot.press(await with_buttons(robot), "确认提交")
    await robot.told(CLERK, "已提交 1 项")
    found = await clerk.service.house.database.read(lambda store: store.execute(select(tables.evidence)).all())
    assert len(found) == 1


async def test_a_file_goes_out_in_parts(clerk: District, robot: Robot) -> None:
    content = bytes(range(256)) * 5000
    sent = Outgoing("k", CLERK, "台账", file=FileRef("0" * 64, "台账.xlsx", "application/xlsx"), content=content)
    await channel_of(clerk).send(sent)
    assert [each.content for each in robot.to(CLERK) if each.content] == [content]
    assert robot.calls["aibot_upload_media_chunk"] == 3


async def test_in_a_group_the_name_before_a_line_is_no_part_of_it(clerk: District, robot: Robot) -> None:
    await robot.say(CLERK, "帮助", group="g1")
    told = await robot.wait_for(lambda: robot.to("g1"))
    assert told[0].text


@given(st.binary(max_size=300))
def test_what_is_sealed_is_unsealed_to_the_same(content: bytes) -> None:
    key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    assert unsealed(sealed(content, key), key) == content
    assert unsealed(sealed(content, key), key.rstrip("=")) == content


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 32])
def test_what_is_not_sealed_is_told(content: bytes) -> None:
    with pytest.raises(Unsealed):
        unsealed(content, "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (f'[{NAME}]\nsecret = "x"\n', "needs robot"),
        (f'[{NAME}]\nrobot = "b"\nsecret = "x"\nurl = "https://a"\n', "wss://"),
        ('[wecom]\nsecret = "x"\n', "needs corp"),
        (
            '[wecom]\ncorp = "c"\nagent = 1\nsecret = "x"\ncallback_token = "t"\ncallback_key = "short"\n',
            "43 characters",
        ),
    ],
)
def test_settings_that_lack_something_are_refused(tmp_path: Path, line: str, fault: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(line)
    with pytest.raises(SettingsError) as caught:
        load(file)
    assert fault in str(caught.value.faults)
