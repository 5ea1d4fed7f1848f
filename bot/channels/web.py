"""The local web chat as a channel: what is sent goes to every open browser of the chat, and stands in its history anyway."""

import asyncio
from collections.abc import AsyncIterator

from bot.channels.base import Abilities, Outgoing, Receive

# A browser that reads slower than this many events is dropped; it comes back and catches up from the history.
MOST_WAITING = 200


class WebChannel:
    """See Channel. A chat is a browser identity; the id of a message is its outbox key."""

    name = "web"
    abilities = Abilities(push=True, buttons=True, edit=True, files=True, groups=False, text_limit=20_000)

    def __init__(self) -> None:
        self._listeners: dict[str, set[asyncio.Queue[Outgoing | None]]] = {}
        self._closed = False

    def text_length(self, text: str) -> int:
        """Characters."""
        return len(text)

    async def start(self, receive: Receive) -> None:
        """Messages come through the chat's routes, which live with the server; there is nothing to start."""

    async def stop(self) -> None:
        """Open browsers stay connected: another process may lead, and the page goes on receiving when this one does again."""

    async def send(self, outgoing: Outgoing) -> str | None:
        """Shows the message in every open browser of the chat."""
        for queue in list(self._listeners.get(outgoing.chat, ())):
            try:
                queue.put_nowait(outgoing)
            except asyncio.QueueFull:
                self._drop(outgoing.chat, queue)
        return outgoing.edit_of or outgoing.key

    def close(self) -> None:
        """The service is going down: every stream ends."""
        self._closed = True
        for chat, queues in list(self._listeners.items()):
            for queue in list(queues):
                self._drop(chat, queue)

    async def events(self, chat: str, heartbeat: float) -> AsyncIterator[Outgoing | None]:
        """What is sent to a chat from now on; None every `heartbeat` seconds of silence. Ends when dropped or closed."""
        queue: asyncio.Queue[Outgoing | None] = asyncio.Queue(MOST_WAITING)
        self._listeners.setdefault(chat, set()).add(queue)
        try:
            while not self._closed:
                try:
                    event = await asyncio.wait_for(queue.get(), heartbeat)
                except TimeoutError:
                    yield None
                    continue
                if event is None:
                    return
                yield event
        finally:
            self._forget(chat, queue)

    def _drop(self, chat: str, queue: "asyncio.Queue[Outgoing | None]") -> None:
        self._forget(chat, queue)
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(None)

    def _forget(self, chat: str, queue: "asyncio.Queue[Outgoing | None]") -> None:
        listeners = self._listeners.get(chat, set())
        listeners.discard(queue)
        if not listeners:
            self._listeners.pop(chat, None)
