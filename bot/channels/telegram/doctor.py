"""What can be wrong with Telegram: its part of `zeren doctor`."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from bot.base.finding import Finding

if TYPE_CHECKING:
    from bot.channels.telegram.spec import TelegramSettings

CLOCK_SLACK = 30.0


async def examine(settings: "TelegramSettings", now: datetime) -> list[Finding]:
    """The token, the way updates come, and this machine's clock against the platform's."""
    token = settings.token.get_secret_value()
    if not token:
        return [Finding("telegram", True, "off (no token)")]
    try:
        async with httpx.AsyncClient(timeout=10) as client:
            answer = await client.get(f"{settings.api_url}/bot{token}/getMe")
            info = await client.get(f"{settings.api_url}/bot{token}/getWebhookInfo")
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
    findings = [Finding("telegram", True, f"@{answer.json()['result'].get('username', '?')}")]
    if not is_private_way(settings.api_url):
        findings.append(Finding("telegram.api_url", False, "the token travels in clear text", "use https:// there"))
    findings.append(_webhook(settings, info.json().get("result", {})))
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


def _webhook(settings: "TelegramSettings", info: dict[str, object]) -> Finding:
    set_ = bool(info.get("url"))
    if settings.mode == "webhook":
        error = str(info.get("last_error_message") or "")
        return Finding(
            "webhook", set_ and not error, error or ("set" if set_ else "not set"), "start `zeren run`; check nginx"
        )
    return Finding("webhook", not set_, "set" if set_ else "none", "polling removes it when `zeren run` starts")
