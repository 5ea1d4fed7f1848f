"""The demonstration as a process."""

import asyncio
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from bot.channels.web.channel import WebChannel
from bot.commands.common import parse_time
from bot.commands.demo import ZONE
from bot.demo.build import build
from bot.settings import DatabaseSettings, DistrictSettings, Settings
from bot.setup import make_house, prepare
from tests.e2e.service import ROOT
from tests.support.world import StoppedClock


class Demo:
    """A running demonstration."""

    def __init__(self, process: asyncio.subprocess.Process, url: str, seconds: float) -> None:
        self.process, self.url, self.seconds = process, url, seconds


# The district of a moment, built once: its history takes ten seconds.
_kept = tempfile.TemporaryDirectory(prefix="zeren-demos-")


async def begun(folder: Path, now: str) -> Demo:
    """A demonstration at a moment (local, ISO) that keeps its district in a folder."""
    kept = Path(_kept.name) / re.sub(r"\W", "", now)
    if not kept.exists():
        await _build(kept / "demo.db", parse_time(now, ZONE))
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    return await begin(folder, "--now", now, "--keep", str(folder / "demo.db"))


async def _build(path: Path, now: datetime) -> None:
    settings = Settings(
        district=DistrictSettings(name="示例区", zone=ZONE), database=DatabaseSettings(url=f"sqlite:///{path}")
    )
    house = make_house(settings, {"web": WebChannel()}, StoppedClock(now), new=True)
    await prepare(house, new=True)
    await build(house)
    await house.database.close()


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
