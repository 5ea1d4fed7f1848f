"""A process that is killed inside a tick: `python -m tests.support.dying_tick URL`."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from handlers.kernel.turn import Moment
from handlers.reminders import tick as reminders
from tests.support.world import make_world


def tick_and_die(moment: Moment) -> None:
    """All of a tick, and SIGKILL before its commit."""
    print(reminders.tick(moment).messages, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)


async def main(url: str) -> None:
    """The tick of 30 June on the database."""
    world = await make_world(Path(), url=url)
    world.clock.local(6, 30, 9, 5)
    await world.dispatch.moment(tick_and_die)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
