"""Processes that store a file and a row that names it, and kill themselves before their n-th step at the disk, n = 0, 1, 2 ...

`python -m tests.support.dying_report URL FOLDER`: tells of each process how it ended and how many rows there are then, one JSON
object a line, until one came to its end. Each has a folder of its own, named by n. They are forked, so that all is loaded once.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import ParamSpec, TypeVar

from sqlalchemy import select

from storage import evidence
from storage.engine import open_database
from storage.files.folder import FolderFiles
from storage.store import Store
from storage.tables import blobs

P = ParamSpec("P")
R = TypeVar("R")
NOW = datetime(2026, 6, 24, 2, 0, tzinfo=UTC)
CONTENT = b"proof" * 300_000
MOST = 60


class Countdown:
    """Kills the process when a step begins that is the n-th."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def before(self, step: Callable[P, R]) -> Callable[P, R]:
        """The same step, counted."""

        def counted(*args: P.args, **kwargs: P.kwargs) -> R:
            self.tick()
            return step(*args, **kwargs)

        return counted

    def tick(self) -> None:
        """One step."""
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1


async def report(url: str, folder: Path, steps: int) -> None:
    """The file, then its row."""
    database = open_database(url, FolderFiles(folder))
    # Everything is loaded and connected before steps are counted.
    await database.read(lambda store: evidence.blob(store, "0" * 64))
    countdown = Countdown(steps)
    os.fsync, os.utime = countdown.before(os.fsync), countdown.before(os.utime)
    os.mkdir, os.replace, os.rename = (countdown.before(each) for each in (os.mkdir, os.replace, os.rename))
    os.open = countdown.before(os.open)
    shelved = await database.beside(lambda: evidence.shelve(database.files, CONTENT))
    countdown.tick()

    def name(store: Store) -> None:
        evidence.keep(store, shelved, "image/png", NOW)
        countdown.tick()

    await database.write(name)
    countdown.tick()
    await database.close()


async def rows(url: str) -> None:
    """Ends with the number of rows as its exit code."""
    database = open_database(url)
    found = await database.read(lambda store: len(store.execute(select(blobs.c.sha256)).all()))
    os._exit(found)


def ended(work: Callable[[], Coroutine[object, object, None]]) -> int:
    """How a process with this work ended: its exit code, or the signal as a negative number."""
    process = os.fork()
    if process == 0:
        asyncio.run(work())
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def main(url: str, folder: Path) -> None:
    """One process after the other."""
    for steps in range(MOST):
        code = ended(lambda: report(url, folder / str(steps), steps))  # noqa: B023 - called at once
        print(json.dumps({"steps": steps, "code": code, "rows": ended(lambda: rows(url))}), flush=True)
        if code == 0:
            return


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
