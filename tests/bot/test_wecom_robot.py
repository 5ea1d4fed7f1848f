"""The service and WeCom's robot on the loopback: what comes over the long connection is dealt with, and a break loses nothing."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.app import Service
from bot.base.channel import Cause, Deaf, DeliveryError, Outgoing
from bot.base.pace import Limits
from bot.channels.spec import ChannelWithLimits
from bot.channels.wecom.media import Unsealed, unsealed
from bot.channels.wecom.robot import link
from bot.channels.wecom.robot.channel import RobotChannel
from bot.channels.wecom.robot.spec import NAME
from bot.demo.sample import sample_items, sample_units
from bot.routes import build_routes
from bot.settings import SettingsError, load
from bot.setup import make_house
from domain.people import Role
from handlers.kernel.messages import FileRef
from handlers.kernel.turn import Moment
from handlers.people import invitations
from storage import items, people, reports, tables, units
from tests.support.pictures import picture
from tests.support.wecom import ROBOT, ROBOT_SECRET, Robot, Shown
from tests.support.wecom.robot import sealed
from tests.support.world import StoppedClock

MORNING = datetime(2026, 6, 24, 2, tzinfo=UTC)
CLERK = "ZhangSan"


@dataclass
class District:
    """A service that has nothing but the robot, with the sample's items."""

    service: Service
    channel: RobotChannel
    robot: Robot

    async def hire(self, member: str, role: Role, unit: str | None = None) -> None:
        """A person who comes with an invitation."""

        def invite(moment: Moment) -> str:
            person = people.by_id(moment.store, people.add(moment.store, member, role, unit, "", moment.now))
            assert person is not None
            return invitations.make_invite(moment, person)

        await self.robot.say(member, f"/start {await self.service.dispatch.moment(invite)}")
        await self.robot.told(member, "绑定成功")

    async def reported(self) -> list[str]:
        """The figures that were reported on JS-010."""

        def look(moment: Moment) -> list[str]:
            item = items.by_code(moment.store, 2026, "JS-010")
            assert item is not None
            return [str(each.value) for each in reports.of_item(moment.store, item.id)]

        return await self.service.dispatch.look(look)

    async def card(self, line: str, words: str) -> Shown:
        """The card that answers a line of the clerk."""
        before = len(self.robot.to(CLERK))
        await self.robot.say(CLERK, line)
        await self.robot.wait_for(lambda: self.robot.to(CLERK)[before:])
        return await self.robot.told(CLERK, words)


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
    file = tmp_path / "config.toml"
    file.write_text(
        f'[database]\nurl = "sqlite:///{tmp_path / "zeren.db"}"\n[web]\nport = 0\n'
        f'[{NAME}]\nrobot = "{ROBOT}"\nsecret = "{ROBOT_SECRET}"\nurl = "{robot.url}"\n[delivery]\nprefer = ["{NAME}"]\n'
    )
    settings, clock = load(file), StoppedClock(MORNING)
    channel = RobotChannel(robot.url, ROBOT, ROBOT_SECRET, max_file_bytes=1_000_000, now=clock.now)
    built = {channel.name: ChannelWithLimits(channel, Limits(100.0))}
    house = make_house(settings, {channel.name: channel}, clock, new=True)
    service = Service(house, built, settings)
    service.web.add_routes(build_routes(settings, service))
    await service.start(new=True)
    await robot.connected()
    await robot.wait_for(lambda: service.pulse.ticked_at is not None)

    def settle(moment: Moment) -> None:
        units.put(moment.store, sample_units(), moment.now)
        items.add(moment.store, list(sample_items(2026)), "示例区人民政府", moment.today, moment.now)

    await service.dispatch.moment(settle)
    yield District(service, channel, robot)
    await service.stop()


@pytest.fixture
async def clerk(district: District) -> District:
    """With a clerk of the central business district."""
    await district.hire(CLERK, Role.REPORTER, "BM28")
    return district


