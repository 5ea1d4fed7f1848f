"""What each failure of Telegram is told as: by what is known after it, through the real library."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.base.channel import Cause, DeliveryError, Failure, Outgoing
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.failures import FloodJudge, judge
from tests.support.bot_api import BotApi, Fault
from tests.support.bot_api.bench import make, message

TOKEN = "777000111:AAloopbackloopbackloopbackloopback0"

# Which host a connection was for plays no part in the judgement.
KEY: Any = None

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


@pytest.mark.parametrize(
    ("fault", "cause", "arrived"),
    [
        (Fault.cut(), Cause.CUT, 1),
        (Fault.slow(5.0), Cause.NO_ANSWER, 1),
        (Fault.garbage(), Cause.UNREADABLE, 1),
        (Fault.strange(), Cause.UNREADABLE, 1),
        (Fault.gateway(504, "after"), Cause.CUT, 1),
        # A page of something before the Bot API: it did not hand the call on. A firewall's 403 is no word of the person, its
        # 404 none of the token.
        *(
            (Fault.gateway(status), Cause.PLATFORM_DOWN, 0)
            for status in (302, 400, 401, 403, 404, 429, 500, 502, 503, 521)
        ),
        (Fault.gateway(413), Cause.TOO_BIG, 0),
        (Fault.server_error(500), Cause.PLATFORM_DOWN, 0),
        (Fault.server_error(502), Cause.PLATFORM_DOWN, 0),
        (Fault.flood(7), Cause.RATE, 0),
        (Fault.conflict(), Cause.PLATFORM_DOWN, 0),
        (Fault.unauthorized(), Cause.BAD_TOKEN, 0),
        (Fault.blocked(), Cause.BLOCKED, 0),
        (Fault.chat_not_found(), Cause.CHAT_GONE, 0),
        (Fault.refuse("not enough rights to send text messages to the chat"), Cause.NO_RIGHT, 0),
        (Fault.refuse("have no rights to send a message"), Cause.NO_RIGHT, 0),
        (Fault.refuse("need administrator rights in the channel chat"), Cause.NO_RIGHT, 0),
        (Fault.refuse("CHAT_WRITE_FORBIDDEN"), Cause.NO_RIGHT, 0),
        (Fault.refuse("TOPIC_CLOSED"), Cause.NO_RIGHT, 0),
        (Fault.refuse("message thread not found"), Cause.CHAT_GONE, 0),
        (Fault.refuse("PEER_ID_INVALID"), Cause.CHAT_GONE, 0),
        (Fault.refuse("USER_IS_BLOCKED"), Cause.BLOCKED, 0),
        (Fault.refuse("message is too long"), Cause.TOO_LONG, 0),
        (Fault.refuse("message caption is too long"), Cause.TOO_LONG, 0),
        (Fault.refuse("file is too big"), Cause.TOO_BIG, 0),
        (Fault.refuse("BUTTON_DATA_INVALID"), Cause.REFUSED, 0),
        # A description may quote anything: only the platform's own phrases count.
        (Fault.refuse("wrong file identifier: the copyrights page was too long ago blocked"), Cause.REFUSED, 0),
    ],
    ids=lambda value: f"{value.how}:{value.refusal}" if isinstance(value, Fault) else "",
)
async def test_a_failure_has_the_cause_that_is_known_after_it(
    bench: Bench, fault: Fault, cause: Cause, arrived: int
) -> None:
    """F18: each refusal has its own end."""
    api, channel = bench
    api.fail("sendMessage", fault)
    assert (await failure_of(channel, message(1, "督办"))).cause is cause
    assert len(api.sent(1)) == arrived


@pytest.mark.parametrize(
    ("error", "cause", "known"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Cause.BLOCKED, Failure.UNREACHABLE),
        (Forbidden("Forbidden: user is deactivated"), Cause.ACCOUNT_GONE, Failure.UNREACHABLE),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), Cause.REMOVED, Failure.UNREACHABLE),
        (Forbidden("Forbidden: bot is not a member of the channel chat"), Cause.REMOVED, Failure.UNREACHABLE),
        (Forbidden("Forbidden: the group chat was deleted"), Cause.CHAT_GONE, Failure.UNREACHABLE),
        (Forbidden("Forbidden: bot can't initiate conversation with a user"), Cause.FORBIDDEN, Failure.UNREACHABLE),
        (BadRequest("Chat not found"), Cause.CHAT_GONE, Failure.UNREACHABLE),
        (BadRequest("Wrong file identifier"), Cause.REFUSED, Failure.REFUSED),
        (NetworkError("Request Entity Too Large"), Cause.TOO_BIG, Failure.REFUSED),
        (NetworkError("Bad Gateway"), Cause.PLATFORM_DOWN, Failure.NOT_SENT),
        (Conflict("terminated by other getUpdates request"), Cause.PLATFORM_DOWN, Failure.NOT_SENT),
        (InvalidToken("Unauthorized"), Cause.BAD_TOKEN, Failure.NOT_SENT),
        (RetryAfter(7), Cause.RATE, Failure.NOT_SENT),
        (ChatMigrated(-1007), Cause.MIGRATED, Failure.NOT_SENT),
        (TelegramError("Invalid server response"), Cause.UNREADABLE, Failure.UNKNOWN),
    ],
    ids=lambda value: str(value) if isinstance(value, Exception) else "",
)
def test_an_answer_of_the_platform_is_judged_by_its_kind_and_its_own_phrases(
    error: TelegramError, cause: Cause, known: Failure
) -> None:
    judged = judge(error, TOKEN)
    assert (judged.cause, judged.failure) == (cause, known)


async def test_a_refused_connection_surely_did_not_send(bench: Bench) -> None:
    api, channel = bench
    await api.unplug()
    failure = await failure_of(channel, message(1, "x"))
    assert (failure.failure, failure.retry_after) == (Failure.NOT_SENT, None)


@pytest.mark.parametrize(
    ("broken", "cause"),
    [
        (aiohttp.ClientConnectorError(KEY, OSError("refused")), Cause.NETWORK),
        (aiohttp.ConnectionTimeoutError("no free connection"), Cause.NETWORK),
        (aiohttp.InvalidUrlClientError("nowhere"), Cause.NETWORK),
        (RuntimeError("Session is closed"), Cause.NETWORK),
        (aiohttp.SocketTimeoutError("no answer"), Cause.NO_ANSWER),
        (aiohttp.ServerDisconnectedError(), Cause.CUT),
        (aiohttp.ClientOSError("reset"), Cause.CUT),
        (aiohttp.ClientPayloadError("cut"), Cause.CUT),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_an_error_of_the_connection_is_judged_by_what_broke(broken: Exception, cause: Cause) -> None:
    """F12: what surely did not leave, and what may have; an edit may simply be done again."""
    error: TelegramError = TimedOut() if isinstance(broken, TimeoutError) else NetworkError("wrapped")
    error.__cause__ = broken
    assert judge(error, TOKEN).cause is cause
    assert judge(error, TOKEN, repeatable=True).cause is Cause.NETWORK


async def test_an_edit_whose_outcome_is_unknown_may_simply_be_done_again(bench: Bench) -> None:
    api, channel = bench
    number = await channel.send(message(1, "旧"))
    api.fail("editMessageText", Fault.cut())
    assert (await failure_of(channel, message(1, "新", edit_of=number))).failure is Failure.NOT_SENT
    assert await channel.send(message(1, "新", edit_of=number)) == number
    assert [sent.text for sent in api.sent(1)] == ["新"]


async def test_a_new_message_after_a_lost_edit_is_unknown_when_cut(bench: Bench) -> None:
    api, channel = bench
    api.fail("sendMessage", Fault.cut())
    assert (await failure_of(channel, message(1, "新", edit_of="99"))).failure is Failure.UNKNOWN


async def test_a_flood_names_its_wait_and_first_binds_only_its_chat(bench: Bench) -> None:
    api, channel = bench
    api.fail("sendMessage", Fault.flood(7), times=2)
    first = await failure_of(channel, message(1, "x"))
    assert (first.retry_after, first.everyone) == (7.0, False)
    # A second chat refused at the same time: the limit is everybody's.
    assert (await failure_of(channel, message(2, "x"))).everyone


def test_a_flood_binds_everybody_when_we_were_fast_or_the_wait_is_long() -> None:
    """F14: 429 for all."""
    slow, fast, late = FloodJudge(), FloodJudge(), FloodJudge()
    for number in range(25):
        slow.called(number * 1.0)
        fast.called(number * 0.03)
    assert not slow.binds_all("1", 5, 25.0)
    assert fast.binds_all("1", 5, 0.9)
    assert late.binds_all("1", 61, 0.0)
    assert not slow.binds_all("2", 5, 60.0)


async def test_a_migrated_group_tells_its_new_chat(bench: Bench) -> None:
    api, channel = bench
    new = api.migrate(-5)
    failure = await failure_of(channel, message(-5, "x"))
    assert (failure.failure, failure.moved_to) == (Failure.NOT_SENT, str(new))


async def test_a_person_who_blocked_the_bot_is_unreachable(bench: Bench) -> None:
    api, channel = bench
    api.block(1)
    assert (await failure_of(channel, message(1, "x"))).failure is Failure.UNREACHABLE
