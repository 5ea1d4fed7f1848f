"""How a tap is answered: after the commit, with a word where the finger is, or in time without one."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram import raw_updates
from bot.channels.telegram.channel import TelegramChannel
from handlers.kernel.messages import Incoming
from tests.support.bot_api import BotApi
from tests.support.bot_api.bench import Listener, listening, message
from tests.support.known import everybody

Bench = tuple[BotApi, TelegramChannel, Listener]


class Talkative(Listener):
    """An intake that has a word for the finger."""

    word, alert = "", False

    async def receive(self, incoming: Incoming) -> None:
        """See Receive."""
        assert incoming.finger is not None
        if self.refuse(incoming):
            incoming.finger.text = "还没有存下"
        await super().receive(incoming)
        if incoming.finger.is_open:
            incoming.finger.text, incoming.finger.alert = self.word, self.alert


@pytest.fixture
async def bench() -> AsyncIterator[tuple[BotApi, Talkative, int]]:
    """A card in a chat, and the intake."""
    async with BotApi() as api:
        async with listening(api) as (channel, _):
            api.know(7)
            number = int(await channel.send(message(7, "请确认")) or 0)
        talkative = Talkative(api)
        await channel.start(talkative.receive, everybody)
        yield api, talkative, number
        await channel.stop()


async def answer_to(api: BotApi, number: int) -> tuple[str, object]:
    """What the finger was told, and whether as an alert."""
    query = api.press_data(7, number, "v1:t")
    await api.wait_for(lambda: query in api.world.answered)
    return api.world.answered[query], api.calls("answerCallbackQuery")[-1].get("show_alert")


@pytest.mark.parametrize("alert", [True, False])
async def test_a_tap_is_answered_with_its_word(bench: tuple[BotApi, Talkative, int], alert: bool) -> None:
    api, listener, number = bench
    listener.word, listener.alert = "这个按钮不是发给您的。", alert
    told, shown = await answer_to(api, number)
    assert told == "这个按钮不是发给您的。"
    assert bool(shown) == alert


async def test_a_tap_is_answered_after_the_commit(bench: tuple[BotApi, Talkative, int]) -> None:
    api, listener, number = bench
    listener.word, listener.gate = "已提交。", asyncio.Event()
    query = api.press_data(7, number, "v1:t")
    await api.wait_for(lambda: listener.began)
    assert query not in api.world.answered
    listener.gate.set()
    await api.wait_for(lambda: query in api.world.answered)
    assert api.world.answered[query] == "已提交。"


async def test_a_tap_that_takes_long_is_answered_in_time_without_a_word(
    bench: tuple[BotApi, Talkative, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has something to say later sees that it must be a message."""
    api, listener, number = bench
    monkeypatch.setattr(raw_updates, "PATIENCE", 0.02)
    listener.word, listener.gate = "已提交。", asyncio.Event()
    assert (await answer_to(api, number))[0] == ""
    listener.gate.set()
    (got,) = await listener.heard()
    assert got.finger is not None
    assert (got.finger.is_open, got.finger.text) == (False, "")
    await api.wait_for(lambda: not api.pending)


async def test_what_could_not_be_stored_is_no_word_for_the_finger(bench: tuple[BotApi, Talkative, int]) -> None:
    api, listener, number = bench
    listener.word, listener.refuse = "已提交。", lambda _: len(listener.got) == 0 and len(listener.began) <= 1
    query = api.press_data(7, number, "v1:t")
    await api.wait_for(lambda: len(listener.began) == 2 and not api.pending)
    answers = [given.get("text") for given in api.calls("answerCallbackQuery")]
    assert answers == [None, "已提交。"]
    assert query in api.world.answered
