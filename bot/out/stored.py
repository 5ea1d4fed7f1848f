"""Stored files with their bytes, read outside any transaction."""

from storage import evidence
from storage.engine import Database
from storage.evidence import Blob
from storage.files.place import FileMissing


async def fetch(database: Database, sha256: str) -> tuple[Blob, bytes] | None:
    """A stored file with its bytes; None where there is none. Raises FileDamaged, FileMissing."""
    found = await database.read(lambda store: evidence.blob(store, sha256))
    if found is None:
        return None
    try:
        return found, await database.beside(lambda: found.read(database.files))
    except FileMissing:
        # Moved out of the database, or taken away, since the row was read.
        again = await database.read(lambda store: evidence.blob(store, sha256))
        return None if again is None else (again, await database.beside(lambda: again.read(database.files)))
