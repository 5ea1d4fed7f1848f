"""What a failed call to WeCom means. Judged by errcode: the text beside it may change.

https://developer.work.weixin.qq.com/document/path/90313
"""

from collections.abc import Mapping

import aiohttp

from bot.base.channel import Cause, DeliveryError
from bot.base.logs import described

OK = 0
# The token is not known or over: a fresh one is fetched, once a call.
TOKEN_OVER = frozenset({40014, 42001})
CAUSES: Mapping[int, Cause] = {
    -1: Cause.PLATFORM_DOWN,
    40001: Cause.BAD_TOKEN,
    40013: Cause.BAD_TOKEN,
    40056: Cause.BAD_TOKEN,
    40091: Cause.BAD_TOKEN,
    # An address that the admin page does not list (企业可信IP), an app that is off, and rights that it lacks.
    60020: Cause.BAD_TOKEN,
    50001: Cause.BAD_TOKEN,
    48002: Cause.BAD_TOKEN,
    301002: Cause.BAD_TOKEN,
    40014: Cause.BAD_TOKEN,
    42001: Cause.BAD_TOKEN,
    45009: Cause.RATE,
    45033: Cause.RATE,
    45002: Cause.TOO_LONG,
    40058: Cause.REFUSED,
    40009: Cause.TOO_BIG,
    45001: Cause.TOO_BIG,
    # Nobody of those named may see the app, or there is no such member.
    81013: Cause.CHAT_GONE,
    60111: Cause.ACCOUNT_GONE,
    40003: Cause.ACCOUNT_GONE,
    82001: Cause.CHAT_GONE,
}
# How long the platform blocks who asked too often, and how often a wrong secret is worth another try (seconds).
RATE_PAUSE = 60.0
BAD_TOKEN_PAUSE = 60.0
# What an operator has to do, by errcode.
MENDS: Mapping[int, str] = {
    40001: "wecom.secret is not the secret of this app: copy it from 应用管理",
    40013: "wecom.corp is not the ID of this enterprise: copy it from 我的企业",
    60020: "this machine's address is not trusted: add it under 应用管理, 企业可信IP",
    48002: "the app may not do this: give it the right in the admin page",
    50001: "the app may not do this: give it the right in the admin page",
    301002: "the app may not do this: check wecom.agent",
    81013: "nobody in sight of the app was meant: widen 可见范围 in the admin page",
}
# The request surely did not leave, or not wholly.
NOT_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)


class Refused(Exception):
    """The platform answered with an errcode other than 0."""

    def __init__(self, code: int, told: str) -> None:
        super().__init__(f"errcode {code}: {told}"[:200])
        self.code = code


class Strange(Exception):
    """An answer that is none of the platform's: the page of something before it."""


def judge(failure: Exception, secrets: tuple[str, ...], *, repeatable: bool = False) -> DeliveryError:
    """The meaning of a failed call. `repeatable`: doing it twice is harmless, so an unknown outcome is none."""
    reason = described(failure, secrets)
    if isinstance(failure, Refused):
        cause = CAUSES.get(failure.code, Cause.REFUSED)
        pause = {Cause.RATE: RATE_PAUSE, Cause.BAD_TOKEN: BAD_TOKEN_PAUSE}.get(cause)
        return DeliveryError(cause, reason, retry_after=pause, everyone=pause is not None)
    if isinstance(failure, Strange):
        return DeliveryError(Cause.PLATFORM_DOWN, reason)
    if repeatable or isinstance(failure, NOT_LEFT):
        return DeliveryError(Cause.NETWORK, reason)
    if isinstance(failure, TimeoutError):
        return DeliveryError(Cause.NO_ANSWER, reason)
    if isinstance(failure, (aiohttp.ClientError, OSError)):
        return DeliveryError(Cause.CUT, reason)
    return DeliveryError(Cause.UNREADABLE, reason)
