"""What can be wrong with Telegram: its part of `zeren doctor`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from bot.base.finding import Finding
from bot.channels.telegram.webhook import whole_url

if TYPE_CHECKING:
    from bot.channels.telegram.spec import TelegramSettings

CLOCK_SLACK = 30.0
# https://core.telegram.org/bots/features#privacy-mode
PRIVACY_ON = "privacy mode on: in a group only commands, lines with @{name} and replies to the bot reach it"
PRIVACY_OFF = "privacy mode off: every line of a group reaches the bot; what is not for it is passed over and not kept"
NO_GROUPS = "nobody can add the bot to a group: @BotFather, /setjoingroups, if it should be in one"
FOREIGN = "another program uses this token: end it, or take a fresh token from @BotFather"
# What a card needs, by the name of the right and what it is called: https://core.telegram.org/bots/api#chatpermissions
RIGHTS = {"can_send_messages": "text", "can_send_photos": "pictures", "can_send_documents": "files"}


async def examine(settings: "TelegramSettings", now: datetime, groups: Sequence[str] = ()) -> list[Finding]:
    """The token, the way updates come, what the bot hears and may do in `groups`, and this machine's clock against Telegram's."""
    token = settings.token.get_secret_value()
    if not token:
        return [Finding("telegram", True, "off (no token)")]
    way = f"{settings.api_url}/bot{token}"
    in_groups: list[Finding] = []
    try:
        async with httpx.AsyncClient(timeout=10) as client:
            answer = await client.get(f"{way}/getMe")
            info = await client.get(f"{way}/getWebhookInfo")
            if answer.status_code == httpx.codes.OK:
                me = answer.json()["result"].get("id", 0)
                in_groups = [await _group(client, way, me, chat) for chat in groups if chat.startswith("-")]
    except httpx.HTTPError as error:
        return [
            Finding(
                "telegram", False, f"not reachable: {type(error).__name__}", "check the network and telegram.api_url"
            )
        ]
    if answer.status_code != httpx.codes.OK:
        return [
            Finding("telegram", False, f"token refused ({answer.status_code})", "take a fresh token from @BotFather")
        ]
    account = answer.json()["result"]
    findings = [Finding("telegram", True, f"@{account.get('username', '?')}"), _hears(account)]
    if not is_private_way(settings.api_url):
        findings.append(Finding("telegram.api_url", False, "the token travels in clear text", "use https:// there"))
    findings += [_webhook(settings, info.json().get("result", {})), *in_groups]
    if "date" in answer.headers:
        slip = abs((parsedate_to_datetime(answer.headers["date"]) - now).total_seconds())
        findings.append(
            Finding("clock", slip < CLOCK_SLACK, f"differs by {slip:.0f} s", "set the machine's clock (NTP)")
        )
    return findings


def is_private_way(api_url: str) -> bool:
    """Whether nobody on the way can read the token: https, or this very machine."""
    parts = urlsplit(api_url)
    if parts.scheme == "https" or parts.hostname == "localhost":
        return True
    try:
        return ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def _webhook(settings: "TelegramSettings", info: Mapping[str, object]) -> Finding:
    url = str(info.get("url") or "")
    # What stands behind the host may be somebody's secret.
    foreign = f"somebody has set it to {urlsplit(url).hostname}, so no message reaches this service"
    if settings.mode == "polling":
        mend = f"`zeren run` takes it away at its start, and after three minutes while it polls; if it comes back, {FOREIGN}"
        return Finding("webhook", not url, foreign if url else "none", mend)
    if url and url != whole_url(settings.webhook_url):
        return Finding("webhook", False, foreign, f"start `zeren run` again; if it comes back, {FOREIGN}")
    error = str(info.get("last_error_message") or "")
    return Finding(
        "webhook", bool(url) and not error, error or ("set" if url else "not set"), "start `zeren run`; check nginx"
    )


def _hears(account: Mapping[str, object]) -> Finding:
    """What reaches the bot in groups; neither way is wrong, but who is not told looks for it long."""
    if account.get("can_join_groups") is False:
        return Finding("groups", True, NO_GROUPS)
    if account.get("can_read_all_group_messages"):
        return Finding("groups", True, PRIVACY_OFF)
    return Finding("groups", True, PRIVACY_ON.format(name=account.get("username", "?")))


async def _group(client: httpx.AsyncClient, way: str, me: int, chat: str) -> Finding:
    """Whether the bot may still write in a group that it was spoken to in."""
    member = await client.get(f"{way}/getChatMember", params={"chat_id": chat, "user_id": me})
    about = await client.get(f"{way}/getChat", params={"chat_id": chat})
    known, room = _result(member), _result(about)
    subject = f"group {room.get('title') or chat}"
    status = known.get("status")
    if status is None or status in ("left", "kicked"):
        reason = member.json().get("description") or "the bot is not in it"
        return Finding(subject, True, f"nothing is sent there: {reason}")
    rights = {"restricted": known, "member": room.get("permissions")}.get(str(status))
    missing = [what for right, what in RIGHTS.items() if isinstance(rights, Mapping) and rights.get(right) is False]
    if not missing:
        return Finding(subject, True, f"the bot is {status} and may write")
    mend = "a group's admin gives the bot these rights, or makes it an admin"
    return Finding(subject, False, f"the bot may not send {', '.join(missing)}", mend)


def _result(answer: httpx.Response) -> Mapping[str, object]:
    told = answer.json().get("result")
    return told if isinstance(told, dict) else {}
