"""Whether a platform answers: what may leave a channel now, and when it is asked again.

One failed call says little: a single message may be what fails. Several in a row, of several chats, are an outage. Then nothing
leaves; the platform is asked something harmless, less and less often, and after its answer one message goes first, alone.
Times are seconds of one clock. Nothing of this is stored: a process that begins knows nothing of the platform, and asks it
before it sends what may not be sent twice.
"""

from dataclasses import dataclass
from enum import Enum


class Leave(Enum):
    """What may leave. CAREFREE: what does no harm when it is sent again: no second try and no digest. ONE: a single message."""

    ALL = "all"
    CAREFREE = "carefree"
    ONE = "one"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: the first pause before the platform is asked again, the longest, and how long a good answer is believed.

    So many failures in a row, of so many chats, are an outage.
    """

    first: float = 1.0
    longest: float = 30.0
    fresh: float = 60.0
    failures: int = 3
    chats: int = 2


class Weather:
    """What one channel's sender knows of its platform."""

    def __init__(self, patience: Patience | None = None) -> None:
        self._patience = patience or Patience()
        # When the platform last answered a message or a question, if no call has failed since.
        self._good_at: float | None = None
        self._failures = 0
        self._chats: set[str] = set()
        self._setbacks = 0
        self._out = False
        # A question was answered after an outage, and no message yet.
        self._trying = False
        self.ask_at = 0.0

    @property
    def fair(self) -> bool:
        """Whether no call has failed since the last good answer to a message: what fails now fails by itself."""
        return self._failures == 0

    def leave(self, now: float) -> Leave:
        """What may leave at a time."""
        if self._out:
            return Leave.ONE if self._trying else Leave.NOTHING
        if self._good_at is not None and now - self._good_at <= self._patience.fresh:
            return Leave.ALL
        return Leave.CAREFREE

    def answered(self, now: float) -> bool:
        """The platform took a message, or refused it for a reason of its own; True if that ends an outage."""
        ended = self._out
        self._good_at = now
        self._failures, self._setbacks = 0, 0
        self._chats.clear()
        self._out = self._trying = False
        return ended

    def failed(self, chat: str, now: float) -> bool:
        """A message met no answer that says what became of it; True if it is an outage from now on."""
        self._good_at = None
        self._failures += 1
        self._chats.add(chat)
        many = self._failures >= self._patience.failures and len(self._chats) >= self._patience.chats
        began = many and not self._out
        if self._trying:
            self._wait(now)
        elif not self._out:
            self.ask_at = now + self._patience.first
        self._out, self._trying = self._out or many, False
        return began

    def replied(self, now: float) -> None:
        """The platform answered a question. In an outage one message may try; else it is as good as any answer."""
        if self._out:
            self._trying = True
        else:
            self._good_at = now

    def silent(self, now: float) -> None:
        """A question was not answered."""
        self._trying = False
        self._wait(now)

    def _wait(self, now: float) -> None:
        """Each setback in a row doubles the pause."""
        pause = self._patience.first * 2.0 ** min(self._setbacks, 20)
        self._setbacks += 1
        self.ask_at = now + min(pause, self._patience.longest)
