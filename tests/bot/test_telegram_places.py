"""Where a Telegram message stands: its topic, what it answers, and who wrote it first."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.telegram.channel import TelegramChannel
from handlers.kernel.messages import FileRef, Incoming
from tests.support.bot_api import BotApi
from tests.support.bot_api.bench import Listener, listening, message

Bench = tuple[BotApi, TelegramChannel, Listener]
GROUP = -50
TOPIC = {"message_thread_id": 31, "is_topic_message": True}


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with BotApi() as api, listening(api) as (channel, listener):
        yield api, channel, listener


async def one(bench: Bench, update: int) -> Incoming:
    """What became of one update."""
    api, _, listener = bench
    await api.wait_for(lambda: update not in api.pending)
    return next(incoming for incoming in listener.got if incoming.external_id == str(update))


def opened(bench: Bench) -> dict[str, Any]:
    """The message that opened topic 31, as everything said in the topic carries it."""
    bot = {"id": bench[0].id, "is_bot": True, "first_name": "责任书", "username": "zeren_bot"}
    chat = {"id": GROUP, "type": "group", "title": "a"}
    return {
        "message_id": 31,
        "date": 1,
        "chat": chat,
        "from": bot,
        "forum_topic_created": {"name": "a", "icon_color": 1},
    }


async def test_a_message_names_its_topic_and_one_outside_topics_names_none(bench: Bench) -> None:
    """T8: also where a number stands that is not a topic's but a thread of replies."""
    api = bench[0]
    assert (await one(bench, api.say(7, "@zeren_bot 帮助", GROUP, **TOPIC))).thread == "31"
    assert (await one(bench, api.say(7, "@zeren_bot 帮助", GROUP))).thread is None
    assert (await one(bench, api.say(7, "@zeren_bot 帮助", GROUP, message_thread_id=31))).thread is None


async def test_what_is_said_in_a_topic_of_the_bot_answers_nothing(bench: Bench) -> None:
    """T8: the platform shows each message of a topic as an answer to the one that opened it."""
    api = bench[0]
    got = await one(bench, api.say(7, "午饭吃什么", GROUP, **TOPIC, reply_to_message=opened(bench)))
    assert (got.addressed, got.quoted, got.thread) == (False, None, "31")


async def test_an_answer_names_the_message_that_it_answers(bench: Bench) -> None:
    api, channel, _ = bench
    api.know(7)
    ours = int(await channel.send(message(7, "请填报")) or 0)
    assert (await one(bench, api.say(7, "18座", reply_to=ours))).quoted == str(ours)
    assert (await one(bench, api.say(7, "18座"))).quoted is None


async def test_a_tap_names_the_topic_of_its_card(bench: Bench) -> None:
    api, channel, listener = bench
    api.know(GROUP)
    number = int(await channel.send(message(GROUP, "请确认")) or 0)
    carrier = {"message_id": number, "date": 5, "chat": {"id": GROUP, "type": "supergroup", "title": "a"}, **TOPIC}
    person = {"id": 7, "is_bot": False, "first_name": "a"}
    api.raw("callback_query", {"id": "q", "from": person, "chat_instance": "1", "data": "v1:t", "message": carrier})
    (got,) = await listener.heard()
    assert (got.button, got.thread) == ("t", "31")


WROTE = 1_780_000_000
ORIGINS: list[tuple[dict[str, Any], str]] = [
    ({"type": "user", "sender_user": {"id": 9, "is_bot": False, "first_name": "李", "last_name": "四"}}, "李 四"),
    ({"type": "hidden_user", "sender_user_name": "王五"}, "王五"),
    ({"type": "chat", "sender_chat": {"id": -9, "type": "supergroup", "title": "工作群"}}, "工作群"),
    ({"type": "channel", "chat": {"id": -9, "type": "channel", "title": "公告"}, "message_id": 4}, "公告"),
]


