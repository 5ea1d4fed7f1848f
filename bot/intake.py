"""What a channel received, to the commit of what it did.

One worker takes whatever waits and has it committed together (a savepoint each). A caller waits for its own message's
commit, so a channel that confirms after `receive` returns loses nothing, and memory is bounded by what channels have in flight.
"""

import asyncio
from collections import deque

import structlog

from bot.dispatch import Dispatch
from handlers.messages import Incoming

log = structlog.get_logger()

BATCH = 32
TRIES = 3
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 10.0


class Stopping(Exception):
    """The service is going down; the message was not taken and the platform still has it."""


class Intake:
    """Messages in the order they came, exactly one transaction at a time."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch
        self._waiting: deque[tuple[Incoming, asyncio.Future[None]]] = deque()
        self._bell = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self._stopping = False
        self.on_commit: list[asyncio.Event] = []

    def start(self) -> None:
        """Begins to take messages."""
        self._worker = asyncio.create_task(self._work(), name="intake")

    async def stop(self) -> None:
        """Finishes what waits, then takes no more."""
        self._stopping = True
        self._bell.set()
        if self._worker is not None:
            await self._worker
            self._worker = None

    async def receive(self, incoming: Incoming) -> None:
        """Returns after the commit of what the message did, or of its setting aside; raises if the store cannot commit."""
        if self._stopping:
            raise Stopping
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((incoming, done))
        self._bell.set()
        await done

    @property
    def waiting(self) -> int:
        """How many messages wait for their transaction."""
        return len(self._waiting)

    async def _work(self) -> None:
        while True:
            await self._bell.wait()
            self._bell.clear()
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
                await self._commit(batch)
            if self._stopping:
                return

    async def _commit(self, batch: list[tuple[Incoming, asyncio.Future[None]]]) -> None:
        try:
            failures = await self._dispatch.messages([incoming for incoming, _ in batch])
        except Exception as failure:
            # The store itself failed: nothing was written, so nothing may be confirmed.
            log.error("commit failed", messages=len(batch), exc_info=failure)
            for _, done in batch:
                _settle(done, failure)
            return
        for event in self.on_commit:
            event.set()
        for (incoming, done), failed in zip(batch, failures, strict=True):
            _settle(done, await self._retry(incoming, failed) if failed else None)

    async def _retry(self, incoming: Incoming, failure: Exception) -> Exception | None:
        """Tries a failed message again by itself, and sets it aside after the last try, so that the queue goes on."""
        pause = FIRST_PAUSE
        while True:
            try:
                if await self._dispatch.set_aside(incoming, failure, TRIES):
                    log.error("message set aside", channel=incoming.channel, request=incoming.external_id)
                    self._ring()
                    return None
                await asyncio.sleep(pause)
                again = (await self._dispatch.messages([incoming]))[0]
            except Exception as broken:
                return broken
            self._ring()
            if again is None:
                return None
            failure = again
            pause = min(pause * 2, LONGEST_PAUSE)

    def _ring(self) -> None:
        for event in self.on_commit:
            event.set()


def _settle(done: "asyncio.Future[None]", failure: Exception | None) -> None:
    if done.done():
        return
    if failure is None:
        done.set_result(None)
    else:
        done.set_exception(failure)
