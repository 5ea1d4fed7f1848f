"""The service and WeCom on the loopback: members are bound, report, tap, send files; what goes wrong on the way loses nothing."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import Service
from bot.base.channel import Cause, Outgoing, Tap
from bot.base.pace import Limits
from bot.channels.spec import ChannelWithLimits
from bot.channels.wecom import doctor, render
from bot.channels.wecom.account import Account
from bot.channels.wecom.channel import WecomChannel
from bot.channels.wecom.windows import WINDOWS
from bot.demo.sample import sample_items, sample_units
from bot.routes import build_routes
from bot.settings import load
from bot.setup import make_house
from domain.people import Role
from domain.secrecy import OPEN
from handlers.kernel.messages import say
from handlers.kernel.turn import Moment
from handlers.people import invitations
from storage import items, outbox, people, reports, tables, units
from storage.outbox import Message, MessageKind, MessageState
from tests.support.keys import news
from tests.support.pictures import picture
from tests.support.wecom import AGENT, CORP, SECRET, TOKEN, Sent, Wecom
from tests.support.world import StoppedClock

MORNING = datetime(2026, 6, 24, 2, tzinfo=UTC)
CLERK, INSPECTOR = "ZhangSan", "LiSi"


@dataclass
class District:
    """A service that has nothing but WeCom, with the sample's items."""

    service: Service
    channel: WecomChannel
    wecom: Wecom

    async def hire(self, member: str, role: Role, unit: str | None = None) -> None:
        """A person who comes with an invitation."""

        def invite(moment: Moment) -> str:
            person = people.by_id(moment.store, people.add(moment.store, member, role, unit, "", moment.now))
            assert person is not None
            return invitations.make_invite(moment, person)

        await self.wecom.say(member, f"/start {await self.service.dispatch.moment(invite)}")
        await self.wecom.told(member, "绑定成功")

    async def reported(self, code: str = "JS-010") -> list[str]:
        """The figures that were reported on an item."""

        def look(moment: Moment) -> list[str]:
            item = items.by_code(moment.store, 2026, code)
            assert item is not None
            return [str(each.value) for each in reports.of_item(moment.store, item.id)]

        return await self.service.dispatch.look(look)

    async def card(self, line: str, words: str) -> Sent:
        """The card that answers a line of the clerk."""
        before = len(self.wecom.to(CLERK))
        await self.wecom.say(CLERK, line)
        await self.wecom.wait_for(lambda: self.wecom.to(CLERK)[before:])
        return await self.wecom.told(CLERK, words)

    async def newest(self) -> Message:
        """The newest message to the clerk, once it does not wait any more."""
        async with asyncio.timeout(10):
            while True:
                (found, *_) = await self.service.house.database.read(
                    lambda store: outbox.shown_in(store, "wecom", CLERK, 5)
                )
                if found.state not in (MessageState.PENDING, MessageState.SENDING):
                    return found
                await asyncio.sleep(0.02)


@pytest.fixture
async def wecom() -> AsyncIterator[Wecom]:
    """The platform, by the district's clock; nothing it was sent may break its rules."""
    async with Wecom(MORNING.timestamp) as wecom:
        yield wecom
        assert wecom.violations == []


@pytest.fixture
async def district(tmp_path: Path, wecom: Wecom) -> AsyncIterator[District]:
    """The service as `zeren run` has it, with a clock that stands."""
    file = tmp_path / "config.toml"
    file.write_text(
        f'[database]\nurl = "sqlite:///{tmp_path / "zeren.db"}"\n[web]\nport = 0\n'
        f'[wecom]\ncorp = "{CORP}"\nagent = {AGENT}\nsecret = "{SECRET}"\ncallback_token = "{TOKEN}"\n'
        f'callback_key = "{wecom.key}"\napi_url = "{wecom.url}"\n[delivery]\nprefer = ["wecom"]\n'
    )
    settings, clock = load(file), StoppedClock(MORNING)
    account = Account(CORP, AGENT, SECRET, TOKEN, wecom.key, wecom.url)
    channel = WecomChannel(account, max_file_bytes=1_000_000, now=clock.now)
    built = {channel.name: ChannelWithLimits(channel, Limits(100.0), lambda _site: channel.routes())}
    house = make_house(settings, {channel.name: channel}, clock, new=True)
    service = Service(house, built, settings)
    service.web.add_routes(build_routes(settings, service))
    await service.start(new=True)
    wecom.callback_url = f"{service.web.url}/wecom/callback"
    await wecom.wait_for(lambda: service.pulse.ticked_at is not None)

    def settle(moment: Moment) -> None:
        units.put(moment.store, sample_units(), moment.now)
        items.add(moment.store, list(sample_items(2026)), "示例区人民政府", moment.today, moment.now)

    await service.dispatch.moment(settle)
    yield District(service, channel, wecom)
    await service.stop()


