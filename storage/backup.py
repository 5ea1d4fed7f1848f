"""Everything that is stored, into one SQLite file with the files beside it, and back, whichever database it stands in.

A backup is a SQLite database of the same schema, so it can be opened, counted and restored into SQLite or PostgreSQL alike. It
names each file by SHA-256; the bytes lie in a folder that all backups of a place share, so each backup adds what is new.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete, func, insert, literal, select, text

from domain.record import Restored
from storage import guards, migrate, record
from storage.engine import in_file
from storage.files.place import Files, in_pieces
from storage.store import Store
from storage.tables import agreements, blobs, metadata, people, reports, updates

CHUNK = 500
# Rows here mean that somebody's work would be replaced.
WORK = (people, agreements, reports, updates)


class BackupError(Exception):
    """The file or the store is refused; the sentence says why."""


def save(store: Store, path: Path, files: Files) -> int:
    """Copies what the connection's transaction sees into a new file; gives the number of rows.

    Bytes that still lie in the database go to `files`; those that lie outside are `backup_files.copy`'s.
    """

    def fill(target: Store) -> int:
        migrate.upgrade(target)
        _put_bytes(store, files)
        return sum(_copy(store, target, table) for table in metadata.sorted_tables)

    return in_file(path, fill)


def revision_of(path: Path, called: Path | None = None) -> str:
    """The schema of a backup; raises BackupError if the file is none. `called`: what the refusal names it, if it is a copy."""
    called = called or path
    if not path.is_file():
        raise BackupError(f"{called}: no such file")

    def look(source: Store) -> str | None:
        if source.execute(text("PRAGMA integrity_check")).scalar_one() != "ok":
            raise BackupError(f"{called}: damaged")
        return migrate.current(source)

    with path.open("rb") as file:
        if file.read(16) != b"SQLite format 3\x00":
            raise BackupError(f"{called}: not a backup of this program")
    revision = in_file(path, look)
    if revision is None:
        raise BackupError(f"{called}: not a backup of this program")
    return revision


def bring_up_to_date(path: Path) -> None:
    """Upgrades a backup of an older program in place."""
    in_file(path, migrate.upgrade)


def is_empty(store: Store) -> bool:
    """Whether nobody's work stands in the store."""
    return all(store.execute(select(table).limit(1)).first() is None for table in WORK)


def load(store: Store, path: Path, now: datetime, original: Path | None = None) -> int:
    """Puts a backup in the place of everything that is stored, in the caller's transaction; gives the number of rows.

    Its files must lie in the store's files already (`backup_files.bring`). The record that stands then is the backup's, and its
    next entry tells of this and of the head that was replaced. `original` is the file as it was made, where `path` is a copy of
    it that was brought up to date.
    """
    replaced = record.head(store)

    def pour(source: Store) -> int:
        for table in reversed(metadata.sorted_tables):
            store.execute(delete(table))
        return sum(_copy(source, store, table) for table in metadata.sorted_tables)

    with guards.lifted(store):
        rows = in_file(path, pour)
        if store.dialect == "postgresql":
            _renumber(store)
    with (original or path).open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    record.append(store, Restored(sha256, rows, replaced.text if replaced.number else None), now)
    return rows


def _put_bytes(store: Store, files: Files) -> None:
    """Bytes in the rows of older programs, one file at a time."""
    lying = store.execute(select(blobs.c.sha256).where(func.length(blobs.c.content) > 0)).scalars().all()
    for sha256 in lying:
        content = store.execute(select(blobs.c.content).where(blobs.c.sha256 == sha256)).scalar_one()
        files.put(sha256, in_pieces(content))


def _copy(source: Store, target: Store, table: Table) -> int:
    copied = 0
    for rows in _chunks(source, table):
        target.execute(insert(table), rows)
        copied += len(rows)
    return copied


def _chunks(source: Store, table: Table) -> Iterator[Sequence[dict[str, object]]]:
    query = select(*_without_bytes(table)).order_by(*table.primary_key.columns)
    with source.connection.execution_options(yield_per=CHUNK).execute(query) as found:
        for part in found.mappings().partitions():
            yield [dict(row) for row in part]


def _without_bytes(table: Table) -> list[Any]:
    """Its columns; in the place of a file's bytes none."""
    empty = literal(b"").label(blobs.c.content.name)
    return [empty if column is blobs.c.content else column for column in table.columns]


def _renumber(store: Store) -> None:
    """Rows came with their numbers; the next one must be new."""
    for table in metadata.sorted_tables:
        number = table.autoincrement_column
        if number is not None and number.name == "id":
            highest = store.execute(select(func.max(number))).scalar_one() or 0
            sequence = func.pg_get_serial_sequence(table.name, "id")
            store.execute(select(func.setval(sequence, max(highest, 1), highest > 0)))
