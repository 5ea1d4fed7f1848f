"""How fast a platform may be spoken to: one even pace for all, and a small bucket per chat. Times are seconds of one clock."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

# Platforms count in windows of this length (seconds).
WINDOW = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """`per_second` for the platform (None: no limit); `chat_burst` messages to a chat at once, then one per `chat_interval` s.

    Groups have an interval of their own.
    """

    per_second: float | None = None
    chat_burst: int = 1
    chat_interval: float = 0.0
    group_interval: float = 0.0


class Pacer:
    """Says how many messages may leave now and which chats must rest.

    The platform counts when a message arrives, somewhere between leaving and being answered: calls that leave evenly can
    arrive in a bunch (connections just opened, a stalled network). So a message holds its place until WINDOW after its
    answer, and no window of the platform can hold more than it allows.
    """

    def __init__(self, limits: Limits, is_group: Callable[[str], bool]) -> None:
        self._limits = limits
        self._is_group = is_group
        self._next = 0.0
        self._on_the_way = 0
        # When each message of the last window was answered, oldest first.
        self._answered: deque[float] = deque()
        # Chat -> the time at which its bucket is full again.
        self._full_at: dict[str, float] = {}

    def open_slots(self, now: float, most: int) -> int:
        """How many messages may leave at `now`: all of them, or one by one at an even pace."""
        if self._limits.per_second is None:
            return most
        return min(most, 1) if now >= self._next and not self._is_full(now) else 0

    def wait(self, now: float) -> float:
        """Seconds until the next slot; 0 also if only an answer can open it."""
        rest = self._next - now
        if self._is_full(now) and self._answered:
            rest = max(rest, self._answered[0] + WINDOW - now)
        return max(0.0, rest)

    def took(self, chat: str, now: float) -> None:
        """A message to a chat leaves."""
        if self._limits.per_second is not None:
            # What left late is made up for by one slot at most: 29 a second never become more than 30 in any second.
            slot = 1.0 / self._limits.per_second
            self._next = max(now - slot, self._next) + slot
            self._on_the_way += 1
        interval = self._interval(chat)
        if interval:
            self._full_at[chat] = max(now, self._full_at.get(chat, 0.0)) + interval

    def spent(self, chat: str, now: float) -> None:
        """A chat was written to until just now, how often is not known: its bucket begins empty."""
        interval = self._interval(chat)
        if interval:
            self._full_at[chat] = now + self._limits.chat_burst * interval

    @property
    def longest_rest(self) -> float:
        """Seconds after which every bucket is full again."""
        return self._limits.chat_burst * max(self._limits.chat_interval, self._limits.group_interval)

    def answered(self, now: float) -> None:
        """The answer to a message that left has come, or nobody waits for it any more."""
        if self._limits.per_second is not None:
            self._on_the_way -= 1
            self._answered.append(now)

    def halt(self, seconds: float, now: float) -> None:
        """The platform told everybody to wait."""
        self._next = max(self._next, now + seconds)

    def resting(self, now: float) -> list[str]:
        """Chats whose bucket is empty; full ones are forgotten."""
        self._full_at = {chat: full_at for chat, full_at in self._full_at.items() if full_at > now}
        slack = self._limits.chat_burst
        return [chat for chat, full_at in self._full_at.items() if full_at - now > (slack - 1) * self._interval(chat)]

    def _is_full(self, now: float) -> bool:
        """Whether one more message could make a window hold more than the platform allows (one above the even pace)."""
        if self._limits.per_second is None:
            return False
        while self._answered and now - self._answered[0] >= WINDOW:
            self._answered.popleft()
        return self._on_the_way + len(self._answered) > self._limits.per_second * WINDOW

    def _interval(self, chat: str) -> float:
        return self._limits.group_interval if self._is_group(chat) else self._limits.chat_interval
