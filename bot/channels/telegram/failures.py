"""What a failed call to Telegram means (faults F12, F14, F16-F18)."""

from collections import deque
from datetime import timedelta

import aiohttp
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.base import DeliveryError, Failure
from bot.operations.logs import redact

# The request surely did not leave: no connection was made, or none was free.
NOT_LEFT = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)
# Descriptions of status 400 after which this chat will not take anything from the bot (lower case).
GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "chat_write_forbidden",
    "not enough rights",
    "have no rights to send",
    "need administrator rights",
    "topic_closed",
    "topic_deleted",
    "message thread not found",
    "user_is_blocked",
)
INVALID_TOKEN_PAUSE = 60.0
# Telegram does not say whose limit a 429 was; see FloodJudge.
BUSY_SECOND = 25
NEIGHBOUR_SECONDS = 3.0
LONG_WAIT = 60.0


class FloodJudge:
    """Tells whether a 429 binds every chat or only the one it was given for.

    Telegram names no scope. It is taken as binding all when this process was near the overall limit (BUSY_SECOND calls in the
    last second), when another chat was refused within NEIGHBOUR_SECONDS, or when the wait is longer than a group's minute.
    """

    def __init__(self) -> None:
        self._calls: deque[float] = deque(maxlen=BUSY_SECOND)
        self._refused: dict[str, float] = {}

    def called(self, now: float) -> None:
        """Notes a call, at a monotonic time in seconds."""
        self._calls.append(now)

    def binds_all(self, chat: str, wait: float, now: float) -> bool:
        """Judges a 429 for `chat` that asks to wait `wait` seconds, and remembers it."""
        self._refused = {other: at for other, at in self._refused.items() if now - at <= NEIGHBOUR_SECONDS}
        neighbours = self._refused.keys() - {chat}
        self._refused[chat] = now
        busy = len(self._calls) == BUSY_SECOND and now - self._calls[0] <= 1.0
        return busy or bool(neighbours) or wait > LONG_WAIT


def seconds(wait: int | timedelta) -> float:
    """A wait of python-telegram-bot, which gives a number or a timedelta by its settings."""
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def retry_after(error: RetryAfter) -> float:
    """The wait of a 429 in seconds, read without the library's deprecation warning."""
    return seconds(error._retry_after)


def describe(error: BaseException, token: str) -> str:
    """One line for a log: type and text without the token (exceptions of HTTP clients carry whole URLs)."""
    return redact(f"{type(error).__name__}: {error}", (token,))


def judge(error: TelegramError, token: str, *, repeatable: bool = False) -> DeliveryError:
    """The meaning of a failed call. `repeatable`: doing it twice is harmless (an edit), so an unknown outcome is none.

    A 429's `everyone` is left False: the caller asks its FloodJudge.
    """
    reason = describe(error, token)
    match error:
        case RetryAfter():
            return DeliveryError(Failure.NOT_SENT, reason, retry_after=retry_after(error))
        case ChatMigrated():
            return DeliveryError(Failure.NOT_SENT, reason, moved_to=str(error.new_chat_id))
        case InvalidToken():
            # Nobody's message is lost because a token was withdrawn: everything waits for the operator.
            return DeliveryError(Failure.NOT_SENT, reason, retry_after=INVALID_TOKEN_PAUSE, everyone=True)
        case Forbidden():
            return DeliveryError(Failure.UNREACHABLE, reason)
        case BadRequest():
            gone = any(words in str(error).lower() for words in GONE)
            return DeliveryError(Failure.UNREACHABLE if gone else Failure.REFUSED, reason)
    left = _may_have_left(error)
    return DeliveryError(Failure.UNKNOWN if left and not repeatable else Failure.NOT_SENT, reason)


def _may_have_left(error: TelegramError) -> bool:
    """Whether Telegram may have taken the message: told by the cause, since the library wraps all in NetworkError."""
    cause = error.__cause__
    if isinstance(cause, NOT_LEFT):
        return False
    if isinstance(cause, RuntimeError):
        # The client was shut down before the call.
        return False
    # Without a cause the answer was a JSON body of the Bot API with an error status: it was not taken.
    return not (cause is None and type(error) in (NetworkError, Conflict))
