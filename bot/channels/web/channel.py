"""The local web chat as a channel: what is sent goes to every open browser of the chat, and stands in its history anyway."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Sequence

from bot.base.channel import Abilities, Deaf, Knows, Outgoing, Receive

NAME = "web"
# A browser that reads slower than this many events is dropped; it comes back and catches up from the history.
MOST_WAITING = 200
# News of other chats are only a mark in a list: they give way, so that they never crowd out a chat's own messages.
MOST_FOREIGN = 100

# As many as are sent while pages look for what others have sent.
MOST_REMEMBERED = 2000

_Queue = asyncio.Queue[Outgoing | None]


class WebChannel:
    """See Channel. A chat is a browser identity; the id of a message is its outbox key."""

    name = NAME
    trouble: Deaf | None = None
    needs_seat = False
    abilities = Abilities(push=True, buttons=True, edit=True, files=True, groups=False, text_limit=20_000)

    def __init__(self) -> None:
        # Each open browser's queue, the chat it listens to, and whether it also wants to know of all others.
        self._listeners: dict[_Queue, tuple[str, bool]] = {}
        self._closed = False
        # What this process has shown itself just now.
        self._shown: deque[str] = deque(maxlen=MOST_REMEMBERED)

    @property
    def open_browsers(self) -> int:
        """How many streams are open."""
        return len(self._listeners)

    def streams_of(self, chat: str) -> int:
        """How many of them listen to a chat."""
        return sum(listened == chat for listened, _ in self._listeners.values())

    @property
    def open_chats(self) -> set[str]:
        """The chats that somebody listens to."""
        return {chat for chat, _ in self._listeners.values()}

    def silent_for(self) -> float | None:
        """See Channel."""
        return None

    def text_length(self, text: str) -> int:
        """Characters."""
        return len(text)

    def is_group(self, chat: str) -> bool:
        """See Channel: a page is one person's."""
        return False

    async def set_menu(self, chat: str, commands: Sequence[tuple[str, str]]) -> None:
        """See Channel: the page asks for its commands itself."""

    async def ask(self, chat: str) -> None:
        """See Channel: the page is ours."""

    async def start(self, receive: Receive, knows: Knows) -> None:
        """Messages come through the chat's routes, which live with the server; there is nothing to start."""

    async def stop(self) -> None:
        """Open browsers stay connected: another process may lead, and the page goes on receiving when this one does again."""

    async def send(self, outgoing: Outgoing) -> str | None:
        """Shows the message in every open browser of the chat."""
        self._show(outgoing)
        return outgoing.edit_of or outgoing.key

    def repeat(self, outgoing: Outgoing) -> None:
        """Shows what was sent before, perhaps by another process; what this one has shown itself needs no second time."""
        if outgoing.key not in self._shown:
            self._show(outgoing)

    def _show(self, outgoing: Outgoing) -> None:
        self._shown.append(outgoing.key)
        for queue, (chat, everyone) in list(self._listeners.items()):
            if chat == outgoing.chat:
                self._offer(queue, outgoing)
            elif everyone and queue.qsize() < MOST_FOREIGN:
                queue.put_nowait(outgoing)

    def end(self, chat: str) -> None:
        """Nobody may listen to the chat any more: its streams end."""
        for queue, (listened, _) in list(self._listeners.items()):
            if listened == chat:
                self._drop(queue)

    def close(self) -> None:
        """The service is going down: every stream ends."""
        self._closed = True
        for queue in list(self._listeners):
            self._drop(queue)

    async def events(
        self, chat: str, heartbeat: float, *, everyone: bool = False
    ) -> AsyncGenerator[Outgoing | None, None]:
        """What is sent to a chat from now on, or with `everyone` to any; None every `heartbeat` seconds of silence.

        Ends when the reader was too slow, or the service stops.
        """
        queue: _Queue = asyncio.Queue(MOST_WAITING)
        self._listeners[queue] = (chat, everyone)
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
            self._listeners.pop(queue, None)

    def _offer(self, queue: _Queue, outgoing: Outgoing) -> None:
        try:
            queue.put_nowait(outgoing)
        except asyncio.QueueFull:
            self._drop(queue)

    def _drop(self, queue: _Queue) -> None:
        self._listeners.pop(queue, None)
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(None)
