"""What leaves for Telegram, through the real library."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.base.channel import DeliveryError, Failure, Outgoing, Tap
from bot.channels.telegram.account import Account
from bot.channels.telegram.channel import POOL, TelegramChannel
from bot.channels.telegram.raw_updates import CHATS_AT_ONCE, FILES_AT_ONCE
from bot.channels.telegram.render import length, marked_up
from bot.out.sender import SENDERS
from handlers.kernel.messages import FileRef
from tests.support.bot_api import BotApi, Fault, Limits
from tests.support.bot_api.bench import listening, make, message

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
CHART = FileRef("0" * 64, "进度.png", "image/png")
BOOK = FileRef("1" * 64, "通报.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
TOKEN = "777000111:AAloopbackloopbackloopbackloopback0"

Bench = tuple[BotApi, TelegramChannel]


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with BotApi() as api:
        api.know(1, 2, -5)
        yield api, make(api, timeout=0.3)


async def failure_of(channel: TelegramChannel, outgoing: Outgoing) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await channel.send(outgoing)
    assert TOKEN not in caught.value.reason
    return caught.value


async def test_a_card_is_shown_with_its_title_lines_and_buttons(bench: Bench) -> None:
    api, channel = bench
    taps = ((Tap("确认提交", "a" * 32), Tap("修改", "b")), (Tap("取消", "c"),))
    number = await channel.send(
        message(1, '18 / 26 座 < 计划 & "快" <b>', "第二行", title="请确认 <2> 项", buttons=taps)
    )
    sent = api.sent(1)[0]
    assert str(sent.message_id) == number
    assert sent.text == '请确认 <2> 项\n18 / 26 座 < 计划 & "快" <b>\n第二行'
    assert sent.entities == [{"type": "bold", "offset": 0, "length": 9}]
    assert sent.labels == [["确认提交", "修改"], ["取消"]]
    assert sent.data_of("确认提交") == "v1:" + "a" * 32
    assert api.violations == []


async def test_a_text_at_the_limit_passes_whatever_it_is_made_of(bench: Bench) -> None:
    """F10: 4,096 units of emoji and markup."""
    api, channel = bench
    text = "<&😀字" * 819 + "x"
    assert channel.text_length(text) == length(text) == 4096 == channel.abilities.text_limit
    await channel.send(message(1, text))
    assert api.sent(1)[0].text == text
    assert api.violations == []


async def test_a_second_try_says_so_where_there_is_room(bench: Bench) -> None:
    api, channel = bench
    await channel.send(message(1, "督办单 3 号", repeat=True))
    await channel.send(message(1, "字" * 4096, repeat=True))
    assert [sent.text for sent in api.sent(1)] == ["督办单 3 号\n（重发：如已收到，请忽略本条）", "字" * 4096]


async def test_a_picture_carries_its_text_as_a_caption(bench: Bench) -> None:
    api, channel = bench
    number = await channel.send(message(1, "第26周", file=CHART, content=PNG, buttons=((Tap("看", "t"),),)))
    sent = api.sent(1)
    assert [(each.method, each.text, each.content, each.labels) for each in sent] == [
        ("sendPhoto", "第26周", PNG, [["看"]])
    ]
    assert str(sent[0].message_id) == number


async def test_a_long_text_follows_its_picture_and_holds_the_buttons(bench: Bench) -> None:
    api, channel = bench
    number = await channel.send(message(1, "字" * 1025, file=CHART, content=PNG, buttons=((Tap("看", "t"),),)))
    picture, text = api.sent(1)
    assert (picture.method, picture.text, picture.labels) == ("sendPhoto", "", [])
    assert (text.method, text.labels, str(text.message_id)) == ("sendMessage", [["看"]], number)


async def test_a_picture_that_arrived_is_not_repeated_when_only_its_text_failed(bench: Bench) -> None:
    api, channel = bench
    long = message(1, "字" * 1025, file=CHART, content=PNG)
    api.fail("sendMessage", Fault.flood(1))
    assert (await failure_of(channel, long)).failure is Failure.NOT_SENT
    await channel.send(long)
    assert [sent.method for sent in api.sent(1)] == ["sendPhoto", "sendMessage"]


async def test_a_picture_telegram_cannot_show_goes_as_a_document(bench: Bench) -> None:
    api, channel = bench
    await channel.send(message(1, "图", file=CHART, content=b"not a picture"))
    assert [(sent.method, sent.file_name) for sent in api.sent(1)] == [("sendDocument", "进度.png")]


async def test_a_file_keeps_its_chinese_name(bench: Bench) -> None:
    api, channel = bench
    await channel.send(message(1, "六月通报", file=BOOK, content=b"PK"))
    sent = api.sent(1)[0]
    assert (sent.method, sent.file_name, sent.content, sent.text) == ("sendDocument", "通报.xlsx", b"PK", "六月通报")


async def test_markup_telegram_cannot_parse_goes_once_as_plain_text(bench: Bench) -> None:
    """F10: can't parse entities."""
    api, channel = bench
    api.fail("sendMessage", Fault.refuse("can't parse entities: Unsupported start tag"))
    await channel.send(message(1, "a < b", title="题"))
    assert [(sent.text, sent.entities) for sent in api.sent(1)] == [("题\na < b", [])]
    api.fail("sendMessage", Fault.refuse("can't parse entities: again"), times=5)
    assert (await failure_of(channel, message(1, "x"))).failure is Failure.REFUSED
    assert len(api.calls("sendMessage")) == 4


