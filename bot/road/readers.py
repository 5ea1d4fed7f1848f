"""Who reads files: this process, where nobody else waits, or one of its own beside the service."""

import asyncio
import contextlib
import os
import pickle
import sys
from collections.abc import Callable
from typing import Protocol

import structlog

from documents.pace import heard_by
from documents.reader_process import LENGTH
from documents.readings import NO_PROCESS, TOO_LARGE, TOO_LONG, Reading, without_pauses
from handlers.kernel.papers import Paper

log = structlog.get_logger()

# Given the share that is read.
Listener = Callable[[float], None]
MOST_SECONDS = 120.0
# Bytes of memory that reading may take; a process of its own begins with about 60 MB.
MOST_MEMORY = 280 * 1024 * 1024
LOOK_EVERY = 0.05
# It ends when nobody sent a file for so long.
IDLE_SECONDS = 300.0
_STATM = "/proc/{pid}/statm"


class Unfinished(Exception):
    """A file was not read to its end; the message is the sentence for the person."""


class Reader(Protocol):
    """Reads papers."""

    async def read(self, paper: Paper, reading: Reading[object], listener: Listener) -> object:
        """What the paper is read as; raises Unfinished where it takes too much, and what fetching its bytes raises."""
        ...

    async def stop(self) -> None:
        """Ends what is running."""
        ...


class Here:
    """Reads in this process, at once: for the terminal and for tests."""

    async def read(self, paper: Paper, reading: Reading[object], listener: Listener) -> object:
        """See Reader."""
        with heard_by(listener), without_pauses():
            return reading.of(paper.content(), paper.name)

    async def stop(self) -> None:
        """See Reader: nothing runs."""


class Apart:
    """Reads in a process of its own, one paper at a time; the process is begun with the first and ends when it is not needed.

    One that takes too long or too much memory is killed, and so is one whose caller is cancelled.
    """

    def __init__(self, most_memory: int = MOST_MEMORY, most_seconds: float = MOST_SECONDS) -> None:
        self._most_memory = most_memory
        self._most_seconds = most_seconds
        self._process: asyncio.subprocess.Process | None = None
        self._one = asyncio.Lock()
        self._idle: asyncio.TimerHandle | None = None

    async def read(self, paper: Paper, reading: Reading[object], listener: Listener) -> object:
        """See Reader."""
        async with self._one:
            self._still_needed()
            data = await asyncio.to_thread(lambda: pickle.dumps((reading, paper.name, paper.content())))
            try:
                async with asyncio.timeout(self._most_seconds):
                    return await self._read(data, listener)
            except TimeoutError as end:
                raise _unfinished(paper, TOO_LONG) from end
            except (EOFError, ConnectionError) as end:
                raise _unfinished(paper, TOO_LARGE) from end
            finally:
                self._ends_when_idle()

    @property
    def process_id(self) -> int | None:
        """Of the process that runs."""
        return self._process.pid if self._process is not None else None

    async def _read(self, data: bytes, listener: Listener) -> object:
        """What the process makes of a paper; raises EOFError or ConnectionError where it ends before, TimeoutError."""
        for again in (True, False):
            process = await self._running()
            watch = asyncio.create_task(self._watched(process), name="reader-memory")
            try:
                return await _asked(process, data, listener)
            except (EOFError, ConnectionError):
                await self._kill()
                # It may have been ended while nothing was read; what takes too much is not tried again.
                if not again or (watch.done() and not watch.cancelled()):
                    raise
            except BaseException:
                await self._kill()
                raise
            finally:
                watch.cancel()
        raise EOFError

    async def stop(self) -> None:
        """See Reader."""
        self._still_needed()
        await self._kill()

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            program, pipe = (sys.executable, "-m", "documents.reader_process"), asyncio.subprocess.PIPE
            try:
                self._process = await asyncio.create_subprocess_exec(*program, stdin=pipe, stdout=pipe)
            except OSError as failure:
                raise Unfinished(NO_PROCESS) from failure
        return self._process

    async def _watched(self, process: asyncio.subprocess.Process) -> None:
        """Kills the process once it takes too much memory, and returns; for ever where the system does not tell."""
        page = os.sysconf("SC_PAGE_SIZE")
        with contextlib.suppress(OSError, IndexError), open(_STATM.format(pid=process.pid), "rb", buffering=0) as told:  # noqa: ASYNC230
            # The kernel answers at once, and anew each time it is read from the beginning.
            while int(told.read(100).split()[1]) * page < self._most_memory:
                await asyncio.sleep(LOOK_EVERY)
                told.seek(0)
            process.kill()
            return
        await asyncio.Event().wait()

    async def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    def _still_needed(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _ends_when_idle(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            # It ends by itself when there is nothing more to be read.
            self._idle = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._process.stdin.close)


def _unfinished(paper: Paper, reason: str) -> Unfinished:
    log.warning("a file could not be read", file=paper.name, reason=reason)
    return Unfinished(reason)


async def _asked(process: asyncio.subprocess.Process, data: bytes, listener: Listener) -> object:
    """What the process makes of a paper; raises EOFError or ConnectionError where it ends before."""
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:
        raise EOFError
    stdin.write(len(data).to_bytes(LENGTH, "big"))
    stdin.write(data)
    await stdin.drain()
    while True:
        length = int.from_bytes(await stdout.readexactly(LENGTH), "big")
        told = await asyncio.to_thread(pickle.loads, await stdout.readexactly(length))
        if isinstance(told, tuple):
            return told[0]
        listener(told)
