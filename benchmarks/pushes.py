"""A digest to 3,000 chats at the platform's pace, and what it does to a reply meanwhile."""

import asyncio
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.district import Clerk, found, open_house, sqlite_url
from benchmarks.platform import TOKEN, Limit, Platform
from benchmarks.process import running
from benchmarks.road import PATIENCE
from domain.digest import DigestKind
from domain.keys.digests import term_on
from domain.keys.messages import DigestKey
from domain.people import PersonId
from storage import outbox
from storage.outbox import MessageKind
from storage.payloads import Payload
from storage.store import Store

PUSHES = 3000
PER_SECOND = 30
OUR_PACE = "29"
FIRST_PUSHED = 900_001
MEANWHILE = 1200


@dataclass(frozen=True)
class Pushed:
    """Seconds for all pushes, refusals of the platform, and replies' latencies meanwhile (ms)."""

    seconds: float
    refused: int
    reply_p50: float
    reply_p99: float


async def pushed(pushes: int = PUSHES) -> tuple[Pushed, Pushed]:
    """All pushes by themselves; then again with a line a second typed by clerks meanwhile."""
    return await _push(pushes, replies=False), await _push(pushes, replies=True)


async def _push(pushes: int, *, replies: bool) -> Pushed:
    with tempfile.TemporaryDirectory() as name:
        url = sqlite_url(Path(name))
        clerks = await found(url, 100)
        await _queue(url, pushes)
        async with Platform(Limit(PER_SECOND)) as platform:
            async with running(Path(name), "benchmarks.bots.durable", url, platform.url, TOKEN, OUR_PACE) as bot:
                talking = asyncio.create_task(_talk(platform, clerks)) if replies else None
                first = last = 0.0
                # Beside replies a part of the push tells enough; by itself all of it is timed.
                await platform.sent_to(FIRST_PUSHED, MEANWHILE if replies else pushes, PATIENCE * 3)
                mine = [at for at, chat in platform.sends if int(chat) >= FIRST_PUSHED]
                first, last = mine[0], mine[-1]
                if talking is not None:
                    talking.cancel()
                    await asyncio.gather(talking, return_exceptions=True)
                assert bot.process.returncode is None
            waits = sorted(platform.latencies) or [0.0]
            return Pushed(
                last - first, platform.refused, waits[len(waits) // 2] * 1000, waits[int(len(waits) * 0.99)] * 1000
            )


async def _talk(platform: Platform, clerks: list[Clerk]) -> None:
    begun = time.perf_counter()
    for number in range(10_000):
        await asyncio.sleep(max(0.0, begun + number - time.perf_counter()))
        clerk = clerks[number % len(clerks)]
        platform.say(clerk.chat, f"{clerk.item.code} {1 + number // len(clerks)}")


async def _queue(url: str, pushes: int) -> None:
    house = await open_house(url)
    now = datetime.now(UTC)
    payload: Payload = {"title": "大建设周报", "lines": ["蓝 4，绿 17，黄 5，红 2"]}

    def put(store: Store) -> None:
        for number in range(pushes):
            chat = str(FIRST_PUSHED + number)
            key = DigestKey(term_on(DigestKind.WEEKLY, now.date()), PersonId(FIRST_PUSHED + number)).text()
            outbox.put(store, key, "telegram", chat, None, MessageKind.DIGEST, payload, now)

    await house.database.write(put)
    await house.database.close()