async def test_an_edit_replaces_the_message_and_keeps_its_id(bench: Bench) -> None:
    api, channel = bench
    number = await channel.send(message(1, "待确认", buttons=((Tap("确认", "t"),),)))
    assert await channel.send(message(1, "已提交", edit_of=number)) == number
    assert [(sent.text, sent.labels) for sent in api.sent(1)] == [("已提交", [])]
    # The same again: Telegram refuses, the person sees what they should.
    assert await channel.send(message(1, "已提交", edit_of=number)) == number


async def test_an_edit_of_a_lost_message_becomes_a_new_one(bench: Bench) -> None:
    api, channel = bench
    number = await channel.send(message(1, "待确认"))
    api.world.by_id[1, int(number or 0)].deleted = True
    assert await channel.send(message(1, "已提交", edit_of=number)) != number
    api.say(1, "我说的")
    theirs = max(number for _, number in api.world.heard)
    await channel.send(message(1, "改不了别人的", edit_of=str(theirs)))
    assert [sent.text for sent in api.sent(1)] == ["已提交", "改不了别人的"]


async def test_an_id_that_cannot_be_telegrams_is_refused_without_a_call(bench: Bench) -> None:
    api, channel = bench
    assert (await failure_of(channel, message(1, "新", edit_of="web-7"))).failure is Failure.REFUSED
    assert api.calls() == []


async def test_an_edit_of_a_picture_changes_its_caption_or_sends_anew(bench: Bench) -> None:
    api, channel = bench
    number = await channel.send(message(1, "旧", file=CHART, content=PNG))
    assert await channel.send(message(1, "新", edit_of=number)) == number
    assert await channel.send(message(1, "字" * 1025, edit_of=number)) != number
    assert [(sent.method, len(sent.text)) for sent in api.sent(1)] == [("sendPhoto", 1), ("sendMessage", 1025)]
    assert api.violations == []


async def test_what_telegram_would_refuse_is_refused_here_without_a_call(bench: Bench) -> None:
    """F20: callback_data over 64 bytes and the like."""
    api, channel = bench
    taps = tuple((Tap(str(number), "t"),) for number in range(101))
    # Telegram counts bytes: 3 of them are taken by our own mark, and each of these letters takes 3.
    too_long = [message(1, "x", buttons=((Tap("x", token),),)) for token in ("t" * 62, "责" * 21)]
    for bad in (*too_long, message(1, "x", buttons=taps), message(1)):
        assert (await failure_of(channel, bad)).failure is Failure.REFUSED
    assert api.calls() == []


async def test_eight_sends_are_on_their_way_at_once() -> None:
    async with BotApi() as api:
        api.know(1)
        channel = make(api)
        api.fail("sendMessage", Fault.slow(60.0), times=8)
        sends = [asyncio.create_task(channel.send(message(1, str(number), key=number))) for number in range(8)]
        try:
            await api.wait_for(lambda: len(api.sent()) == 8)
        finally:
            for send in sends:
                send.cancel()
            await asyncio.gather(*sends, return_exceptions=True)


