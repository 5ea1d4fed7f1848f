"""What was read of the files that people sent, for the transactions that ask for it."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

from bot.road.outcomes import Held
from bot.road.readers import Listener, Reader, Unfinished
from documents.readings import Reading
from domain.keys.messages import Reply
from domain.secrecy import PERSONAL
from handlers.kernel.messages import Incoming, Spot, say
from handlers.kernel.papers import NotRead, Paper
from handlers.kernel.turn import Moment
from handlers.kernel.words import files as zh
from storage import chats, outbox

Read = TypeVar("Read")
T = TypeVar("T")
# Of so many files the newest readings are kept: a tap soon after is about the same file.
FILES, OF_FILE = 3, 6
# Seconds for which a file that could not be read to its end is not tried again.
REFUSED_FOR = 60.0
# Seconds after which somebody whose file is being read is told so, and that card among the answers to the message.
A_MOMENT, CARD = 2.0, 300


@dataclass(slots=True)
class _Kept:
    """Readings of one file, the newest last; `refused` is why it cannot be read at all, and `until` when (of the monotonic clock)
    nobody tries.
    """

    readings: list[tuple[Reading[object], object]] = field(default_factory=list)
    refused: str = ""
    until: float = 0.0


class Readings:
    """Readings by file; see handlers.kernel.papers.Papers."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        # Told what share of a file is read that nobody sent in a chat.
        self.on_progress: Listener = lambda _share: None

    def read(self, paper: Paper, reading: Reading[Read]) -> Read:
        """See Papers."""
        kept = self._kept.get((paper.sha256, paper.name), _Kept())
        if kept.refused and time.monotonic() < kept.until:
            return reading.refused(paper.name, kept.refused)
        for known, found in kept.readings:
            if known == reading:
                return cast(Read, found)
        raise NotRead(paper, reading)

    async def fetch(self, missing: NotRead, tell: Callable[[float], Awaitable[None]] | None = None) -> None:
        """Has a paper read; what cannot be finished is refused for a while. Raises what fetching its bytes raises.

        `tell` is called once with the share that is read, where it takes longer than a moment; raises what that raises.
        """
        shares = [0.0]
        task = asyncio.ensure_future(self._read(missing, shares.append))
        try:
            if tell is not None and not (await asyncio.wait({task}, timeout=A_MOMENT))[0]:
                await tell(shares[-1])
            await task
        finally:
            task.cancel()

    async def first(self, missing: NotRead, run: Callable[[], Awaitable[T]]) -> T:
        """What `run` gives once a paper that it needs was read."""
        await self._read(missing, self.on_progress)
        return await run()

    async def between(
        self, run: Callable[[Sequence[Incoming]], Awaitable[list[Exception | None]]], batch: Sequence[Incoming]
    ) -> list[Exception | None]:
        """What `run` gives of each message. Those that need a paper, and what waits behind them, are run again after it was
        read.
        """
        failures = await run(batch)
        while (missing := next((each for each in failures if isinstance(each, NotRead)), None)) is not None:
            await self._read(missing, lambda _share: None)
            left = [at for at, failure in enumerate(failures) if isinstance(failure, NotRead | Held)]
            for at, failure in zip(left, await run([batch[at] for at in left]), strict=True):
                failures[at] = failure
        return failures

    async def stop(self) -> None:
        """Ends what reads."""
        await self._reader.stop()

    async def _read(self, missing: NotRead, listener: Listener) -> None:
        paper = missing.paper
        try:
            found = await self._reader.read(paper, missing.reading, listener)
        except Unfinished as refused:
            kept = self._of(paper)
            kept.refused, kept.until = str(refused), time.monotonic() + REFUSED_FOR
            return
        kept = self._of(paper)
        kept.readings = [*kept.readings[1 - OF_FILE :], (missing.reading, found)]

    def _of(self, paper: Paper) -> _Kept:
        """What is kept of a paper, which is the newest now."""
        key = (paper.sha256, paper.name)
        kept = self._kept.setdefault(key, _Kept())
        self._kept.move_to_end(key)
        while len(self._kept) > FILES:
            self._kept.popitem(last=False)
        return kept


def still_reading(moment: Moment, incoming: Incoming, name: str, share: float) -> None:
    """Says once that the file of a message is being read."""
    person, key = chats.speaker(moment.store, incoming.channel, incoming.sender), Reply(incoming.name, CARD)
    if person is not None and not outbox.known(moment.store, [key.text()]):
        card = say(zh.reading(name, round(share * 100)), tells=PERSONAL)
        spot = Spot(incoming.thread, incoming.message, always=True, language=person.language)
        moment.post.reply(incoming.channel, incoming.chat, person.id, card, key, spot=spot)
