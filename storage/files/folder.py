"""Files in a folder: written beside, made durable, then renamed, so that a name never stands for half a file.

`ab/cd/abcd…` is a file, `tmp` holds what is being written. Only the account of the service may look (600 and 700).
"""

import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from io import BufferedIOBase
from pathlib import Path

from storage.files.place import PIECE, FileMissing, Lying, verified

TMP = "tmp"
NAME_LENGTH = 64


class FolderFiles:
    """See storage.files.place.Files. `ending` stands after each name, for files that are wrapped up."""

    def __init__(self, root: Path, ending: str = "") -> None:
        self.root = root
        self._ending = ending

    def put(self, sha256: str, pieces: Iterable[bytes], *, anew: bool = False) -> None:
        """See Files."""

        def fill(file: BufferedIOBase) -> None:
            for piece in verified(sha256, pieces):
                file.write(piece)

        self.put_by(sha256, fill, anew=anew)

    def put_by(self, sha256: str, fill: Callable[[BufferedIOBase], None], *, anew: bool = False) -> None:
        """The same for what `fill` writes, whatever it gives: bytes that are wrapped up."""
        path = self.path(sha256)
        if path.exists() and not anew:
            os.utime(path)
        else:
            part = self._part(sha256)
            try:
                _write(part, fill)
                _folder(path.parent, self.root)
                part.replace(path)
            except BaseException:
                part.unlink(missing_ok=True)
                raise
        # Also for what was there before: whoever put it may have been killed before this.
        for folder in (path.parent, path.parent.parent, self.root):
            sync_folder(folder)

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """See Files."""
        with self.open(sha256) as file:
            yield from verified(sha256, iter(lambda: file.read(PIECE), b""))

    def open(self, sha256: str) -> BufferedIOBase:
        """The file as it lies there; raises FileMissing."""
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError:
            raise FileMissing(sha256) from None

    def has(self, sha256: str) -> bool:
        """See Files."""
        return self.path(sha256).is_file()

    def remove(self, sha256: str) -> None:
        """See Files."""
        self.path(sha256).unlink(missing_ok=True)

    def every(self) -> Iterator[Lying]:
        """See Files; by name."""
        for outer in _inside(self.root):
            for inner in _inside(outer) if len(outer.name) == 2 else ():
                for path in _inside(inner):
                    if (lying := self._lying(path)) is not None:
                        yield lying

    def clear(self, before: datetime) -> int:
        """See Files."""
        old = [part for part in _inside(self.root / TMP) if part.stat().st_mtime < before.timestamp()]
        for part in old:
            part.unlink(missing_ok=True)
        return len(old)

    def path(self, sha256: str) -> Path:
        """Where a file lies, or would."""
        return self.root / sha256[:2] / sha256[2:4] / f"{sha256}{self._ending}"

    def _part(self, sha256: str) -> Path:
        _folder(self.root / TMP, self.root)
        return self.root / TMP / f"{sha256}.{secrets.token_hex(4)}"

    def _lying(self, path: Path) -> Lying | None:
        sha256 = path.name.removesuffix(self._ending)
        with suppress(FileNotFoundError):
            seen = path.stat()
            if len(sha256) == NAME_LENGTH and path == self.path(sha256):
                return Lying(sha256, seen.st_size, datetime.fromtimestamp(seen.st_mtime, UTC))
        return None


def _write(path: Path, fill: Callable[[BufferedIOBase], None]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "wb") as file:
        fill(file)
        file.flush()
        os.fsync(file.fileno())


def _folder(path: Path, root: Path) -> None:
    """The folder with those above it, up to the root and the root's own parents."""
    if path.is_dir():
        return
    if path == root:
        path.parent.mkdir(parents=True, exist_ok=True)
    else:
        _folder(path.parent, root)
    with suppress(FileExistsError):
        path.mkdir(mode=0o700)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
