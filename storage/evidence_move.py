"""The bytes of files that older programs stored in the database, and how they leave it (`zeren evidence move`).

That may be stopped at any time and goes on where it was: bytes are emptied here only when they lie in the files.
"""

from collections.abc import Sequence

from sqlalchemy import func, select, update

from storage import guards
from storage.store import Store
from storage.tables import blobs

# So many files are emptied in a transaction.
TOGETHER = 20


def waiting(store: Store) -> int:
    """How many files still lie in the database."""
    return int(store.execute(select(func.count()).where(func.length(blobs.c.content) > 0)).scalar_one())


def page(store: Store, after: str) -> list[tuple[str, int]]:
    """Some files that still lie in the database, by SHA-256, with their sizes."""
    lying = select(blobs.c.sha256, blobs.c.size).where(blobs.c.sha256 > after, func.length(blobs.c.content) > 0)
    return [(row.sha256, row.size) for row in store.execute(lying.order_by(blobs.c.sha256).limit(TOGETHER))]


def content(store: Store, sha256: str) -> bytes:
    """The bytes of one of them."""
    found: bytes = store.execute(select(blobs.c.content).where(blobs.c.sha256 == sha256)).scalar_one()
    return found


def empty(store: Store, hashes: Sequence[str]) -> None:
    """Empties the bytes of files that lie elsewhere by now. The guard of this one table is away meanwhile, for nobody else."""
    with guards.lifted(store, blobs):
        store.execute(update(blobs).where(blobs.c.sha256.in_(hashes)).values(content=b""))
