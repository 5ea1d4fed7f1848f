"""What can be made to go wrong, and how often."""

import time
from dataclasses import dataclass, field
from typing import Literal

from tests.support.bot_api.answers import Refusal, bad_request, forbidden, too_many

# before: nothing of the call is done; after: it is done, and only then the answer fails.
When = Literal["before", "after"]
How = Literal["answer", "html", "garbage", "strange", "cut", "slow", "endless"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to fail. Use the named constructors."""

    how: How
    when: When = "before"
    refusal: Refusal | None = None
    status: int = 200
    seconds: float = 0.0

    @classmethod
    def flood(cls, retry_after: int) -> "Fault":
        """429 with a wait in seconds."""
        return cls("answer", refusal=too_many(retry_after))

    @classmethod
    def server_error(cls, status: int = 500) -> "Fault":
        """5xx with a JSON body: Telegram itself failed, and did nothing."""
        return cls("answer", refusal=Refusal(status, "Internal Server Error"))

    @classmethod
    def gateway(cls, status: int = 502, when: When = "before") -> "Fault":
        """5xx with an HTML page: something before Telegram failed."""
        return cls("html", when, status=status)

    @classmethod
    def cut(cls, when: When = "after") -> "Fault":
        """The connection breaks instead of an answer; by default after the message was taken."""
        return cls("cut", when)

    @classmethod
    def garbage(cls) -> "Fault":
        """200 with half a JSON body, after the message was taken."""
        return cls("garbage", "after")

    @classmethod
    def strange(cls) -> "Fault":
        """200 with a result that no library can read as a message, after the message was taken."""
        return cls("strange", "after")

    @classmethod
    def slow(cls, seconds: float, when: When = "after") -> "Fault":
        """The answer comes this much later; by default the message was taken at once."""
        return cls("slow", when, seconds=seconds)

    @classmethod
    def endless(cls) -> "Fault":
        """200 at once, and a body of which a little comes again and again, and never the end."""
        return cls("endless")

    @classmethod
    def conflict(cls) -> "Fault":
        """409: another process polls."""
        text = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
        return cls("answer", refusal=Refusal(409, text))

    @classmethod
    def blocked(cls) -> "Fault":
        """403: the person blocked the bot."""
        return cls("answer", refusal=forbidden("bot was blocked by the user"))

    @classmethod
    def chat_not_found(cls) -> "Fault":
        """400: there is no such chat."""
        return cls("answer", refusal=bad_request("chat not found"))

    @classmethod
    def unauthorized(cls) -> "Fault":
        """401: the token was withdrawn."""
        return cls("answer", refusal=Refusal(401, "Unauthorized"))

    @classmethod
    def refuse(cls, description: str) -> "Fault":
        """400 with any description."""
        return cls("answer", refusal=bad_request(description))


@dataclass(slots=True)
class Plan:
    """Faults waiting for their calls, first come first served."""

    waiting: list[tuple[str, int | None, Fault, int]] = field(default_factory=list)
    # While the platform is away every call fails so, until this monotonic time (seconds).
    away: Fault | None = None
    away_until: float = 0.0

    def add(self, method: str, fault: Fault, times: int, chat: int | None) -> None:
        """The next `times` calls of `method` ("*": any), to `chat` if given, fail so."""
        self.waiting.append((method, chat, fault, times))

    def awaits(self, method: str) -> bool:
        """Whether a fault waits for a call of the method by its name."""
        return any(wanted == method for wanted, *_ in self.waiting)

    def clear(self) -> None:
        """Nothing fails any more."""
        self.waiting.clear()
        self.away = None

    def next(self, method: str, chat: int | None) -> Fault | None:
        """The fault of this call, if one was planned."""
        if self.away is not None and time.monotonic() < self.away_until:
            return self.away
        for at, (wanted, where, fault, times) in enumerate(self.waiting):
            if wanted not in (method, "*") or where not in (None, chat):
                continue
            if times == 1:
                del self.waiting[at]
            else:
                self.waiting[at] = (wanted, where, fault, times - 1)
            return fault
        return None
