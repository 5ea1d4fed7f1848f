"""A delivery with a channel that fails on demand, on a store of its own."""

import asyncio
from datetime import UTC, datetime

from bot.channels.base import DeliveryError, Outgoing
from bot.out.delivery import Delivery
from bot.out.pace import Limits
from storage import outbox
from storage.engine import Database
from storage.outbox import Delivery as State
from storage.outbox import MessageKind
from storage.store import Store
from tests.support.world import SilentChannel, StoppedClock

NOW = datetime(2026, 6, 24, 2, tzinfo=UTC)


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


class Desk:
    """A delivery with its store, clock and channel."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = StoppedClock(NOW)
        self.channel = FailingChannel()
        self.delivery = self.another()

    def another(self, limits: Limits | None = None) -> Delivery:
        """Another delivery on the same store, as after a restart."""
        return Delivery(self.database, self.channel, self.clock, limits or Limits())

    async def restart(self) -> None:
        """Ends the process's delivery and starts another one on the same store."""
        await self.delivery.stop()
        self.delivery = self.another()
        await self.delivery.start()

    async def put(self, key: str, chat: str = "1", kind: MessageKind = MessageKind.REPLY) -> None:
        """Queues a message."""
        payload = {"title": "", "lines": [key]}
        await self.database.write(
            lambda store: outbox.put(store, key, "test", chat, None, kind, payload, self.clock.now())
        )
        self.delivery.bell.set()

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
                self.delivery.bell.set()
                await asyncio.sleep(0.01)

    async def queue(self, *keys: str, kind: MessageKind = MessageKind.REPLY) -> None:
        """Queues messages to a chat each, and knocks once."""

        def work(store: Store) -> None:
            for key in keys:
                payload = {"title": "", "lines": [key]}
                outbox.put(store, key, "test", f"chat of {key}", None, kind, payload, self.clock.now())

        await self.database.write(work)
        self.delivery.bell.set()

    async def seen(self, key: str, state: State) -> None:
        """Waits for a state, and knocks for nothing meanwhile."""
        async with asyncio.timeout(5):
            while await self.state(key) is not state:
                await asyncio.sleep(0.01)
