"""How fast a platform may be spoken to: one even pace for all, and a small bucket per chat. Times are seconds of one clock."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """`per_second` for the platform (None: no limit); `chat_burst` messages to a chat at once, then one per `chat_interval` s.

    Groups have an interval of their own. Chats whose id begins with "-" are groups (Telegram's rule).
    """

    per_second: float | None = None
    chat_burst: int = 1
    chat_interval: float = 0.0
    group_interval: float = 0.0


class Pacer:
    """Says how many messages may leave now and which chats must rest."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._next = 0.0
        # Chat -> the time at which its bucket is full again.
        self._full_at: dict[str, float] = {}

    def open_slots(self, now: float, most: int) -> int:
        """How many messages may leave at `now`: all of them, or one by one at an even pace."""
        if self._limits.per_second is None:
            return most
        return min(most, 1) if now >= self._next else 0

    def wait(self, now: float) -> float:
        """Seconds until the next slot."""
        return max(0.0, self._next - now)

    def took(self, chat: str, now: float) -> None:
        """A message to a chat leaves."""
        if self._limits.per_second is not None:
            # What left late is made up for by one slot at most: 29 a second never become more than 30 in any second.
            slot = 1.0 / self._limits.per_second
            self._next = max(now - slot, self._next) + slot
        interval = self._interval(chat)
        if interval:
            self._full_at[chat] = max(now, self._full_at.get(chat, 0.0)) + interval

    def halt(self, seconds: float, now: float) -> None:
        """The platform told everybody to wait."""
        self._next = max(self._next, now + seconds)

    def resting(self, now: float) -> list[str]:
        """Chats whose bucket is empty; full ones are forgotten."""
        self._full_at = {chat: full_at for chat, full_at in self._full_at.items() if full_at > now}
        slack = self._limits.chat_burst
        return [chat for chat, full_at in self._full_at.items() if full_at - now > (slack - 1) * self._interval(chat)]

    def _interval(self, chat: str) -> float:
        return self._limits.group_interval if chat.startswith("-") else self._limits.chat_interval
