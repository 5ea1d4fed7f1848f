"""What a channel received, to the commit of what it did.

One worker takes whatever waits and has it committed together. A caller waits for its own message's commit, so a channel that
confirms after `receive` returns loses nothing, and memory is bounded by what channels have in flight. A message that fails is
tried again beside the queue, and its chat waits for it, so order holds in a chat and nobody else waits. Nor does anybody wait
for a chat that sends much at once, or much to read: a batch takes little of either.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field

import structlog

from bot.base.channel import TooMany
from bot.base.pulse import Pulse
from bot.road import albums
from bot.road.dispatch import Dispatch
from bot.road.outcomes import Held
from bot.road.readings import still_reading
from handlers.kernel.messages import Incoming
from handlers.kernel.papers import NotRead
from storage.soundness import is_store_failure

log = structlog.get_logger()

BATCH = 64
# Of one chat so many messages share a batch, and so many wait at all; Telegram's feed has one of a chat on the way at a time.
OF_CHAT, MOST_OF_CHAT = 4, 64
# Letters beyond those of an ordinary line that a batch takes before it is closed: they cost up to a tenth of a millisecond each.
USUAL_LETTERS, LONG_LETTERS = 120, 500
TRIES = 3
FIRST_PAUSE = 0.2
# A file is read as several things before it is known what it is.
MOST_READINGS = 12
# Of so many messages it is remembered how often their files were read.
MOST_COUNTED = 100
# For an album that a process before this one began: its other parts may wait at the platform.
LEFT_BEHIND = 3.0
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


async def gathered(
    dispatch: Dispatch,
    committed: Callable[[], None] = lambda: None,
    put_by: Callable[[Incoming, NotRead], None] | None = None,
    busy: Container[str] = (),
) -> float | None:
    """Deals with the albums that are whole; in how many seconds others may be, None if none waits. Raises as `messages`.

    One that fails is tried again with the next call, and goes to the dead letters after the last try. `committed` is called
    after each commit; `put_by` is given what must be read first (None: it is read here), and `busy` are the ids of what is.
    """
    whole, wait = await dispatch.look(lambda moment: albums.due(moment.store, moment.now))
    for album in whole:
        if album.external_id in busy:
            continue
        failure = (await dispatch.messages([album], aside=put_by is not None))[0]
        if put_by is not None and isinstance(failure, NotRead):
            put_by(album, failure)
            continue
        if failure is not None and not await dispatch.dead_letter(album, failure, TRIES):
            wait = FIRST_PAUSE
        committed()
    return wait


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
        self._on_the_way: Counter[tuple[str, str]] = Counter()
        # Chats with a message that failed, and what waits behind it.
        self._troubled: dict[tuple[str, str], list[Waiting]] = {}
        self._retries: set[asyncio.Task[None]] = set()
        self._bell = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._gathering: asyncio.Task[None] | None = None
        self._gather_again = False
        # What is being read of messages that wait for it, and how often each was.
        self._reading: dict[str, asyncio.Task[None]] = {}
        self._readings: Counter[str] = Counter()

    def start(self) -> None:
        """Begins to take messages."""
        self._worker = asyncio.create_task(self._work(), name="intake")
        self._gather(LEFT_BEHIND)

    async def stop(self) -> None:
        """Finishes what waits, then takes no more; what failed and waits to be tried again stays the platform's."""
        self._stopping.set()
        self._bell.set()
        if self._worker is not None:
            await self._worker
            self._worker = None
        if self._gathering is not None:
            # What waits for its other parts waits in the store.
            await self._gathering
            self._gathering = None
        await asyncio.gather(*self._reading.values())

    async def receive(self, incoming: Incoming) -> None:
        """Returns after the commit of what the message did, or of its setting aside; raises if the store cannot commit.

        Raises TooMany, and takes nothing, where MOST_OF_CHAT messages of the chat wait already.
        """
        if self._stopping.is_set():
            raise Stopping
        waiting = Waiting(incoming)
        if self._on_the_way[waiting.chat] >= MOST_OF_CHAT:
            raise TooMany
        self._on_the_way[waiting.chat] += 1
        waiting.done.add_done_callback(lambda _: self._arrived(waiting.chat))
        self._waiting.append(waiting)
        self._bell.set()
        await waiting.done

    def _arrived(self, chat: tuple[str, str]) -> None:
        self._on_the_way[chat] -= 1
        if not self._on_the_way[chat]:
            del self._on_the_way[chat]

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
        """What waits, in the order it came but for what is too much of one chat: that keeps its place for the next batch."""
        batch: list[Waiting] = []
        later: list[Waiting] = []
        taken: Counter[tuple[str, str]] = Counter()
        letters = 0
        while self._waiting and len(batch) < BATCH and letters < LONG_LETTERS:
            waiting = self._waiting.popleft()
            behind = self._troubled.get(waiting.chat)
            if behind is not None:
                behind.append(waiting)
            elif taken[waiting.chat] >= OF_CHAT:
                later.append(waiting)
            else:
                batch.append(waiting)
                taken[waiting.chat] += 1
                letters += max(0, len(waiting.incoming.text) - USUAL_LETTERS)
        self._waiting.extendleft(reversed(later))
        return batch

    async def _commit(self, batch: list[Waiting]) -> None:
        try:
            failures = await self._dispatch.messages([waiting.incoming for waiting in batch], aside=True)
        except Exception as failure:
            # The store itself failed: nothing was written, so nothing may be confirmed.
            log.error("commit failed", messages=len(batch), exc_info=failure)
            self._not_stored([waiting.incoming for waiting in batch])
            for waiting in batch:
                waiting.settle(failure)
            return
        self._committed()
        if any(waiting.incoming.file is not None for waiting in batch):
            self._gather()
        for waiting, failed in zip(batch, failures, strict=True):
            if failed is None:
                self._pulse.messages[waiting.incoming.channel, "done"] += 1
                waiting.settle(None)
            elif isinstance(failed, Held):
                self._troubled[waiting.chat].append(waiting)
            else:
                if not isinstance(failed, NotRead):
                    self._pulse.messages[waiting.incoming.channel, "failed"] += 1
                self._troubled[waiting.chat] = []
                task = asyncio.create_task(self._retry(waiting, failed), name="intake-retry")
                self._retries.add(task)
                task.add_done_callback(self._retries.discard)

    def _gather(self, first: float = 0.0) -> None:
        """Waits for albums to be whole, unless that is being done; the first look comes after some seconds."""
        self._gather_again = True
        if self._gathering is None or self._gathering.done():
            self._gathering = asyncio.create_task(self._until_whole(first), name="albums")

    async def _until_whole(self, wait: float | None) -> None:
        while wait is not None and not await self._told_to_stop(wait):
            self._gather_again = False
            try:
                wait = await gathered(self._dispatch, self._committed, self._put_by, self._reading)
            except Exception as failure:
                log.error("album not dealt with", exc_info=failure)
                wait = LONGEST_PAUSE
            if wait is None and self._gather_again:
                wait = 0.0

    def _put_by(self, message: Incoming, missing: NotRead) -> None:
        """Has the file of a stored message read, beside everything else; then it is dealt with."""
        task = asyncio.create_task(self._read_then_gather(message, missing), name="intake-read")
        self._reading[message.external_id] = task

    async def _read_then_gather(self, message: Incoming, missing: NotRead) -> None:
        if len(self._readings) >= MOST_COUNTED:
            self._readings.clear()
        self._readings[message.external_id] += 1
        failure: Exception | None = missing
        pause = 0.0
        try:
            if self._readings[message.external_id] <= MOST_READINGS:
                failure = await self._trouble_reading(missing, message)
            if failure is not None and not isinstance(failure, Stopping):
                await self._dispatch.dead_letter(message, failure, TRIES)
                self._committed()
                pause = FIRST_PAUSE
        except Exception as broken:
            log.error("file not read", exc_info=broken)
            pause = LONGEST_PAUSE
        finally:
            del self._reading[message.external_id]
        if not await self._told_to_stop(pause) and not self._stopping.is_set():
            self._gather()

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
        """Tries a failed message again by itself; after the last try it goes to the dead letters, so that its chat goes on.

        One whose file had to be read first has not failed: it is dealt with once that is done.
        """
        pause = FIRST_PAUSE
        read = 0
        while True:
            try:
                if isinstance(failure, NotRead) and read < MOST_READINGS:
                    read += 1
                    if (trouble := await self._trouble_reading(failure, incoming)) is not None:
                        failure = trouble
                        continue
                elif isinstance(failure, Stopping):
                    return failure
                elif await self._dispatch.dead_letter(incoming, failure, TRIES):
                    log.error(
                        "message moved to the dead letters", channel=incoming.channel, request=incoming.external_id
                    )
                    self._pulse.messages[incoming.channel, "dead"] += 1
                    self._committed()
                    return None
                elif await self._told_to_stop(pause):
                    return Stopping()
                again = (await self._dispatch.messages([incoming], aside=True))[0]
            except Exception as broken:
                self._not_stored([incoming])
                return broken
            self._committed()
            if again is None:
                self._pulse.messages[incoming.channel, "done"] += 1
                return None
            failure = again
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _trouble_reading(self, missing: NotRead, incoming: Incoming) -> Exception | None:
        """Has the file of a message read; gives what kept it from that: Stopping where the service goes down meanwhile."""
        reading = asyncio.ensure_future(self._read(missing, incoming))
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({reading, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not reading.done():
                return Stopping()
            failure = reading.exception()
            if not isinstance(failure, Exception) or is_store_failure(failure):
                await reading
                return None
            log.error("file not read", channel=incoming.channel, request=incoming.external_id, exc_info=failure)
            return failure
        finally:
            stopping.cancel()
            reading.cancel()
            await asyncio.gather(reading, stopping, return_exceptions=True)

    async def _read(self, missing: NotRead, incoming: Incoming) -> None:
        async def tell(share: float) -> None:
            name = missing.paper.name
            await self._dispatch.moment(lambda moment: still_reading(moment, incoming, name, share))
            self._committed()

        await self._dispatch.readings.fetch(missing, tell)

    async def _told_to_stop(self, pause: float) -> bool:
        try:
            await asyncio.wait_for(self._stopping.wait(), pause)
        except TimeoutError:
            return False
        return True