async def test_polling_goes_on_while_every_sending_connection_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """F21: the two have clients of their own."""
    monkeypatch.setattr("bot.channels.telegram.channel.POOL", 2)
    async with BotApi() as api, listening(api) as (channel, listener):
        api.know(1)
        await api.wait_for(lambda: "default" in api.world.menus)
        api.fail("sendMessage", Fault.slow(60.0), times=2)
        sends = [asyncio.create_task(channel.send(message(1, str(number), key=number))) for number in range(2)]
        try:
            await api.wait_for(lambda: len(api.sent()) == 2)
            for text in ("甲", "乙"):
                api.say(2, text)
                await listener.heard(len(listener.got) + 1)
        finally:
            for send in sends:
                send.cancel()
            await asyncio.gather(*sends, return_exceptions=True)


def test_there_is_a_connection_for_everybody_who_may_send_at_the_same_time() -> None:
    """F21: a pool smaller than what is bounded elsewhere makes some wait for the others."""
    assert POOL >= SENDERS + FILES_AT_ONCE + CHATS_AT_ONCE


async def test_a_menu_is_a_chats_own_and_an_empty_one_is_taken_away(bench: Bench) -> None:
    api, channel = bench
    await channel.set_menu("1", [("verify", "核验进度"), ("任务", "名字不合规"), ("empty", "")])
    assert api.world.menus == {"chat:1": [{"command": "verify", "description": "核验进度"}]}
    await channel.set_menu("1", [])
    assert api.world.menus == {}


async def test_a_menu_is_set_later_when_nobody_answers_and_a_refused_one_is_only_logged(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    api, channel = bench
    api.fail("setMyCommands", Fault.refuse("BOT_COMMAND_INVALID"))
    await channel.set_menu("1", [("verify", "核验进度")])
    logged = capsys.readouterr().out
    assert logged.count("menu not set") == 1
    for fault in (Fault.server_error(), Fault.cut(), Fault.flood(3)):
        api.fail("setMyCommands", fault)
        with pytest.raises(DeliveryError) as caught:
            await channel.set_menu("1", [("verify", "核验进度")])
        assert caught.value.failure is Failure.NOT_SENT
        assert TOKEN not in caught.value.reason


async def test_a_question_is_answered_by_a_refusal_too(bench: Bench) -> None:
    """What is asked is whether Telegram answers; the person sees for a moment that somebody is typing."""
    api, channel = bench
    await channel.ask("1")
    for fault in (Fault.blocked(), Fault.flood(3), Fault.chat_not_found()):
        api.fail("sendChatAction", fault)
        await channel.ask("1")
    assert api.sent(1) == []
    for fault in (Fault.gateway(), Fault.server_error(), Fault.cut("before"), Fault.garbage()):
        api.fail("sendChatAction", fault)
        with pytest.raises(DeliveryError) as caught:
            await channel.ask("1")
        assert caught.value.cause.is_of_the_way


async def test_the_published_limits_are_kept_at_full_size(bench: Bench) -> None:
    api, channel = bench
    api.limit(Limits())
    taps = tuple((Tap("标" * 30, "t" * 32),) for _ in range(100))
    await channel.send(message(1, "字" * 4096, buttons=taps))
    given: dict[str, Any] = api.calls("sendMessage")[0]
    assert len(json.loads(given["reply_markup"])["inline_keyboard"]) == 100
    assert api.violations == []


def test_a_title_alone_and_lines_alone_are_marked_up() -> None:
    assert marked_up(message(1, title="<题>")) == "<b>&lt;题&gt;</b>"
    assert marked_up(message(1, "<行>")) == "&lt;行&gt;"


def test_what_telegram_alone_knows_is_told_by_its_channel() -> None:
    """Groups are numbered below zero; what could not be delivered is kept for a day."""
    channel = TelegramChannel(Account(TOKEN))
    assert [channel.is_group(chat) for chat in ("-5", "-1001234", "5")] == [True, True, False]
    assert channel.abilities.keeps_for == timedelta(hours=24)
