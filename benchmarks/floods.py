"""What one bad-mannered person costs the others: `python -m benchmarks.floods`, against a demonstration of its own.

One person asks for the own items ten times a second; meanwhile somebody else sends twenty long lines at once, again and again,
and holds 600 requests half open and as many pages as one can, up to 1,300.
"""

import asyncio
import contextlib
import random
import string
import sys
import time
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from multiprocessing import get_context
from urllib.parse import quote

import httpx

HEADERS = {"x-zeren-chat": "1"}
LINES, HALF_OPEN, STREAMS = 20, 600, 1300
ASKED = 100
# Seconds: this process is busy itself while it opens so many pages.
PAGES_OPEN = 20.0
# Seconds from a refusal to the next try, as of the chat's page.
RETRY = (5.0, 10.0)
NUMBERS = count()


@contextlib.asynccontextmanager
async def demonstration() -> AsyncIterator[str]:
    """Its address."""
    program = [sys.executable, "-m", "bot", "demo", "--port", "0"]
    process = await asyncio.create_subprocess_exec(*program, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        async for line in process.stdout:
            if line.startswith(b"Open "):
                yield line.split()[1].decode().removesuffix("/chat")
                return
    finally:
        process.terminate()
        await process.wait()


async def say(client: httpx.AsyncClient, who: str, text: str) -> float:
    """Milliseconds until a line was stored and its answer with it."""
    begun = time.perf_counter()
    await client.post("/chat/say", data={"as": who, "id": f"flood-{next(NUMBERS):08d}", "text": text})
    return (time.perf_counter() - begun) * 1000


async def asking(url: str, who: str) -> list[float]:
    """How long each of many answers took, shortest first."""
    found = []
    async with httpx.AsyncClient(base_url=url, headers=HEADERS, timeout=120) as client:
        for _ in range(ASKED):
            found.append(await say(client, who, "我的事项"))
            await asyncio.sleep(0.1)
    return sorted(found)


def asked(url: str, who: str) -> list[float]:
    """The same, in a process that the floods do not keep busy."""
    return asyncio.run(asking(url, who))


async def flooding(client: httpx.AsyncClient, who: str, letters: int) -> None:
    """Twenty lines at once, again and again."""
    chance = random.Random(6)
    while True:
        lines = ["".join(chance.choices(string.ascii_lowercase, k=letters)) for _ in range(LINES)]
        await asyncio.gather(*(say(client, who, line) for line in lines))


async def half_open(port: int) -> None:
    """Requests that never end, opened anew when they are ended."""
    while True:
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"POST /chat/say HTTP/1.1\r\nhost: 127.0.0.1\r\n")
            await reader.read()
            writer.close()
        await asyncio.sleep(0.1)


async def listening(port: int, who: str) -> None:
    """A page that hears what comes; refused, it tries again as the chat's page does."""
    while True:
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(
                f"GET /chat/events?as={quote(who)} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n".encode()
            )
            while await reader.read(2**16):
                pass
            writer.close()
        await asyncio.sleep(random.uniform(*RETRY))


class Table:
    """Rows of how long another person waits."""

    def __init__(self, pool: ProcessPoolExecutor, url: str, who: str) -> None:
        self._pool = pool
        self._url = url
        self._who = who
        print(f"{'another person waits, ms':<52}{'median':>9}{'p99':>9}")

    async def row(self, name: str, floods: list[asyncio.Task[None]], settle: float = 1.0) -> None:
        """One row, `settle` seconds after the floods began; they end with it."""
        await asyncio.sleep(settle)
        took = await asyncio.get_running_loop().run_in_executor(self._pool, asked, self._url, self._who)
        for flood in floods:
            flood.cancel()
        await asyncio.gather(*floods, return_exceptions=True)
        print(f"{name:<52}{took[len(took) // 2]:>9.0f}{took[int(len(took) * 0.99)]:>9.0f}", flush=True)


async def main() -> None:
    """The table."""
    async with (
        demonstration() as url,
        httpx.AsyncClient(base_url=url, headers=HEADERS, timeout=120) as client,
    ):
        people = (await client.get("/chat/people")).json()
        good, bad = [each["id"] for each in people if each["role"] == "reporter"][:2]
        port = int(url.rpartition(":")[2])
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            table = Table(pool, url, good)
            await table.row("nobody floods", [])
            for letters in (2000, 600):
                flood = [asyncio.create_task(flooding(client, bad, letters))]
                await table.row(f"{LINES} lines of {letters} random letters at once", flood)
            held = [asyncio.create_task(half_open(port)) for _ in range(HALF_OPEN)]
            await table.row(f"{HALF_OPEN} requests half open", held)
            pages = [asyncio.create_task(listening(port, bad)) for _ in range(STREAMS)]
            await table.row(f"{STREAMS} pages", pages, PAGES_OPEN)


if __name__ == "__main__":
    asyncio.run(main())
