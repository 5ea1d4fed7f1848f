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
    TimedOut,
)

from bot.base.channel import Cause, DeliveryError
from bot.base.logs import described
from bot.channels.telegram.request import StrangePage

# The request surely did not leave, or not wholly: no connection was made, none was free, or it broke under the writing.
NOT_LEFT = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)
# What the Bot API says with status 403 and 400 (lower case), and what it means. Whole phrases of its own and never a single
# word, since a description may quote anything. https://core.telegram.org/bots/api#making-requests
DESCRIBED = (
    ("bot was blocked by the user", Cause.BLOCKED),
    ("user_is_blocked", Cause.BLOCKED),
    ("user is deactivated", Cause.ACCOUNT_GONE),
    ("bot was kicked from", Cause.REMOVED),
    ("bot is not a member of", Cause.REMOVED),
    ("chat not found", Cause.CHAT_GONE),
    ("user not found", Cause.CHAT_GONE),
    ("group chat was deleted", Cause.CHAT_GONE),
    ("peer_id_invalid", Cause.CHAT_GONE),
    ("message thread not found", Cause.CHAT_GONE),
    ("topic_deleted", Cause.CHAT_GONE),
    ("topic_closed", Cause.NO_RIGHT),
    ("chat_write_forbidden", Cause.NO_RIGHT),
    ("not enough rights", Cause.NO_RIGHT),
    ("have no rights to send", Cause.NO_RIGHT),
    ("need administrator rights", Cause.NO_RIGHT),
    ("message is too long", Cause.TOO_LONG),
    ("message caption is too long", Cause.TOO_LONG),
    ("file is too big", Cause.TOO_BIG),
)
# Status 413: the library tells it as a plain NetworkError with this text.
TOO_LARGE = "request entity too large"
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
    return described(error, (token,))


def judge(error: TelegramError, token: str, *, repeatable: bool = False) -> DeliveryError:
    """The meaning of a failed call. `repeatable`: doing it twice is harmless (an edit), so an unknown outcome is none.

    A 429's `everyone` is left False: the caller asks its FloodJudge.
    """
    reason = describe(error, token)
    match error:
        case RetryAfter():
            return DeliveryError(Cause.RATE, reason, retry_after=retry_after(error))
        case ChatMigrated():
            return DeliveryError(Cause.MIGRATED, reason, moved_to=str(error.new_chat_id))
        case InvalidToken():
            # Nobody's message is lost because a token was withdrawn: everything waits for the operator.
            return DeliveryError(Cause.BAD_TOKEN, reason, retry_after=INVALID_TOKEN_PAUSE, everyone=True)
        case Forbidden():
            return DeliveryError(_described(error) or Cause.FORBIDDEN, reason)
        case BadRequest():
            return DeliveryError(_described(error) or Cause.REFUSED, reason)
    return DeliveryError(_of_connection(error, repeatable=repeatable), reason)


def _described(error: TelegramError) -> Cause | None:
    told = str(error).lower()
    return next((cause for phrase, cause in DESCRIBED if phrase in told), None)


def _of_connection(error: TelegramError, *, repeatable: bool) -> Cause:
    """What broke on the way, told by the cause, since the library wraps all in NetworkError."""
    cause = error.__cause__
    # RuntimeError: the client was shut down before the call.
    if isinstance(cause, (*NOT_LEFT, RuntimeError)):
        return Cause.NETWORK
    if isinstance(cause, StrangePage):
        return Cause.PLATFORM_DOWN
    if cause is None and type(error) in (NetworkError, Conflict):
        # The answer was a JSON body of the Bot API with an error status: it was not taken.
        return Cause.TOO_BIG if TOO_LARGE in str(error).lower() else Cause.PLATFORM_DOWN
    if repeatable:
        return Cause.NETWORK
    if isinstance(error, TimedOut):
        return Cause.NO_ANSWER
    return Cause.CUT if isinstance(error, NetworkError) else Cause.UNREADABLE
