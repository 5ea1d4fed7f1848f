"""What each failure of Telegram is told as: by what is known after it, through the real library."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from telegram.error import NetworkError, TelegramError, TimedOut

from bot.channels.base import DeliveryError, Failure, Outgoing
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
    ("fault", "failure", "arrived"),
    [
        (Fault.cut(), Failure.UNKNOWN, 1),
        (Fault.slow(5.0), Failure.UNKNOWN, 1),
        (Fault.garbage(), Failure.UNKNOWN, 1),
        (Fault.strange(), Failure.UNKNOWN, 1),
        (Fault.gateway(504, "after"), Failure.UNKNOWN, 1),
        (Fault.server_error(500), Failure.NOT_SENT, 0),
        (Fault.server_error(502), Failure.NOT_SENT, 0),
        (Fault.flood(7), Failure.NOT_SENT, 0),
        (Fault.conflict(), Failure.NOT_SENT, 0),
        (Fault.unauthorized(), Failure.NOT_SENT, 0),
        (Fault.blocked(), Failure.UNREACHABLE, 0),
        (Fault.chat_not_found(), Failure.UNREACHABLE, 0),
        (Fault.refuse("not enough rights to send text messages to the chat"), Failure.UNREACHABLE, 0),
        (Fault.refuse("TOPIC_CLOSED"), Failure.UNREACHABLE, 0),
        (Fault.refuse("message is too long"), Failure.REFUSED, 0),
        (Fault.refuse("BUTTON_DATA_INVALID"), Failure.REFUSED, 0),
    ],
    ids=lambda value: f"{value.how}:{value.refusal}" if isinstance(value, Fault) else "",
)
async def test_a_failure_is_told_by_what_is_known_after_it(
    bench: Bench, fault: Fault, failure: Failure, arrived: int
) -> None:
    """F18: each refusal has its own end."""
    api, channel = bench
    api.fail("sendMessage", fault)
    assert (await failure_of(channel, message(1, "督办"))).failure is failure
    assert len(api.sent(1)) == arrived


async def test_a_refused_connection_surely_did_not_send(bench: Bench) -> None:
    api, channel = bench
    await api.unplug()
    failure = await failure_of(channel, message(1, "x"))
    assert (failure.failure, failure.retry_after) == (Failure.NOT_SENT, None)


@pytest.mark.parametrize(
    ("cause", "failure"),
    [
        (aiohttp.ClientConnectorError(KEY, OSError("refused")), Failure.NOT_SENT),
        (aiohttp.ConnectionTimeoutError("no free connection"), Failure.NOT_SENT),
        (aiohttp.InvalidUrlClientError("nowhere"), Failure.NOT_SENT),
        (RuntimeError("Session is closed"), Failure.NOT_SENT),
        (aiohttp.SocketTimeoutError("no answer"), Failure.UNKNOWN),
        (aiohttp.ServerDisconnectedError(), Failure.UNKNOWN),
        (aiohttp.ClientOSError("reset"), Failure.UNKNOWN),
        (aiohttp.ClientPayloadError("cut"), Failure.UNKNOWN),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_an_error_of_the_connection_is_judged_by_its_cause(cause: Exception, failure: Failure) -> None:
    """F12: what surely did not leave, and what may have."""
    error: TelegramError = TimedOut() if isinstance(cause, TimeoutError) else NetworkError("wrapped")
    error.__cause__ = cause
    assert judge(error, TOKEN).failure is failure


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
