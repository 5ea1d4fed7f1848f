"""Hours in moments: an event loop whose clock leaps to the next timer when nothing is left to do but wait.

It leaps only while no transaction is under way: those run on threads, and take real time.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from storage.engine import Database, Work
from storage.files.place import Files
from storage.leader import Leader
from storage.soundness import Soundness

if TYPE_CHECKING:
    from _typeshed import FileDescriptorLike

T = TypeVar("T")
BEGIN = datetime(2026, 6, 24, 2, tzinfo=UTC)


class _Leaping(selectors.BaseSelector):
    """Waits as told only while something real is under way; else the time is added to the clock at once."""

    def __init__(self) -> None:
        self._real = selectors.DefaultSelector()
        self.leapt = 0.0
        self.under_way = 0

    def register(self, fileobj: "FileDescriptorLike", events: int, data: object = None) -> selectors.SelectorKey:
        return self._real.register(fileobj, events, data)

    def unregister(self, fileobj: "FileDescriptorLike") -> selectors.SelectorKey:
        return self._real.unregister(fileobj)

    def modify(self, fileobj: "FileDescriptorLike", events: int, data: object = None) -> selectors.SelectorKey:
        return self._real.modify(fileobj, events, data)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = self._real.select(0)
        if ready or timeout == 0:
            return ready
        if self.under_way or timeout is None:
            return self._real.select(timeout)
        self.leapt += timeout
        return []

    def get_map(self) -> Mapping["FileDescriptorLike", selectors.SelectorKey]:
        return self._real.get_map()

    def close(self) -> None:
        self._real.close()


class HurriedLoop(asyncio.SelectorEventLoop):
    """See the module."""

    def __init__(self) -> None:
        self.leaping = _Leaping()
        super().__init__(self.leaping)

    def time(self) -> float:
        """Seconds: the real ones and those that were leapt over."""
        return super().time() + self.leaping.leapt


class HurriedClock:
    """The wall clock of such a loop; UTC."""

    def __init__(self, loop: HurriedLoop) -> None:
        self._loop, self._began = loop, loop.time()

    def now(self) -> datetime:
        """See bot.base.clock.Clock."""
        return BEGIN + timedelta(seconds=self._loop.time() - self._began)

    @property
    def seconds(self) -> float:
        """Since the clock was made."""
        return self._loop.time() - self._began


class Waited:
    """A database whose transactions the loop waits for."""

    def __init__(self, database: Database, loop: HurriedLoop) -> None:
        self._database, self._leaping = database, loop.leaping
        self.dialect = database.dialect

    async def write(self, work: Work[T], *, brief: bool = False) -> T:
        """See Database."""
        self._leaping.under_way += 1
        try:
            return await self._database.write(work, brief=brief)
        finally:
            self._leaping.under_way -= 1

    async def read(self, work: Work[T]) -> T:
        """See Database."""
        self._leaping.under_way += 1
        try:
            return await self._database.read(work)
        finally:
            self._leaping.under_way -= 1

    async def beside(self, work: Callable[[], T]) -> T:
        """See Database."""
        self._leaping.under_way += 1
        try:
            return await self._database.beside(work)
        finally:
            self._leaping.under_way -= 1

    @property
    def files(self) -> Files:
        """See Database."""
        return self._database.files

    @property
    def soundness(self) -> Soundness:
        """See Database."""
        return self._database.soundness

    def leader(self) -> Leader:
        """See Database."""
        return self._database.leader()

    async def close(self) -> None:
        """See Database."""
        await self._database.close()


def hurried(work: Callable[[HurriedLoop], Coroutine[object, object, T]]) -> T:
    """Runs a coroutine in such a loop to its end."""
    loop = HurriedLoop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(work(loop))
