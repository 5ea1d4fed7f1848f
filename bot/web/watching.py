"""What is looked at again and again while pages of this process are open."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.channels.web.channel import WebChannel

log = structlog.get_logger()


class PageWatch:
    """Something that is looked at again and again; `what` names it in the log when a look fails."""

    def __init__(self, channel: WebChannel, what: str) -> None:
        self._channel = channel
        self._what = what
        self._task: asyncio.Task[None] | None = None

    def watch(self, every: float, look: Callable[[], Awaitable[None]]) -> None:
        """Looks now and every so many seconds as long as pages are open, unless that is being done."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._while_open(every, look), name=f"web-watch: {self._what}")

    async def _while_open(self, every: float, look: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await look()
            except Exception as failure:
                log.error(self._what, exc_info=failure)
            await asyncio.sleep(every)
            if not self._channel.open_chats:
                return
