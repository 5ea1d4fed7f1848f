"""A sender with a channel that fails on demand, on a store of its own."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from bot.base.channel import DeliveryError, Outgoing
from bot.base.pace import Limits
from bot.base.pulse import Pulse
from bot.out.sender import Sender
from bot.out.weather import Patience, Weather
from storage import outbox
from storage.engine import Database
from storage.outbox import Message, MessageKind
from storage.outbox import MessageState as State
from storage.payloads import Payload
from storage.store import Store
from tests.support.world import SilentChannel, StoppedClock

NOW = datetime(2026, 6, 24, 2, tzinfo=UTC)
PATIENCE = Patience(first=0.01, longest=0.05)


class FailingChannel(SilentChannel):
    """Fails as told, by outbox key, and remembers what left."""

    def __init__(self) -> None:
        super().__init__()
        self.failures: dict[str, list[DeliveryError]] = {}
        self.sent: list[Outgoing] = []
        self.told = asyncio.Event()

    async def send(self, outgoing: Outgoing) -> str | None:
        """See Channel."""
        waiting = self.failures.get(outgoing.key)
        self.told.set()
        if waiting:
            raise waiting.pop(0)
        self.sent.append(outgoing)
        return f"m-{outgoing.key}"


class NoOtherWay:
    """The post of people who have one chat each."""

    def elsewhere(self, message: Message) -> bool:
        """See bot.out.fallback.Elsewhere."""
        return False


class Desk:
    """A sender with its store, clock and channel."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = StoppedClock(NOW)
        self.channel = FailingChannel()
        self.renewed: Callable[[Store, Message], Message | None] = lambda _store, message: message
        self.doubted: list[str] = []
        self.pulse = Pulse()
        self.sender = self.another()

    def another(self, limits: Limits | None = None) -> Sender:
        """Another sender on the same store, as after a restart."""
        return Sender(
            self.database,
            self.channel,
            self.clock,
            limits or Limits(),
            self.pulse,
            renewed=self._asked,
            post_in=lambda _store: NoOtherWay(),
            in_doubt=lambda _store, message: self.doubted.append(message.key),
            weather=Weather(PATIENCE),
        )

    def _asked(self, store: Store, message: Message) -> Message | None:
        """A test may say anew what is still so, while the sender runs."""
        return self.renewed(store, message)

    async def restart(self) -> None:
        """Ends the process's sender and starts another one on the same store."""
        await self.sender.stop()
        self.sender = self.another()
        await self.sender.start()

    async def put(self, key: str, chat: str = "1", kind: MessageKind = MessageKind.REPLY) -> None:
        """Queues a message."""
        payload: Payload = {"title": "", "lines": [key]}
        await self.database.write(
            lambda store: outbox.put(store, key, "test", chat, None, kind, payload, self.clock.now())
        )
        self.sender.bell.set()

    async def state(self, key: str) -> State:
        """Where a message is."""

        def look(store: Store) -> State:
            message = outbox.by_key(store, key)
            assert message is not None
            return message.state

        return await self.database.read(look)

    async def until(self, key: str, state: State, tries: int = 0) -> None:
        """Waits for a state, and for so many tries."""

        def look(store: Store) -> bool:
            message = outbox.by_key(store, key)
            assert message is not None
            return message.state is state and message.attempts >= tries

        async with asyncio.timeout(5):
            while not await self.database.read(look):
                self.sender.bell.set()
                await asyncio.sleep(0.01)

    async def queue(self, *keys: str, kind: MessageKind = MessageKind.REPLY) -> None:
        """Queues messages to a chat each, and knocks once."""

        def work(store: Store) -> None:
            for key in keys:
                payload: Payload = {"title": "", "lines": [key]}
                outbox.put(store, key, "test", f"chat of {key}", None, kind, payload, self.clock.now())

        await self.database.write(work)
        self.sender.bell.set()

    async def seen(self, key: str, state: State) -> None:
        """Waits for a state, and knocks for nothing meanwhile."""
        async with asyncio.timeout(5):
            while await self.state(key) is not state:
                await asyncio.sleep(0.01)
