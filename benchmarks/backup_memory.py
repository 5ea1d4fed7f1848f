"""How much memory backup, restore and audit take with much evidence: `python -m benchmarks.backup_memory [FILES]`.

Files are of 20 MB. Prints a row for docs/benchmarks.md; the largest resident size is that of the command's own process.
"""

import asyncio
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storage import migrate, record
from storage.engine import open_database
from storage.files.place import PIECE
from storage.store import Store
from storage.tables import blobs

PIECES = 20
NOW = datetime(2026, 6, 24, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command took: the largest resident size in bytes, and seconds."""

    resident: int
    seconds: float


def content(number: int) -> Iterator[bytes]:
    """A file of 20 MB that is not to be compressed away, other bytes for each number."""
    block = hashlib.sha256(str(number).encode()).digest() * (PIECE // 32)
    for at in range(PIECES):
        yield at.to_bytes(8, "big") + block[8:]


async def fill(url: str, count: int) -> None:
    """A database with so many files."""
    database = open_database(url)
    await database.write(migrate.upgrade)
    for number in range(count):
        digest = hashlib.sha256()
        for piece in content(number):
            digest.update(piece)
        sha256 = digest.hexdigest()
        database.files.put(sha256, content(number))
        row = {"sha256": sha256, "size": PIECES * PIECE, "media_type": "image/png", "content": b"", "created_at": NOW}

        def name(store: Store) -> None:
            record.add(store, blobs, row, NOW)  # noqa: B023 - done before the loop goes on

        await database.write(name)
    await database.close()


def run(folder: Path, url: str, *arguments: str) -> Ran:
    """One command in a process of its own."""
    began = time.monotonic()
    process = os.fork()
    if process == 0:
        os.environ |= {"ZEREN_DATABASE__URL": url, "ZEREN_LOG__LEVEL": "error"}
        os.chdir(folder)
        os.execv(sys.executable, [sys.executable, "-m", "bot", *arguments])
    _, status, used = os.wait4(process, 0)
    if status:
        raise SystemExit(f"{arguments}: exit status {status}")
    return Ran(used.ru_maxrss * 1024, time.monotonic() - began)


def main(count: int) -> None:
    """Fills, backs up twice, restores, verifies; prints what each took."""
    os.environ["PYTHONPATH"] = os.getcwd()
    with tempfile.TemporaryDirectory(prefix="zeren-memory-") as name:
        folder = Path(name)
        url, other = f"sqlite:///{folder / 'zeren.db'}", f"sqlite:///{folder / 'other.db'}"
        asyncio.run(fill(url, count))
        size = count * PIECES * PIECE / 1e9
        for told, target, arguments in (
            ("backup", url, ["backup", str(folder / "b" / "1.db")]),
            ("backup again, nothing new", url, ["backup", str(folder / "b" / "2.db")]),
            ("restore", other, ["restore", str(folder / "b" / "2.db")]),
            ("audit verify", url, ["audit", "verify"]),
        ):
            ran = run(folder, target, *arguments)
            print(
                f"| {told}, {size:.1f} GB of evidence | {ran.resident / 1e6:.0f} MB resident, {ran.seconds:.0f} s |",
                flush=True,
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 150)
