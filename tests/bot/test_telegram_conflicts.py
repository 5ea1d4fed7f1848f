"""Two that want the same updates: another process that polls, and a webhook that somebody set (status 409)."""

import asyncio
from collections.abc import Callable

import pytest

from bot.base.channel import Deaf
from bot.channels.telegram import polling
from bot.channels.telegram.channel import TelegramChannel
from tests.support.bot_api import BotApi, Fault
from tests.support.bot_api.bench import listening

FOREIGN = "https://other.example/hook"


async def until(holds: Callable[[], bool]) -> None:
    """Waits until it holds."""
    async with asyncio.timeout(5):
        while not holds():
            await asyncio.sleep(0.005)


def deaf(channel: TelegramChannel) -> Deaf | None:
    """Why it hears nothing, as it is now."""
    return channel.trouble


async def test_another_poller_is_waited_for_and_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    """F6: 409 Conflict."""
    async with BotApi() as api:
        api.fail("getUpdates", Fault.conflict(), times=3)
        api.say(1, "轮到我")
        async with listening(api, retry_pause=0.002) as (_, listener):
            await listener.heard()
        assert capsys.readouterr().out.count("another process polls") == 1
        assert len(api.calls("deleteWebhook")) == 1, "at the start alone"


async def test_another_poller_is_trouble_only_once_it_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    async with BotApi() as api, listening(api, retry_pause=0.002) as (channel, _):
        await api.wait_for(lambda: api.calls("getUpdates"))
        api.fail("getUpdates", Fault.conflict(), times=1000)
        api.say(1, "轮到我")
        poller = channel.poller
        assert poller is not None
        await until(lambda: poller._in_conflict is not None)
        assert deaf(channel) is None
        monkeypatch.setattr(polling, "OVERLAP", 0.0)
        assert deaf(channel) is Deaf.OTHER_POLLER


async def test_a_webhook_set_while_polling_is_told_by_its_name_and_taken_away_without_dropping(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """T10: the bot was deaf for ever, and the log spoke of another process."""
    async with BotApi() as api, listening(api, retry_pause=0.001, poll_seconds=0) as (channel, listener):
        api.say(1, "前")
        await listener.heard()
        api.world.webhook.url = FOREIGN
        api.say(1, "后")
        await until(lambda: deaf(channel) is Deaf.FOREIGN_WEBHOOK)
        assert [got.text for got in await listener.heard(2)] == ["前", "后"]
        await until(lambda: deaf(channel) is None)
        drops = [given.get("drop_pending_updates") for given in api.calls("deleteWebhook")]
        assert drops[1:] == ["false"]
    told = capsys.readouterr().out
    assert told.count("somebody has set a webhook") == 1
    assert "another process polls" not in told


async def test_a_webhook_is_left_alone_for_some_minutes_and_taken_away_each_time_it_comes_back() -> None:
    async with BotApi() as api, listening(api, retry_pause=0.001, poll_seconds=0) as (channel, listener):
        await api.wait_for(lambda: api.calls("getUpdates"))
        poller = channel.poller
        assert poller is not None
        assert poller._patience.webhook_grace == pytest.approx(0.36)
        for number in (1, 2):
            api.world.webhook.url = FOREIGN
            api.say(1, str(number))
            await until(lambda: deaf(channel) is Deaf.FOREIGN_WEBHOOK)
            await asyncio.sleep(0.1)
            assert len(api.calls("deleteWebhook")) == number
            await listener.heard(number)
