"""What strikes a store and a clock in a storm: the disk is full for a while, a page is damaged, the file gone, the clock
moved."""

import asyncio
import contextlib
import resource
import signal
from pathlib import Path

from tests.chaos.storm import Storm, signals
from tests.e2e.service import Program

# The service ends by itself some seconds after its file is gone; see bot.app.LAST_WORDS.
ENDS_WITHIN = 25.0
# Debian's package `faketime` brings it; a clock of a process alone is moved by it.
FAKETIME = tuple(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
PAGE = 4096
NONSENSE = b"\xa5" * PAGE
STEPS = (-7200, -90, -5, 5, 90, 7200)


async def full_disk(storm: Storm) -> None:
    """For a second or two no file of the process grows; nothing is restarted."""
    process = storm.program.process
    assert process is not None
    unlimited = resource.RLIM_INFINITY
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, unlimited))
    await asyncio.sleep(storm.chance.uniform(0.3, 2.0))
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (unlimited, unlimited))
    storm.blows.append("full disk")


async def vanished_file(storm: Storm) -> None:
    """The database is moved away under the process, which ends with a word; it is put back, and a new process begins."""
    program = storm.program
    assert program.process is not None
    away = program.folder / "away"
    away.mkdir(exist_ok=True)
    for each in program.folder.glob(f"{program.path.name}*"):
        each.rename(away / each.name)
    code = await asyncio.wait_for(program.process.wait(), ENDS_WITHIN)
    assert code == 1, f"seed {storm.plan.seed}: ended with {code}"
    assert not program.path.exists(), "no empty file takes its place"
    for each in away.iterdir():
        each.rename(program.folder / each.name)
    storm.blows.append("vanished file")
    await program.start()


async def damaged_page(storm: Storm) -> None:
    """One page of the file turns into nonsense. Who meets it ends; it is mended as it was, unless a newer one took its place."""
    program, process = storm.program, storm.program.process
    assert process is not None
    process.send_signal(signal.SIGSTOP)
    with program.path.open("r+b") as file:
        at = storm.chance.randrange(program.path.stat().st_size // PAGE) * PAGE
        file.seek(at)
        good = file.read(PAGE)
        file.seek(at)
        file.write(NONSENSE)
    process.send_signal(signal.SIGCONT)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), storm.chance.uniform(1.0, 10.0))
    storm.blows.append("damaged page, " + ("met" if process.returncode == 1 else "not met"))
    assert process.returncode in (None, 1), f"seed {storm.plan.seed}: ended with {process.returncode}"
    if process.returncode is None:
        await program.kill()
    with program.path.open("r+b") as file:
        file.seek(at)
        if file.read(PAGE) == NONSENSE:
            file.seek(at)
            file.write(good)
    await program.start()


async def sickness(storm: Storm) -> None:
    """One of them, or a signal."""
    await storm.chance.choice((full_disk, vanished_file, damaged_page, damaged_page, signals))(storm)


class MovedClock:
    """A process whose wall clock can be moved while it runs. Its monotonic clock goes on."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self.settings = {
            "LD_PRELOAD": str(FAKETIME[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        self.set(0)

    def set(self, seconds: int) -> None:
        """The wall clock stands so many seconds beside the true time."""
        self._file.write_text(f"{seconds:+d}\n")

    async def blow(self, storm: Storm) -> None:
        """The clock is moved, and put right a few seconds later; sometimes a signal strikes meanwhile."""
        seconds = storm.chance.choice(STEPS)
        self.set(seconds)
        storm.blows.append(f"{seconds:+d} s")
        if storm.chance.random() < 0.3:
            await signals(storm)
        await asyncio.sleep(storm.chance.uniform(0.5, 4.0))
        self.set(0)


def beside_the_true_time(program: Program) -> MovedClock:
    """Gives the program a clock that can be moved."""
    clock = MovedClock(program.folder)
    program.environment |= clock.settings
    return clock
