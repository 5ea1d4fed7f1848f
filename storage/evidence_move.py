"""Moves the bytes of files out of the database, where older programs stored them, while the service runs.

It may be stopped at any time and goes on where it was: bytes are emptied in the database only when they lie in the files.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select, update

from storage import guards
from storage.engine import Database
from storage.files.place import FileDamaged, in_pieces
from storage.store import Store
from storage.tables import blobs

# So many files are emptied in a transaction.
TOGETHER = 20


@dataclass
class Moved:
    """What has been moved, and files whose bytes do not give their SHA-256: those stay where they are."""

    files: int = 0
    size: int = 0
    damaged: list[str] = field(default_factory=list)


def waiting(store: Store) -> int:
    """How many files still lie in the database."""
    return int(store.execute(select(func.count()).where(func.length(blobs.c.content) > 0)).scalar_one())


async def move(database: Database, told: Callable[[Moved], None]) -> Moved:
    """Moves all that is there; `told` is called after each transaction. One file at a time is in memory."""
    moved, after = Moved(), ""
    while part := await database.read(lambda store: _next(store, after)):  # noqa: B023 - called before the loop goes on
        safe = [sha256 for sha256, _ in part if await _put(database, sha256, moved)]
        await database.write(lambda store: _empty(store, safe))  # noqa: B023
        moved.files += len(safe)
        moved.size += sum(size for sha256, size in part if sha256 in safe)
        after = part[-1][0]
        told(moved)
    return moved


def _next(store: Store, after: str) -> list[tuple[str, int]]:
    lying = select(blobs.c.sha256, blobs.c.size).where(blobs.c.sha256 > after, func.length(blobs.c.content) > 0)
    return [(row.sha256, row.size) for row in store.execute(lying.order_by(blobs.c.sha256).limit(TOGETHER))]


async def _put(database: Database, sha256: str, moved: Moved) -> bool:
    query = select(blobs.c.content).where(blobs.c.sha256 == sha256)
    content = await database.read(lambda store: store.execute(query).scalar_one())
    try:
        await database.beside(lambda: database.files.put(sha256, in_pieces(content), anew=True))
    except FileDamaged:
        moved.damaged.append(sha256)
        return False
    return True


def _empty(store: Store, hashes: Sequence[str]) -> None:
    """The guard of this one table is away meanwhile; nobody else is ever without it."""
    with guards.lifted(store, blobs):
        store.execute(update(blobs).where(blobs.c.sha256.in_(hashes)).values(content=b""))
