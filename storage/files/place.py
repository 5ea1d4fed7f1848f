"""What every place for files promises, and what may go wrong there."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

# So many bytes are in memory at once while a file is copied.
PIECE = 1 << 20


class FileMissing(Exception):
    """The place has no file of this SHA-256."""

    def __init__(self, sha256: str) -> None:
        super().__init__(f"no file {sha256}")
        self.sha256 = sha256


class FileDamaged(Exception):
    """The bytes do not give the SHA-256 that they are stored under."""

    def __init__(self, sha256: str) -> None:
        super().__init__(f"the bytes of file {sha256} do not give its SHA-256")
        self.sha256 = sha256


class PlaceUnreachable(OSError):
    """A place beyond the network does not answer, or refuses us: a failure of the store, as a full disk is."""


@dataclass(frozen=True, slots=True)
class Lying:
    """A file that lies in a place. `since` is when it was last put there, UTC."""

    sha256: str
    size: int
    since: datetime


class Files(Protocol):
    """One place for files. Every method may wait for a disk or a network: never call it on an event loop."""

    def put(self, sha256: str, pieces: Iterable[bytes], *, anew: bool = False) -> None:
        """Returns once the bytes outlive a power cut. What lies there already only becomes young again, unless `anew`.

        Raises FileDamaged for bytes of another SHA-256, and then nothing was put; OSError when the place fails.
        """
        ...

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """The bytes in pieces; raises FileMissing, and FileDamaged at the end if they are not what they were."""
        ...

    def has(self, sha256: str) -> bool:
        """Whether a file of this name lies there; its bytes are not looked at."""
        ...

    def remove(self, sha256: str) -> None:
        """Takes the file away, if it is there."""
        ...

    def every(self) -> Iterator[Lying]:
        """What lies there."""
        ...

    def clear(self, before: datetime) -> int:
        """Takes away what was begun before a moment (UTC) and never became a file; says how many there were."""
        ...


def fingerprint(content: bytes) -> str:
    """The SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def whole(files: Files, sha256: str) -> bytes:
    """All bytes of a file, verified; raises what `Files.pieces` raises."""
    return b"".join(files.pieces(sha256))


def verified(sha256: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same pieces; raises FileDamaged after the last if they do not give the SHA-256."""
    seen = hashlib.sha256()
    for piece in pieces:
        seen.update(piece)
        yield piece
    if seen.hexdigest() != sha256:
        raise FileDamaged(sha256)


def in_pieces(content: bytes) -> Iterator[bytes]:
    """Bytes in memory, in pieces."""
    for start in range(0, len(content), PIECE):
        yield content[start : start + PIECE]