@pytest.fixture
async def clerk(district: District) -> District:
    """With a clerk of the central business district."""
    await district.hire(CLERK, Role.REPORTER, "BM28")
    return district


async def test_the_address_is_checked_as_the_admin_page_does(district: District) -> None:
    assert await district.wecom.check() == (200, "1288432023552776189")
    forged = district.wecom.envelope.seal(b"<xml/>", "1000", "1", lambda count: b"0" * count)
    assert await district.wecom.post(b"", sealed=forged) == 403, "an old call is somebody's recording"


async def test_a_line_and_a_tap_are_a_report_and_the_card_says_so_in_place(clerk: District) -> None:
    card = await clerk.card("JS-010 18座", "请确认 1 项")
    assert "确认提交" in card.keys
    before = len(clerk.wecom.sent)
    assert await clerk.wecom.press(card, "确认提交") == 200
    await clerk.wecom.wait_for(lambda: card.changes)
    assert "已提交 1 项" in card.text or any("已提交 1 项" in each.text for each in clerk.wecom.sent[before:])
    assert card.keys == {}, "nobody taps it again"
    assert await clerk.reported() == ["18"]


async def test_a_call_that_comes_three_times_is_dealt_with_once(clerk: District) -> None:
    card = await clerk.card("JS-010 18座", "请确认 1 项")
    pressed = card.keys["确认提交"]
    for _ in range(3):
        await clerk.wecom.press_key(card, pressed, at=int(MORNING.timestamp()) + 5)
        await clerk.wecom.say(CLERK, "JS-010 19座", number=777)
    await clerk.wecom.wait_for(lambda: card.changes)
    assert await clerk.reported() == ["18"]
    assert len([each for each in clerk.wecom.to(CLERK) if "19 / 26" in each.text]) == 1


async def test_a_token_that_is_over_is_fetched_once_and_nothing_is_lost(clerk: District) -> None:
    fetched = clerk.wecom.calls["gettoken"]
    clerk.wecom.expire()
    await clerk.card("帮助", "可以这样用")
    assert clerk.wecom.calls["gettoken"] == fetched + 1


@pytest.mark.parametrize("code", [-1, 45009, 45033, 60020])
async def test_what_the_platform_refuses_for_now_leaves_later(clerk: District, code: int) -> None:
    clerk.wecom.fail("message/send", code)
    await clerk.wecom.say(CLERK, "帮助")
    waiting = await clerk.service.house.database.read(lambda store: outbox.shown_in(store, "wecom", CLERK, 5))
    assert waiting[0].payload["title"] == "可以这样用", "queued"
    for sender in clerk.service.senders:
        sender.bell.set()


async def test_a_member_out_of_sight_counts_as_unreachable(clerk: District) -> None:
    clerk.wecom.members = {INSPECTOR}
    await clerk.wecom.say(CLERK, "帮助")

    newest = await clerk.newest()
    assert (newest.state, newest.cause) == (MessageState.UNREACHABLE, Cause.CHAT_GONE)


async def test_a_picture_is_evidence_and_a_voice_is_refused_in_words(clerk: District) -> None:
    await clerk.card("JS-010 18座", "请确认 1 项")
    await clerk.wecom.send_file(CLERK, picture(1), "验收.jpg", "image/jpeg")
    card = await clerk.wecom.told(CLERK, "佐证 1 个")
    await clerk.wecom.press(card, "确认提交")
    await clerk.wecom.wait_for(lambda: card.changes)
    found = await clerk.service.house.database.read(lambda store: store.execute(select(tables.evidence)).all())
    assert [each.name for each in found] == ["验收.jpg"]
    await clerk.wecom.send_file(CLERK, b"#!AMR....", "a.amr", "audio/amr", kind="voice")
    await clerk.wecom.told(CLERK, "语音")


