"""What `zeren doctor` says of Telegram."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from typing import Literal

import httpx
import pytest
from pydantic import SecretStr

from bot.base.finding import Finding
from bot.channels.telegram.doctor import CLOCK_SLACK, examine, is_private_way
from bot.channels.telegram.spec import TelegramSettings
from tests.support.bot_api import BotApi

SECRET = "a-secret-of-sixteen"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API that has our bot."""
    async with BotApi() as api:
        yield api


def settings(api: BotApi, mode: Literal["polling", "webhook"] = "polling", token: str = "") -> TelegramSettings:
    secret = SecretStr(SECRET if mode == "webhook" else "")
    address = "https://bot.example" if mode == "webhook" else ""
    return TelegramSettings(
        token=SecretStr(token or api.token), api_url=api.url, mode=mode, webhook_url=address, secret_token=secret
    )


async def found(given: TelegramSettings, now: datetime | None = None, *groups: str) -> dict[str, Finding]:
    """The findings by what they are about."""
    return {each.subject: each for each in await examine(given, now or datetime.now(UTC), groups)}


async def with_webhook(api: BotApi, host: str = "bot.example") -> None:
    async with httpx.AsyncClient() as client:
        call = {"url": f"https://{host}/telegram/webhook", "secret_token": SECRET}
        (await client.post(f"{api.url}/bot{api.token}/setWebhook", data=call)).raise_for_status()


async def test_a_bot_that_polls_is_named_and_has_no_webhook(api: BotApi) -> None:
    told = await found(settings(api))
    assert told["telegram"].ok
    assert told["telegram"].state.startswith("@")
    assert (told["webhook"].ok, told["webhook"].state) == (True, "none")


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("https://api.telegram.org", True),
        ("http://127.0.0.1:8081", True),
        ("http://[::1]:8081", True),
        ("http://localhost:8081", True),
        ("http://10.0.0.7:8081", False),
        ("http://bot-api.example", False),
        ("http://", False),
    ],
)
def test_a_way_on_which_the_token_travels_in_clear_text_is_known(address: str, private: bool) -> None:
    assert is_private_way(address) == private


async def test_a_webhook_in_the_way_of_polling_is_told(api: BotApi) -> None:
    await with_webhook(api)
    told = (await found(settings(api)))["webhook"]
    assert (told.ok, told.state) == (False, "somebody has set it to bot.example, so no message reaches this service")
    assert "take a fresh token" in told.mend


async def test_a_webhook_that_leads_elsewhere_is_told_without_its_path(api: BotApi) -> None:
    """T10: another program's webhook passed for ours."""
    await with_webhook(api, "other.example")
    told = (await found(settings(api, "webhook")))["webhook"]
    assert (told.ok, told.state) == (False, "somebody has set it to other.example, so no message reaches this service")


@pytest.mark.parametrize(
    ("account", "words"),
    [
        ({"can_read_all_group_messages": False}, "privacy mode on: in a group only commands, lines with @zeren_bot"),
        ({"can_read_all_group_messages": True}, "privacy mode off"),
        ({"can_join_groups": False}, "nobody can add the bot to a group"),
    ],
)
async def test_what_reaches_the_bot_in_a_group_is_told_in_words(
    api: BotApi, account: dict[str, bool], words: str
) -> None:
    """K8: messages never arrived, and nothing said why."""
    api.world.account |= account
    told = (await found(settings(api)))["groups"]
    assert told.ok
    assert told.state.startswith(words)


OPEN = {"can_send_messages": True, "can_send_photos": True, "can_send_documents": True}


@pytest.mark.parametrize(
    ("member", "permissions", "ok", "words"),
    [
        ({"status": "member"}, OPEN, True, "the bot is member and may write"),
        ({"status": "member"}, {**OPEN, "can_send_messages": False}, False, "the bot may not send text"),
        ({"status": "administrator"}, {**OPEN, "can_send_messages": False}, True, "the bot is administrator and"),
        ({"status": "restricted", **OPEN, "can_send_documents": False}, OPEN, False, "the bot may not send files"),
        ({"status": "left"}, OPEN, True, "nothing is sent there: the bot is not in it"),
    ],
)
async def test_rights_that_the_bot_misses_in_a_group_are_told(
    api: BotApi, member: dict[str, object], permissions: dict[str, bool], ok: bool, words: str
) -> None:
    api.know(-50)
    api.world.chats[-50] |= {"title": "六大板块", "permissions": permissions}
    api.world.members[-50] = member
    told = await found(settings(api), None, "-50", "7")
    assert told["group 六大板块"].ok == ok
    assert told["group 六大板块"].state.startswith(words)
    assert "group 7" not in told
    gone = (await found(settings(api), None, "-51"))["group -51"]
    assert (gone.ok, gone.state) == (True, "nothing is sent there: Bad Request: chat not found")


async def test_a_webhook_that_was_never_set_is_told(api: BotApi) -> None:
    told = (await found(settings(api, "webhook")))["webhook"]
    assert (told.ok, told.state) == (False, "not set")
    await with_webhook(api)
    told = (await found(settings(api, "webhook")))["webhook"]
    assert (told.ok, told.state) == (True, "set")


async def test_a_wrong_token_and_a_platform_out_of_reach_are_told_apart(api: BotApi) -> None:
    (refused,) = (await found(settings(api, token="1:wrong"))).values()
    assert (refused.ok, refused.state) == (False, "token refused (401)")
    away = settings(api).model_copy(update={"api_url": "http://127.0.0.1:9"})
    (unreached,) = (await found(away)).values()
    assert (unreached.ok, unreached.state) == (False, "not reachable: ConnectError")


async def test_without_a_token_nothing_is_asked() -> None:
    (off,) = (await found(TelegramSettings())).values()
    assert (off.ok, off.state) == (True, "off (no token)")


@pytest.mark.parametrize(("slip", "ok"), [(0, True), (CLOCK_SLACK - 1, True), (CLOCK_SLACK + 60, False), (-90, False)])
async def test_a_clock_that_is_wrong_is_told_by_how_much(
    api: BotApi, monkeypatch: pytest.MonkeyPatch, slip: float, ok: bool
) -> None:
    theirs = datetime(2026, 6, 24, 2, tzinfo=UTC)

    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(
            200, json={"ok": True, "result": {}}, headers={"date": format_datetime(theirs, usegmt=True)}
        )

    transport = httpx.MockTransport(answer)
    monkeypatch.setattr(httpx, "AsyncClient", partial(httpx.AsyncClient, transport=transport))
    told = (await found(settings(api), theirs + timedelta(seconds=slip)))["clock"]
    assert (told.ok, told.state) == (ok, f"differs by {abs(slip):.0f} s")
