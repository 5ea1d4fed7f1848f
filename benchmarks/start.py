"""How fast it is there, how much memory it takes, how fast it leaves."""

import asyncio
import signal
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from benchmarks.district import FIRST_CHAT, found, open_house, sqlite_url
from benchmarks.platform import TOKEN, Platform
from benchmarks.process import running
from benchmarks.road import PATIENCE
from bot.demo.sample import sample_items
from bot.road.dispatch import Dispatch
from handlers.kernel.turn import Moment
from storage import items

ITEMS = 5000
BACKLOG = 8000


@dataclass(frozen=True)
class Life:
    """Seconds and megabytes of one process."""

    to_first_poll: float
    idle_megabytes: float
    backlog_megabytes: float
    to_stop: float


async def life() -> Life:
    """Starts with 5,000 items stored; then 8,000 updates wait, and it is told to stop in the middle of them."""
    with tempfile.TemporaryDirectory() as name:
        url = sqlite_url(Path(name))
        await found(url, 500)
        await _more_items(url)
        # The first start after an import judges every item; a restart on the same day is what is asked for.
        await _run(url, Path(name), warm=True)
        return await _run(url, Path(name), warm=False)


async def _run(url: str, folder: Path, *, warm: bool) -> Life:
    async with Platform() as platform:
        spawned = time.perf_counter()
        settings = {
            "ZEREN_DATABASE__URL": url,
            "ZEREN_TELEGRAM__TOKEN": TOKEN,
            "ZEREN_TELEGRAM__API_URL": platform.url,
            "ZEREN_WEB__PORT": "0",
        }
        async with running(folder, "bot", "run", **settings) as bot:
            await asyncio.wait_for(platform.first_poll.wait(), PATIENCE)
            ready = platform.first_poll_at - spawned
            await asyncio.sleep(15.0 if warm else 2.0)
            idle = bot.resident_megabytes
            if warm:
                return Life(ready, idle, 0.0, 0.0)
            for number in range(BACKLOG):
                platform.say(FIRST_CHAT + number % 500, "帮助")
            most = idle
            for _ in range(20):
                await asyncio.sleep(0.1)
                most = max(most, bot.resident_megabytes)
            told = time.perf_counter()
            await bot.end(signal.SIGTERM)
            return Life(ready, idle, most, time.perf_counter() - told)


async def _more_items(url: str) -> None:
    """Copies of the sample items under other codes, up to 5,000."""
    house = await open_house(url)
    year = date.today().year  # noqa: DTZ011 - the year of the sample
    sample = sample_items(year)

    def store(moment: Moment) -> None:
        more = [
            replace(item, code=f"{item.code}-{copy}", part_of=None)
            for copy in range(1, ITEMS // len(sample) + 1)
            for item in sample
        ]
        items.add(moment.store, more[: ITEMS - len(sample)], "区人民政府", date(year, 1, 1), moment.now)

    await Dispatch(house).moment(store)
    await house.database.close()