async def test_a_line_and_a_tap_are_a_report_and_the_card_says_so_in_place(clerk: District) -> None:
    card = await clerk.card("JS-010 18座", "请确认 1 项")
    await clerk.robot.press(await with_buttons(clerk), "确认提交")
    await clerk.robot.told(CLERK, "已提交 1 项")
    assert await clerk.reported() == ["18"]
    assert card.task_id or "确认提交" not in card.keys


async def with_buttons(clerk: District) -> Shown:
    """The newest card that has any."""
    return await clerk.robot.wait_for(
        lambda: next((each for each in reversed(clerk.robot.to(CLERK)) if each.keys), None)
    )


async def test_a_tapped_card_is_over_and_a_second_tap_changes_nothing(clerk: District) -> None:
    await clerk.card("JS-010 18座", "请确认 1 项")
    card = await with_buttons(clerk)
    key = card.keys["确认提交"]
    for _ in range(3):
        await clerk.robot.press_key(card, key, number="the same")
    await clerk.robot.wait_for(lambda: card.changes)
    assert card.keys == {}
    assert await clerk.reported() == ["18"]


async def test_after_a_cut_it_is_connected_again_and_what_waited_leaves(clerk: District) -> None:
    await clerk.robot.hang_up()
    await clerk.robot.wait_for(lambda: clerk.robot.connections == 2)
    await clerk.card("帮助", "可以这样用")


async def test_a_message_without_an_answer_comes_again_with_a_note(
    clerk: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "ANSWER", 0.3)
    clerk.robot.mute("aibot_send_msg")
    before = len(clerk.robot.to(CLERK))
    await clerk.robot.say(CLERK, "帮助")
    await clerk.robot.wait_for(lambda: clerk.robot.to(CLERK)[before:])
    clock = clerk.service.house.clock
    assert isinstance(clock, StoppedClock)
    await asyncio.sleep(0.5)
    clock.at += timedelta(seconds=10)
    for sender in clerk.service.senders:
        sender.bell.set()
    await clerk.robot.wait_for(lambda: clerk.robot.to(CLERK)[before + 1 :])
    first, second = clerk.robot.to(CLERK)[before:]
    assert second.text == f"{first.text}\n（重发：如已收到，请忽略本条）"


async def test_whoever_takes_the_robot_over_keeps_it(clerk: District) -> None:
    await clerk.robot.kick()
    await clerk.robot.wait_for(lambda: clerk.channel.trouble)
    assert clerk.channel.trouble is Deaf.OTHER_POLLER
    await asyncio.sleep(0.3)
    assert clerk.robot.connections == 1, "who comes back at once takes it back, and so on"
    with pytest.raises(DeliveryError) as failed:
        await clerk.channel.ask(CLERK)
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


async def test_a_picture_comes_encrypted_and_is_evidence(clerk: District) -> None:
    await clerk.card("JS-010 18座", "请确认 1 项")
    await clerk.robot.send_picture(CLERK, picture(1))
    await clerk.robot.told(CLERK, "佐证 1 个")
    await clerk.robot.press(await with_buttons(clerk), "确认提交")
    await clerk.robot.told(CLERK, "已提交 1 项")
    found = await clerk.service.house.database.read(lambda store: store.execute(select(tables.evidence)).all())
    assert len(found) == 1


async def test_a_file_goes_out_in_parts(clerk: District) -> None:
    content = bytes(range(256)) * 5000
    sent = Outgoing("k", CLERK, "台账", file=FileRef("0" * 64, "台账.xlsx", "application/xlsx"), content=content)
    await clerk.channel.send(sent)
    assert [each.content for each in clerk.robot.to(CLERK) if each.content] == [content]
    assert clerk.robot.calls["aibot_upload_media_chunk"] == 3


async def test_in_a_group_the_name_before_a_line_is_no_part_of_it(clerk: District) -> None:
    await clerk.robot.say(CLERK, "帮助", group="g1")
    told = await clerk.robot.wait_for(lambda: clerk.robot.to("g1"))
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