@pytest.mark.parametrize(("origin", "author"), ORIGINS, ids=[each["type"] for each, _ in ORIGINS])
async def test_a_forwarded_message_names_who_wrote_it_and_when(
    bench: Bench, origin: dict[str, Any], author: str
) -> None:
    """K8: a colleague's line of three days ago is nobody's word of today."""
    got = await one(bench, bench[0].say(7, "JS-010 18座", forward_origin={**origin, "date": WROTE}))
    assert got.forwarded is not None
    assert (got.forwarded.author, got.forwarded.written_at) == (author, datetime.fromtimestamp(WROTE, UTC))
    assert (await one(bench, bench[0].say(7, "JS-010 18座"))).forwarded is None


async def sent_in(bench: Bench, number: str | None) -> tuple[int | None, int | None]:
    """Topic and answered message of what was sent."""
    sent = bench[0].world.by_id[GROUP, int(number or 0)]
    return sent.thread, sent.answers


@pytest.fixture
async def forum(bench: Bench) -> Bench:
    """A group with an open topic, a closed one and a question."""
    api = bench[0]
    api.world.topics = {(GROUP, 31): True, (GROUP, 32): False}
    api.say(7, "@zeren_bot 帮助", GROUP)
    return bench


def asked(bench: Bench) -> str:
    """The id of the question."""
    return str(max(number for chat, number in bench[0].world.heard if chat == GROUP))


async def test_an_answer_leaves_for_its_topic_and_stands_under_its_question(forum: Bench) -> None:
    """T8: answers landed in General, and nobody could tell whose was whose."""
    question = asked(forum)
    sent = await forum[1].send(message(GROUP, "六大板块", thread="31", answers=question))
    assert await sent_in(forum, sent) == (31, int(question))
    picture = FileRef("0" * 64, "a.png", "image/png")
    more = {"file": picture, "content": b"\x89PNG\r\n\x1a\n" + bytes(64)}
    sent = await forum[1].send(message(GROUP, "六大板块", thread="31", answers=question, key="k2", **more))
    assert await sent_in(forum, sent) == (31, int(question))


async def test_the_number_of_general_is_never_sent(forum: Bench) -> None:
    sent = await forum[1].send(message(GROUP, "六大板块", thread="1"))
    assert await sent_in(forum, sent) == (None, None)
    assert [given.get("message_thread_id") for given in forum[0].calls("sendMessage")] == [None]


@pytest.mark.parametrize("thread", ["32", "33"], ids=["closed", "deleted"])
async def test_what_was_asked_in_a_topic_that_is_closed_is_answered_in_general(forum: Bench, thread: str) -> None:
    question = asked(forum)
    sent = await forum[1].send(message(GROUP, "六大板块", thread=thread, answers=question))
    assert await sent_in(forum, sent) == (None, int(question))


async def test_a_question_that_was_deleted_keeps_no_answer_back(forum: Bench) -> None:
    sent = await forum[1].send(message(GROUP, "六大板块", answers="4711"))
    assert await sent_in(forum, sent) == (None, None)


async def test_ones_own_line_forwarded_is_known_as_ones_own(bench: Bench) -> None:
    origin = {"type": "user", "date": WROTE, "sender_user": {"id": 7, "is_bot": False, "first_name": "a"}}
    got = await one(bench, bench[0].say(7, "JS-010 18座", forward_origin=origin))
    assert got.forwarded is not None
    assert got.forwarded.own


async def test_a_button_may_lead_elsewhere(forum: Bench) -> None:
    """T2: to the private chat that could not be written to."""
    sent = await forum[1].send(message(GROUP, "请先打开私聊", link=("打开私聊", "https://t.me/zeren_bot")))
    markup = forum[0].world.by_id[GROUP, int(sent or 0)].markup
    assert markup == {"inline_keyboard": [[{"text": "打开私聊", "url": "https://t.me/zeren_bot"}]]}
