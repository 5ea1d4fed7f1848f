"""What a channel received, to the commit of what it did.

One worker takes whatever waits and has it committed together. A caller waits for its own message's commit, so a channel that
confirms after `receive` returns loses nothing, and memory is bounded by what channels have in flight. A message that fails is
tried again beside the queue, and its chat waits for it, so order holds in a chat and nobody else waits.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from bot.base.pulse import Pulse
from bot.road.dispatch import Dispatch, Held
from handlers.kernel.messages import Incoming

log = structlog.get_logger()

BATCH = 64
TRIES = 3
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 10.0


class Stopping(Exception):
    """The service is going down; the message was not taken and the platform still has it."""


@dataclass(eq=False)
class Waiting:
    """A message whose channel waits for its commit."""

    incoming: Incoming
    since: float = field(default_factory=time.monotonic)
    done: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def chat(self) -> tuple[str, str]:
        """What must stay in order."""
        return self.incoming.channel, self.incoming.chat

    def settle(self, failure: Exception | None) -> None:
        """Tells the channel; a caller that has gone away is not told."""
        if self.done.done():
            return
        if failure is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(failure)


class Intake:
    """Messages in the order they came, exactly one transaction at a time."""

    def __init__(
        self,
        dispatch: Dispatch,
        pulse: Pulse,
        *,
        on_commit: Sequence[Callable[[], None]],
        on_store_failure: Callable[[list[Incoming]], None],
    ) -> None:
        """`on_store_failure` is given what could not be stored, and nothing once the store takes messages again."""
        self._dispatch = dispatch
        self._pulse = pulse
        self._on_commit = on_commit
        self._on_store_failure = on_store_failure
        self._waiting: deque[Waiting] = deque()
        # Chats with a message that failed, and what waits behind it.
        self._troubled: dict[tuple[str, str], list[Waiting]] = {}
        self._retries: set[asyncio.Task[None]] = set()
        self._bell = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    def start(self) -> None:
        """Begins to take messages."""
        self._worker = asyncio.create_task(self._work(), name="intake")

    async def stop(self) -> None:
        """Finishes what waits, then takes no more; what failed and waits to be tried again stays the platform's."""
        self._stopping.set()
        self._bell.set()
        if self._worker is not None:
            await self._worker
            self._worker = None

    async def receive(self, incoming: Incoming) -> None:
        """Returns after the commit of what the message did, or of its setting aside; raises if the store cannot commit."""
        if self._stopping.is_set():
            raise Stopping
        waiting = Waiting(incoming)
        self._waiting.append(waiting)
        self._bell.set()
        await waiting.done

    @property
    def waiting(self) -> int:
        """How many messages wait for their transaction."""
        return len(self._waiting) + sum(1 + len(behind) for behind in self._troubled.values())

    @property
    def oldest_seconds(self) -> float:
        """How long the oldest of them waits."""
        behind = (waiting.since for held in self._troubled.values() for waiting in held)
        oldest = min((*behind, *(waiting.since for waiting in self._waiting)), default=None)
        return 0.0 if oldest is None else time.monotonic() - oldest

    async def _work(self) -> None:
        while True:
            await self._bell.wait()
            self._bell.clear()
            while batch := self._next_batch():
                await self._commit(batch)
            if self._stopping.is_set() and not self._troubled:
                return

    def _next_batch(self) -> list[Waiting]:
        batch: list[Waiting] = []
        while self._waiting and len(batch) < BATCH:
            waiting = self._waiting.popleft()
            behind = self._troubled.get(waiting.chat)
            (batch if behind is None else behind).append(waiting)
        return batch

    async def _commit(self, batch: list[Waiting]) -> None:
        try:
            failures = await self._dispatch.messages([waiting.incoming for waiting in batch])
        except Exception as failure:
            # The store itself failed: nothing was written, so nothing may be confirmed.
            log.error("commit failed", messages=len(batch), exc_info=failure)
            self._not_stored([waiting.incoming for waiting in batch])
            for waiting in batch:
                waiting.settle(failure)
            return
        self._committed()
        for waiting, failed in zip(batch, failures, strict=True):
            if failed is None:
                self._pulse.messages[waiting.incoming.channel, "done"] += 1
                waiting.settle(None)
            elif isinstance(failed, Held):
                self._troubled[waiting.chat].append(waiting)
            else:
                self._pulse.messages[waiting.incoming.channel, "failed"] += 1
                self._troubled[waiting.chat] = []
                task = asyncio.create_task(self._retry(waiting, failed), name="intake-retry")
                self._retries.add(task)
                task.add_done_callback(self._retries.discard)

    def _not_stored(self, unstored: list[Incoming]) -> None:
        self._pulse.stored(ok=False)
        self._on_store_failure(unstored)

    def _committed(self) -> None:
        self._pulse.stored(ok=True)
        self._on_store_failure([])
        for ring in self._on_commit:
            ring()

    async def _retry(self, waiting: Waiting, failure: Exception) -> None:
        """Settles a failed message, then lets its chat go on, unless the message must come again itself."""
        outcome = await self._try_again(waiting.incoming, failure)
        waiting.settle(outcome)
        behind = self._troubled.pop(waiting.chat)
        if outcome is None:
            self._waiting.extendleft(reversed(behind))
        else:
            for later in behind:
                later.settle(outcome)
        self._bell.set()

    async def _try_again(self, incoming: Incoming, failure: Exception) -> Exception | None:
        """Tries a failed message again by itself; after the last try it goes to the dead letters, so that its chat goes on."""
        pause = FIRST_PAUSE
        while True:
            try:
                if await self._dispatch.dead_letter(incoming, failure, TRIES):
                    log.error(
                        "message moved to the dead letters", channel=incoming.channel, request=incoming.external_id
                    )
                    self._pulse.messages[incoming.channel, "dead"] += 1
                    self._committed()
                    return None
                if await self._told_to_stop(pause):
                    return Stopping()
                again = (await self._dispatch.messages([incoming]))[0]
            except Exception as broken:
                self._not_stored([incoming])
                return broken
            self._committed()
            if again is None:
                self._pulse.messages[incoming.channel, "done"] += 1
                return None
            failure = again
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _told_to_stop(self, pause: float) -> bool:
        try:
            await asyncio.wait_for(self._stopping.wait(), pause)
        except TimeoutError:
            return False
        return True
