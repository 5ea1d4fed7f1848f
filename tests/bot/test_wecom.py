"""The service and WeCom on the loopback: members are bound, report, tap, send files; what goes wrong on the way loses nothing."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.base.channel import Cause, Outgoing, Tap
from bot.channels.wecom import doctor, render
from bot.channels.wecom.account import Account
from bot.channels.wecom.windows import WINDOWS
from domain.people import Role
from domain.secrecy import OPEN
from handlers.kernel.messages import FileRef, say
from handlers.kernel.turn import Moment
from storage import outbox, people, tables
from storage.outbox import Message, MessageKind, MessageState
from tests.channels.district import MORNING, District, started
from tests.channels.ends import WecomEnd
from tests.support.keys import news
from tests.support.pictures import picture
from tests.support.wecom import AGENT, CORP, SECRET, TOKEN, Sent, Wecom
from tests.support.world import StoppedClock

CLERK, INSPECTOR = "ZhangSan", "LiSi"


async def newest_of(district: District) -> Message:
    """The newest message to the clerk, once it does not wait any more."""
    async with asyncio.timeout(10):
        while True:
            (found, *_) = await district.service.house.database.read(
                lambda store: outbox.shown_in(store, "wecom", CLERK, 5)
            )
            if found.state not in (MessageState.PENDING, MessageState.SENDING):
                return found
            await asyncio.sleep(0.02)


async def shown(wecom: Wecom, line: str, words: str) -> Sent:
    """The card that answers a line of the clerk."""
    before = len(wecom.to(CLERK))
    await wecom.say(CLERK, line)
    await wecom.wait_for(lambda: wecom.to(CLERK)[before:])
    return await wecom.told(CLERK, words)


@pytest.fixture
async def wecom() -> AsyncIterator[Wecom]:
    """The platform, by the district's clock; nothing it was sent may break its rules."""
    async with Wecom(MORNING.timestamp) as wecom:
        yield wecom
        assert wecom.violations == []


@pytest.fixture
async def district(tmp_path: Path, wecom: Wecom) -> AsyncIterator[District]:
    """The service as `zeren run` has it, with a clock that stands."""
    async with started(tmp_path, WecomEnd(wecom), StoppedClock(MORNING)) as district:
        yield district


@pytest.fixture
async def clerk(district: District) -> District:
    """With a clerk of the central business district."""
    await district.hire(CLERK, Role.REPORTER, "BM28")
    return district


async def test_the_address_is_checked_as_the_admin_page_does(district: District, wecom: Wecom) -> None:
    assert await wecom.check() == (200, "1288432023552776189")
    forged = wecom.envelope.seal(b"<xml/>", "1000", "1", lambda count: b"0" * count)
    assert await wecom.post(b"", sealed=forged) == 403, "an old call is somebody's recording"


async def test_a_line_and_a_tap_are_a_report_and_the_card_says_so_in_place(clerk: District, wecom: Wecom) -> None:
    card = await shown(wecom, "JS-010 18座", "请确认 1 项")
    assert "确认提交" in card.keys
    before = len(wecom.sent)
    assert await wecom.press(card, "确认提交") == 200
    await wecom.wait_for(lambda: card.changes)
    assert "已提交 1 项" in card.text or any("已提交 1 项" in each.text for each in wecom.sent[before:])
    assert card.keys == {}, "nobody taps it again"
    assert await clerk.reported() == ["18"]


async def test_a_call_that_comes_three_times_is_dealt_with_once(clerk: District, wecom: Wecom) -> None:
    card = await shown(wecom, "JS-010 18座", "请确认 1 项")
    pressed = card.keys["确认提交"]
    for _ in range(3):
        await wecom.press_key(card, pressed, at=int(MORNING.timestamp()) + 5)
        await wecom.say(CLERK, "JS-010 19座", number=777)
    await wecom.wait_for(lambda: card.changes)
    assert await clerk.reported() == ["18"]
    assert len([each for each in wecom.to(CLERK) if "19 / 26" in each.text]) == 1


