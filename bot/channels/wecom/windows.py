"""What one member or chat may be sent: the platform drops the rest without a word, so it is counted here."""

import time
from collections import deque
from collections.abc import Callable

from bot.base.channel import Cause, DeliveryError

# At most so many messages within so many seconds. https://developer.work.weixin.qq.com/document/path/90312
WINDOWS = ((30, 60.0), (1000, 3600.0))


class Windows:
    """Counts messages by chat, by a monotonic clock in seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        # When messages left, oldest first.
        self._left: dict[str, deque[float]] = {}

    def left(self, chat: str) -> None:
        """A message left."""
        self._left.setdefault(chat, deque()).append(self._now())

    def make_room(self, chat: str, wanted: int) -> None:
        """Raises DeliveryError, with the seconds to wait, where so many more would be too many."""
        now, left = self._now(), self._left.get(chat, deque())
        while left and left[0] <= now - WINDOWS[-1][1]:
            left.popleft()
        if not left:
            self._left.pop(chat, None)
        for most, seconds in WINDOWS:
            within = [at for at in left if at > now - seconds]
            over = len(within) + wanted - most
            if over > 0 and within:
                wait = within[min(over, len(within)) - 1] + seconds - now
                raise DeliveryError(Cause.RATE, f"{most} messages in {seconds:.0f} s", retry_after=max(wait, 1.0))
