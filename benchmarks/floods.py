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
from itertools import count

import httpx

HEADERS = {"x-zeren-chat": "1"}
LINES, HALF_OPEN, STREAMS = 20, 600, 1300
ASKED = 100
# Seconds: this process is busy itself while it opens so many pages.
PAGES_OPEN = 20.0
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


async def asking(client: httpx.AsyncClient, who: str) -> list[float]:
    """How long each of many answers took."""
    found = []
    for _ in range(ASKED):
        found.append(await say(client, who, "我的事项"))
        await asyncio.sleep(0.1)
    return sorted(found)


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


async def listening(client: httpx.AsyncClient, who: str) -> None:
    """A page that hears what comes."""
    with contextlib.suppress(httpx.HTTPError):
        async with client.stream("GET", "/chat/events", params={"as": who}) as answer:
            async for _ in answer.aiter_lines():
                pass


async def measured(
    client: httpx.AsyncClient, who: str, name: str, floods: list[asyncio.Task[None]], settle: float = 1.0
) -> None:
    """One row, `settle` seconds after the floods began; they end with it."""
    await asyncio.sleep(settle)
    took = await asking(client, who)
    for flood in floods:
        flood.cancel()
    await asyncio.gather(*floods, return_exceptions=True)
    print(f"{name:<52}{took[len(took) // 2]:>9.0f}{took[int(len(took) * 0.99)]:>9.0f}", flush=True)


async def main() -> None:
    """The table."""
    limits = httpx.Limits(max_connections=None)
    async with (
        demonstration() as url,
        httpx.AsyncClient(base_url=url, headers=HEADERS, limits=limits, timeout=120) as client,
        # A pool looks through all its connections for each request: who asks has one of its own.
        httpx.AsyncClient(base_url=url, headers=HEADERS, timeout=120) as asker,
    ):
        people = (await client.get("/chat/people")).json()
        good, bad = [each["id"] for each in people if each["role"] == "reporter"][:2]
        port = int(url.rpartition(":")[2])
        print(f"{'another person waits, ms':<52}{'median':>9}{'p99':>9}")
        await measured(asker, good, "nobody floods", [])
        for letters in (2000, 600):
            flood = [asyncio.create_task(flooding(client, bad, letters))]
            await measured(asker, good, f"{LINES} lines of {letters} random letters at once", flood)
        held = [asyncio.create_task(half_open(port)) for _ in range(HALF_OPEN)]
        await measured(asker, good, f"{HALF_OPEN} requests half open", held)
        pages = [asyncio.create_task(listening(client, bad)) for _ in range(STREAMS)]
        await measured(asker, good, f"{STREAMS} pages", pages, PAGES_OPEN)


if __name__ == "__main__":
    asyncio.run(main())
