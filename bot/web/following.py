"""Open pages follow the outbox: what another process of the service has sent reaches them, too.

The process that leads hands what it sends to the pages it serves itself; a second process on the same store hears nothing of it.
"""

import asyncio

import structlog

from bot.channels.web.channel import WebChannel
from bot.web.ports import ChatStore, Followed

log = structlog.get_logger()

# Seconds until a page of a process that does not lead shows what has left.
FOLLOW_EVERY = 1.0


class Follower:
    """Looks after the open pages of one process as long as there are any."""

    def __init__(self, store: ChatStore, channel: WebChannel) -> None:
        self._store = store
        self._channel = channel
        self._task: asyncio.Task[None] | None = None

    def watch(self) -> None:
        """Follows from now on. What came before a page opened it reads from its history."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._follow(), name="web-follower")

    async def _follow(self) -> None:
        followed: Followed | None = None
        while True:
            try:
                sent, followed = await self._store.sent(self._channel.open_chats, followed)
            except Exception as failure:
                log.error("pages do not follow", exc_info=failure)
                sent = []
            for outgoing in sent:
                self._channel.repeat(outgoing)
            await asyncio.sleep(FOLLOW_EVERY)
            if not self._channel.open_chats:
                return
