"""Open pages follow the outbox: what another process of the service has sent reaches them, too.

The process that leads hands what it sends to the pages it serves itself; a second process on the same store hears nothing of it.
"""

from collections.abc import Awaitable, Callable

from bot.channels.web.channel import WebChannel
from bot.web.ports import ChatStore, Followed
from bot.web.watching import PageWatch

# Seconds until a page of a process that does not lead shows what has left.
FOLLOW_EVERY = 1.0


class Follower:
    """Looks after the open pages of one process as long as there are any."""

    def __init__(self, store: ChatStore, channel: WebChannel) -> None:
        self._store = store
        self._channel = channel
        self._pages = PageWatch(channel, "pages do not follow")

    def watch(self) -> None:
        """Follows from now on. What came before a page opened it reads from its history."""
        self._pages.watch(FOLLOW_EVERY, self._from_now())

    def _from_now(self) -> Callable[[], Awaitable[None]]:
        before: Followed | None = None

        async def look() -> None:
            nonlocal before
            sent, before = await self._store.sent(self._channel.open_chats, before)
            for outgoing in sent:
                self._channel.repeat(outgoing)

        return look
