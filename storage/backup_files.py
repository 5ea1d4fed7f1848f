"""The files of a backup: only new ones are copied, each is verified on its way, a piece of one is in memory at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from storage.engine import in_file
from storage.files.place import FileDamaged, FileMissing, Files, in_pieces
from storage.store import Store
from storage.tables import blobs, file_ends

CHUNK = 500
FOLDER = "evidence"


@dataclass
class Copied:
    """What was copied, what lay there already, and files that are missing or damaged at their source."""

    new: int = 0
    size: int = 0
    known: int = 0
    lost: list[str] = field(default_factory=list)


def folder_of(backup: Path) -> Path:
    """Where the files of a backup lie, unless another folder is named."""
    return backup.parent / FOLDER


def copy(backup: Path, source: Files, target: Files) -> Copied:
    """Brings what the backup (a SQLite file) names from the live files into its folder."""
    copied = Copied()
    for sha256, size in _named(backup):
        if target.has(sha256):
            copied.known += 1
        else:
            _bring(sha256, size, source, target, copied)
    return copied


def bring(backup: Path, source: Files, target: Files) -> Copied:
    """The way back: afterwards all that the backup names lies in `target` and was verified there, but for what is `lost`."""
    copied = Copied()
    for sha256, size in _named(backup):
        if content := _content(backup, sha256):
            target.put(sha256, in_pieces(content), anew=True)
            copied.new += 1
            copied.size += size
        elif size == 0 or _is_whole(target, sha256):
            target.put(sha256, ())
            copied.known += 1
        else:
            _bring(sha256, size, source, target, copied)
    return copied


def _bring(sha256: str, size: int, source: Files, target: Files, copied: Copied) -> None:
    try:
        target.put(sha256, source.pieces(sha256), anew=True)
    except (FileMissing, FileDamaged):
        copied.lost.append(sha256)
    else:
        copied.new += 1
        copied.size += size


def _is_whole(files: Files, sha256: str) -> bool:
    try:
        for _ in files.pieces(sha256):
            pass
    except (FileMissing, FileDamaged):
        return False
    return True


def _named(backup: Path) -> Iterator[tuple[str, int]]:
    """SHA-256 and size of every file that must be there, a page of them at a time."""
    after = ""
    while page := in_file(backup, lambda store: _page(store, after)):  # noqa: B023 - called before the loop goes on
        yield from page
        after = page[-1][0]


def _page(store: Store, after: str) -> list[tuple[str, int]]:
    over = select(file_ends.c.sha256)
    query = select(blobs.c.sha256, blobs.c.size).where(blobs.c.sha256 > after, blobs.c.sha256.not_in(over))
    return [(row.sha256, row.size) for row in store.execute(query.order_by(blobs.c.sha256).limit(CHUNK))]


def _content(backup: Path, sha256: str) -> bytes:
    """The bytes, where an older program put them into the backup itself."""
    query = select(blobs.c.content).where(blobs.c.sha256 == sha256)
    found: bytes = in_file(backup, lambda store: store.execute(query).scalar_one())
    return found
