"""The webhook: secret first, 200 only after the update was received."""

import asyncio
import hmac
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from pydantic import SecretStr, ValidationError
from starlette.applications import Starlette

from bot.channels.telegram.account import Account
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.spec import TelegramSettings
from bot.channels.telegram.webhook import SECRET_HEADER, whole_url
from tests.support.bot_api import BotApi, Fault
from tests.support.bot_api.bench import Listener, make
from tests.support.bot_api.runner import Site
from tests.support.known import everybody

SECRET = "secret-of-at-least-16"
UPDATE = {"update_id": 5, "message": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "18座"}}


@asynccontextmanager
async def hooked(api: BotApi, **settings: Any) -> AsyncIterator[tuple[TelegramChannel, Listener, str]]:
    """A channel in webhook mode behind a real HTTP server; the address Telegram calls."""
    site = Site(uvicorn.Config(Starlette(), ws="none", lifespan="off", log_config=None, access_log=False))
    port = await site.listen(0)
    listener = Listener(api)
    base = f"http://127.0.0.1:{port}"
    channel = make(api, mode="webhook", webhook_url=base, secret_token=SECRET, **settings)
    app = site.config.app
    assert isinstance(app, Starlette)
    app.router.routes.append(channel.webhook_route())
    await channel.start(listener.receive, everybody)
    try:
        yield channel, listener, whole_url(base)
    finally:
        await channel.stop()
        await site.close()


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(hook_pause=0.01) as server:
        yield server


async def post(url: str, secret: str | None = SECRET, **given: Any) -> int:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.post(url, headers=headers, **given)).status_code


async def test_what_is_said_arrives_in_order_and_is_answered_with_200(api: BotApi) -> None:
    for text in ("一", "二", "三"):
        api.say(1, text)
    async with hooked(api) as (_, listener, _url):
        await listener.heard(3)
        await api.wait_for(lambda: not api.pending)
        assert listener.texts == ["一", "二", "三"]
        assert {status for _, status in api.hooks.attempts} <= {200, 503}


async def test_200_is_answered_only_after_the_update_was_received(api: BotApi) -> None:
    async with hooked(api) as (_, listener, _url):
        listener.gate = asyncio.Event()
        told = api.say(1, "未提交")
        await api.wait_for(lambda: listener.began)
        assert api.pending == [told]
        listener.gate.set()
        await api.wait_for(lambda: not api.pending)
        assert listener.texts == ["未提交"]


async def test_a_failure_is_answered_with_503_and_telegram_tries_again(api: BotApi) -> None:
    async with hooked(api) as (_, listener, _url):
        refusals = iter([True, True])
        listener.refuse = lambda _incoming: next(refusals, False)
        update = api.say(1, "再来")
        await api.wait_for(lambda: not api.pending)
        assert [status for number, status in api.hooks.attempts if number == update][-3:] == [503, 503, 200]
        assert listener.texts == ["再来"]


async def test_an_update_that_cannot_be_read_is_handed_over_and_answered(api: BotApi) -> None:
    async with hooked(api) as (_, listener, _url):
        api.raw("message", {"chat": {"id": 7, "type": "private"}})
        await api.wait_for(lambda: not api.pending)
        assert [incoming.event for incoming in listener.got] == ["undecodable"]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1]])
async def test_without_the_secret_nothing_is_taken(api: BotApi, secret: str | None) -> None:
    """F7: 403, and nothing changed."""
    async with hooked(api) as (_, listener, url):
        await ready(api)
        assert await post(url, secret, json=UPDATE) == 403
        assert listener.began == []


async def test_secrets_are_compared_in_constant_time(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """F7: how long the refusal takes must not tell how much of a guess was right."""
    compared: list[tuple[bytes, bytes]] = []
    honest = hmac.compare_digest

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return honest(one, other)

    async with hooked(api) as (_, _listener, url):
        monkeypatch.setattr("bot.channels.telegram.webhook.hmac.compare_digest", compare)
        assert await post(url, "wrong", json=UPDATE) == 403
    assert compared == [(b"wrong", SECRET.encode())]


async def test_calls_with_another_secret_change_nothing_and_honest_ones_are_taken_after_them(api: BotApi) -> None:
    """F7: through Telegram's own way of calling; nothing is lost meanwhile."""
    async with hooked(api) as (_, listener, _url):
        await ready(api)
        api.forge("somebody-elses-secret")
        update = api.say(1, "18座")
        await api.wait_for(lambda: (update, 403) in api.hooks.attempts)
        assert listener.began == []
        api.forge(None)
        await api.wait_for(lambda: not api.pending)
        assert listener.texts == ["18座"]


async def test_the_secret_is_the_same_after_a_restart(api: BotApi) -> None:
    """F7: a secret made anew at each start would lock the bot out while the old webhook stands."""
    for _ in range(2):
        async with hooked(api):
            await ready(api)
    assert {given["secret_token"] for given in api.calls("setWebhook")} == {SECRET}


async def test_an_update_that_is_delivered_again_is_answered_with_200_again(api: BotApi) -> None:
    """F2: Telegram repeats what was answered too slowly; it is handed on, to be recognised by its number."""
    async with hooked(api) as (_, listener, _url):
        update = api.say(1, "18座")
        await api.wait_for(lambda: not api.pending)
        api.repeat(update)
        await api.wait_for(lambda: not api.pending)
        assert [incoming.external_id for incoming in listener.got] == [str(update)] * 2


async def test_with_the_secret_it_is(api: BotApi) -> None:
    async with hooked(api) as (_, listener, url):
        await ready(api)
        await api.wait_for(lambda: "default" in api.world.menus)
        assert await post(url, json=UPDATE) == 200
        assert listener.texts == ["18座"]


async def test_a_body_larger_than_an_update_can_be_is_refused(api: BotApi) -> None:
    async with hooked(api) as (_, _listener, url):
        assert await post(url, content=b"x" * (1024 * 1024 + 1)) == 413


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"update_id": "5"}', b"[" * 200_000])
async def test_what_is_no_update_is_refused(api: BotApi, body: bytes) -> None:
    async with hooked(api) as (_, listener, url):
        assert await post(url, content=body) == 400
        assert listener.began == []


