"""A process that stores a file and a transaction that names it, and kills itself before its n-th step at the disk.

`python -m tests.support.dying_report URL FOLDER N`: exit code 0 when it came to its end.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import ParamSpec, TypeVar

from storage import evidence
from storage.engine import open_database
from storage.files.folder import FolderFiles
from storage.store import Store

P = ParamSpec("P")
R = TypeVar("R")
NOW = datetime(2026, 6, 24, 2, 0, tzinfo=UTC)
CONTENT = b"proof" * 300_000


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


if __name__ == "__main__":
    asyncio.run(report(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