async def test_a_token_that_is_over_is_fetched_once_and_nothing_is_lost(clerk: District, wecom: Wecom) -> None:
    fetched = wecom.calls["gettoken"]
    wecom.expire()
    await shown(wecom, "帮助", "可以这样用")
    assert wecom.calls["gettoken"] == fetched + 1


@pytest.mark.parametrize("code", [-1, 45009, 45033, 60020])
async def test_what_the_platform_refuses_for_now_leaves_later(clerk: District, code: int, wecom: Wecom) -> None:
    wecom.fail("message/send", code)
    await wecom.say(CLERK, "帮助")
    waiting = await clerk.service.house.database.read(lambda store: outbox.shown_in(store, "wecom", CLERK, 5))
    assert waiting[0].payload["title"] == "可以这样用", "queued"
    for sender in clerk.service.senders:
        sender.bell.set()


async def test_a_member_out_of_sight_counts_as_unreachable(clerk: District, wecom: Wecom) -> None:
    wecom.members = {INSPECTOR}
    await wecom.say(CLERK, "帮助")

    newest = await newest_of(clerk)
    assert (newest.state, newest.cause) == (MessageState.UNREACHABLE, Cause.CHAT_GONE)


async def test_a_picture_is_evidence_and_a_voice_is_refused_in_words(clerk: District, wecom: Wecom) -> None:
    await shown(wecom, "JS-010 18座", "请确认 1 项")
    await wecom.send_file(CLERK, picture(1), "验收.jpg", "image/jpeg")
    card = await wecom.told(CLERK, "佐证 1 个")
    await wecom.press(card, "确认提交")
    await wecom.wait_for(lambda: card.changes)
    found = await clerk.service.house.database.read(lambda store: store.execute(select(tables.evidence)).all())
    assert [each.name for each in found] == ["验收.jpg"]
    await wecom.send_file(CLERK, b"#!AMR....", "a.amr", "audio/amr", kind="voice")
    await wecom.told(CLERK, "语音")


async def test_a_file_whose_message_is_repeated_is_sent_again(clerk: District, wecom: Wecom) -> None:
    channel = clerk.service.house.channels["wecom"]
    ledger = replace(
        outgoing(title="台账"), file=FileRef("0" * 64, "台账.xlsx", "application/xlsx"), content=b"PK" * 40
    )
    await channel.send(ledger)
    await channel.send(ledger)
    await channel.send(replace(ledger, repeat=True))
    assert [each.media for each in wecom.to(CLERK) if each.media] == [b"PK" * 40] * 2, (
        "a second try repeats what arrived only if marked"
    )


async def test_nothing_of_a_stranger_is_fetched(district: District, wecom: Wecom) -> None:
    await wecom.send_file("WangWu", picture(1), "a.jpg", "image/jpeg")
    assert wecom.calls["media/get"] == 0


async def test_a_menus_word_is_as_good_as_typed_and_other_apps_are_not_ours(clerk: District, wecom: Wecom) -> None:
    await wecom.event(CLERK, "click", "我的事项")
    await wecom.wait_for(lambda: wecom.to(CLERK)[1:])
    await asyncio.sleep(0.3)
    assert "JS-010" in wecom.to(CLERK)[1].text
    before = len(wecom.sent)
    await wecom._call(CLERK, {"MsgType": "text", "Content": "帮助", "MsgId": "1", "AgentID": "7"})
    await wecom.event(CLERK, "enter_agent")
    assert len(wecom.sent) == before


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


async def test_no_member_is_sent_more_than_the_platform_passes_on(clerk: District, wecom: Wecom) -> None:
    def work(moment: Moment) -> None:
        (person,) = people.find(moment.store, CLERK)
        for number in range(WINDOWS[0][0] + 5):
            moment.post.push(
                person.id, say(f"消息 {number}", tells=OPEN), MessageKind.INFO, news(str(number), person.id)
            )

    await clerk.service.dispatch.moment(work)
    for sender in clerk.service.senders:
        sender.bell.set()
    await wecom.wait_for(lambda: len(wecom.to(CLERK)) >= WINDOWS[0][0], 20)
    await asyncio.sleep(0.5)
    assert len(wecom.to(CLERK)) == WINDOWS[0][0], "the others wait for the next minute"


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
