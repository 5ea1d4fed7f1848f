"""The demonstration as a process."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

from tests.e2e.service import ROOT


class Demo:
    """A running demonstration."""

    def __init__(self, process: asyncio.subprocess.Process, url: str, seconds: float) -> None:
        self.process, self.url, self.seconds = process, url, seconds


async def begin(folder: Path, *arguments: str) -> Demo:
    """Starts `zeren demo` and waits until it says where it listens."""
    started = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--port", "0", *arguments, cwd=folder, stdout=asyncio.subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdout is not None
    async with asyncio.timeout(60):
        while b"Open http" not in (line := await process.stdout.readline()):
            assert line, "the demonstration ended before it listened"
    return Demo(process, line.split()[1].decode().removesuffix("/chat"), time.monotonic() - started)


async def end(demo: Demo) -> int:
    """SIGTERM; the exit code."""
    demo.process.send_signal(signal.SIGTERM)
    return await asyncio.wait_for(demo.process.wait(), 15)
