"""A measured bot as a process of its own."""

import asyncio
import os
import resource
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def resident_megabytes(process: int) -> float:
    """Resident memory of a process now."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


@dataclass
class Bot:
    """The process; what it cost is known once it has ended."""

    process: asyncio.subprocess.Process
    log: Path

    @property
    def resident_megabytes(self) -> float:
        """Resident memory now."""
        return resident_megabytes(self.process.pid)

    @property
    def cpu_seconds(self) -> float:
        """Processor time so far, user and system."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Ends it and waits."""
        if self.process.returncode is None:
            self.process.send_signal(number)
        await asyncio.wait_for(self.process.wait(), 60)


@asynccontextmanager
async def running(folder: Path, module: str, *arguments: str, **settings: str) -> AsyncIterator[Bot]:
    """Runs a module with more in its environment; its log goes to a file in the folder."""
    log = folder / "bot.log"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, *arguments, cwd=folder, env=environment, stdout=output, stderr=output
        )
    bot = Bot(process, log)
    try:
        yield bot
    finally:
        await bot.end(signal.SIGKILL)