async def test_nothing_of_a_stranger_is_fetched(district: District) -> None:
    await district.wecom.send_file("WangWu", picture(1), "a.jpg", "image/jpeg")
    assert district.wecom.calls["media/get"] == 0


async def test_a_menus_word_is_as_good_as_typed_and_other_apps_are_not_ours(clerk: District) -> None:
    await clerk.wecom.event(CLERK, "click", "我的事项")
    await clerk.wecom.wait_for(lambda: clerk.wecom.to(CLERK)[1:])
    await asyncio.sleep(0.3)
    assert "JS-010" in clerk.wecom.to(CLERK)[1].text
    before = len(clerk.wecom.sent)
    await clerk.wecom._call(CLERK, {"MsgType": "text", "Content": "帮助", "MsgId": "1", "AgentID": "7"})
    await clerk.wecom.event(CLERK, "enter_agent")
    assert len(clerk.wecom.sent) == before


def outgoing(*, lines: tuple[str, ...] = (), labels: tuple[str, ...] = (), title: str = "") -> Outgoing:
    """A message with one button a row."""
    return Outgoing("k", CLERK, title, lines, tuple((Tap(each, f"t{at}"),) for at, each in enumerate(labels)))


@pytest.mark.parametrize(
    ("message", "text", "cards"),
    [
        (outgoing(title="标题", lines=("一行",)), "标题\n一行", []),
        (outgoing(title="标题", lines=("一行",), labels=("好", "不好")), "", [("标题", "一行", ["好", "不好"])]),
        (outgoing(lines=("一行很长" * 12,), labels=("好",)), "", [("请选择", "一行很长" * 12, ["好"])]),
        (outgoing(title="标题", lines=("长" * 161,), labels=("好",)), "标题\n" + "长" * 161, [("请选择", "", ["好"])]),
        (
            outgoing(title="哪一项", labels=tuple(str(each) for each in range(8))),
            "哪一项",
            [("请选择", "", [str(each) for each in range(6)]), ("请选择", "", ["6", "7"])],
        ),
        (
            outgoing(title="哪个单位", labels=("中央商务区发展服务中心", "取消")),
            "哪个单位\n选1：中央商务区发展服务中心",
            [("请选择", "", ["选1", "取消"])],
        ),
    ],
)
def test_what_fits_a_card_is_one_and_else_text_and_cards(
    message: Outgoing, text: str, cards: list[tuple[str, str, list[str]]]
) -> None:
    planned = render.plan(message)
    shown = [
        (card["main_title"]["title"], card.get("sub_title_text", ""), [each["text"] for each in card["button_list"]])  # type: ignore[index,attr-defined]
        for card in planned.cards
    ]
    assert (planned.text, shown) == (text, cards)


async def test_no_member_is_sent_more_than_the_platform_passes_on(clerk: District) -> None:
    def work(moment: Moment) -> None:
        (person,) = people.find(moment.store, CLERK)
        for number in range(WINDOWS[0][0] + 5):
            moment.post.push(
                person.id, say(f"消息 {number}", tells=OPEN), MessageKind.INFO, news(str(number), person.id)
            )

    await clerk.service.dispatch.moment(work)
    for sender in clerk.service.senders:
        sender.bell.set()
    await clerk.wecom.wait_for(lambda: len(clerk.wecom.to(CLERK)) >= WINDOWS[0][0], 20)
    await asyncio.sleep(0.5)
    assert len(clerk.wecom.to(CLERK)) == WINDOWS[0][0], "the others wait for the next minute"


@pytest.mark.parametrize(
    ("code", "mend"), [(40001, "wecom.secret"), (60020, "企业可信IP"), (48002, "give it the right")]
)
async def test_doctor_says_what_to_do(wecom: Wecom, code: int, mend: str) -> None:
    account = Account(CORP, AGENT, SECRET, TOKEN, wecom.key, wecom.url)
    (fine, clear) = await doctor.examine(account)
    assert (fine.ok, clear.subject) == (True, "wecom.api_url")
    wecom.fail("agent/get", code)
    (found,) = await doctor.examine(account)
    assert not found.ok
    assert mend in found.mend