async def test_while_it_is_stopped_telegram_is_told_to_come_again(api: BotApi) -> None:
    async with hooked(api) as (channel, listener, url):
        await ready(api)
        await channel.stop()
        assert await post(url, json=UPDATE) == 503
        update = api.say(1, "等着")
        await api.wait_for(lambda: (update, 503) in api.hooks.attempts)
        await channel.start(listener.receive, everybody)
        await listener.heard()
        assert listener.texts == ["等着"]


async def test_stopping_finishes_what_telegram_already_handed_over(api: BotApi) -> None:
    async with hooked(api) as (channel, listener, _url):
        listener.gate = asyncio.Event()
        update = api.say(1, "收尾")
        await api.wait_for(lambda: listener.began)
        stopping = asyncio.create_task(channel.stop())
        await asyncio.sleep(0.01)
        assert not stopping.done()
        listener.gate.set()
        await asyncio.wait_for(stopping, 2)
        await api.wait_for(lambda: (update, 200) in api.hooks.attempts)
        assert listener.texts == ["收尾"]


async def test_the_webhook_is_told_with_its_secret_and_drops_nothing(api: BotApi) -> None:
    api.say(1, "夜里说的")
    async with hooked(api) as (_, listener, url):
        await listener.heard()
        given = api.calls("setWebhook")[0]
        assert (given["url"], given["secret_token"], given["max_connections"]) == (url, SECRET, "16")
        assert given.get("drop_pending_updates", "false").lower() == "false"
        assert api.token not in url


async def test_a_webhook_that_cannot_be_told_is_told_again(api: BotApi) -> None:
    api.fail("setWebhook", Fault.server_error(), times=2)
    async with hooked(api) as (_, listener, _url):
        api.say(1, "在吗")
        await listener.heard()


def test_webhook_mode_without_a_secret_does_not_start() -> None:
    with pytest.raises(ValueError, match="secret_token"):
        TelegramChannel(Account("1:x", mode="webhook", webhook_url="https://bot.example"))


def test_an_address_with_the_token_in_it_is_refused() -> None:
    with pytest.raises(ValueError, match="token"):
        TelegramChannel(Account("1:x", mode="webhook", webhook_url="https://bot.example/1:x", secret_token=SECRET))


def test_settings_whose_address_holds_the_token_are_refused_in_a_sentence() -> None:
    with pytest.raises(ValidationError, match="webhook_url must not contain the bot token"):
        TelegramSettings(token=SecretStr("1:x"), webhook_url="https://bot.example/1:x")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("https://bot.example", "https://bot.example/telegram/webhook"),
        ("https://bot.example/", "https://bot.example/telegram/webhook"),
        ("https://bot.example/tg", "https://bot.example/tg"),
    ],
)
def test_an_address_without_a_path_gets_one(given: str, told: str) -> None:
    assert whole_url(given) == told
    channel = TelegramChannel(Account("1:x", mode="webhook", webhook_url=given, secret_token=SECRET))
    assert told.endswith(channel.webhook_route().path)


async def test_no_log_of_a_failing_day_shows_the_token(
    api: BotApi, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """F23: the token in no log."""
    for fault in (Fault.cut(), Fault.server_error(), Fault.gateway(), Fault.garbage(), Fault.unauthorized()):
        api.fail("getMe", fault)
    channel, listener = make(api), Listener(api)
    await channel.start(listener.receive, everybody)
    assert channel._running is not None
    await asyncio.wait_for(channel._running, 5)
    await channel.stop()
    logged = capsys.readouterr()
    assert "does not know this bot token" in logged.out
    loud = [str(each.msg) + each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING]
    assert api.token.partition(":")[2] not in logged.out + logged.err + "".join(loud)


async def ready(api: BotApi) -> None:
    """Returns when Telegram knows the webhook and the channel takes what comes."""
    await api.wait_for(lambda: api.world.webhook.url)
