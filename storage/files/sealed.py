"""Files of a backup that only the holder of an age key can read (age-encryption.org/v1)."""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import BufferedIOBase
from pathlib import Path

import pyrage
from pyrage.x25519 import Identity, Recipient

from storage.files.folder import FolderFiles
from storage.files.place import FileDamaged, Lying, in_pieces, verified

ENDING = ".age"
MAGIC = b"age-encryption.org/v1\n"
# To which keys a folder's files are encrypted; with others they could not be restored by one key.
KEYS = "RECIPIENTS"


class AgeKeyError(Exception):
    """A key that is none, or does not fit; the sentence says which."""


class SealedFiles:
    """See storage.files.place.Files. Encrypts to `recipients`; reads with `identities`: whoever makes a backup has none."""

    def __init__(self, root: Path, recipients: Sequence[Recipient] = (), identities: Sequence[Identity] = ()) -> None:
        self._folder = FolderFiles(root, ENDING)
        self._recipients = recipients
        self._identities = identities

    def put(self, sha256: str, pieces: Iterable[bytes], *, anew: bool = False) -> None:
        """See Files."""

        def fill(file: BufferedIOBase) -> None:
            source = Pieces(verified(sha256, pieces))
            try:
                encrypt(source, file, self._recipients)
            finally:
                source.tell_failure()

        self._folder.put_by(sha256, fill, anew=anew)

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """See Files. The whole file is in memory: evidence is small."""
        opened = io.BytesIO()
        with self._folder.open(sha256) as file:
            try:
                decrypt(file, opened, self._identities)
            except AgeKeyError:
                raise
            except (pyrage.DecryptError, OSError) as failure:
                raise FileDamaged(sha256) from failure
        yield from verified(sha256, in_pieces(opened.getvalue()))

    def has(self, sha256: str) -> bool:
        """See Files."""
        return self._folder.has(sha256)

    def remove(self, sha256: str) -> None:
        """See Files."""
        self._folder.remove(sha256)

    def every(self) -> Iterator[Lying]:
        """See Files; sizes are those of the encrypted files."""
        return self._folder.every()

    def clear(self, before: datetime) -> int:
        """See Files."""
        return self._folder.clear(before)


class Pieces(BufferedIOBase):
    """Pieces as a file to read from; a failure of their source is kept, since the library tells it as one of its own."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = b""
        self._failure: Exception | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """Up to `size` bytes; nothing at the end."""
        try:
            while not self._rest:
                self._rest = next(self._pieces)
        except StopIteration:
            return b""
        except Exception as failure:
            self._failure = failure
            raise
        given, self._rest = (self._rest, b"") if size is None or size < 0 else (self._rest[:size], self._rest[size:])
        return given

    def tell_failure(self) -> None:
        """Raises what the source raised."""
        if self._failure is not None:
            raise self._failure


def encrypt(source: BufferedIOBase, target: BufferedIOBase, recipients: Sequence[Recipient]) -> None:
    """Everything that `source` gives, encrypted so that any one of the keys opens it; a piece at a time is in memory."""
    pyrage.encrypt_io(source, target, recipients)


def decrypt(source: BufferedIOBase, target: BufferedIOBase, identities: Sequence[Identity]) -> None:
    """The way back; raises AgeKeyError when no key fits, pyrage.DecryptError for a damaged file."""
    if not identities:
        raise AgeKeyError("the backup is encrypted: name the file with your age key (--identity)")
    try:
        pyrage.decrypt_io(source, target, identities)
    except pyrage.DecryptError as failure:
        if "key" in str(failure).lower():
            raise AgeKeyError("none of the age keys opens this backup") from failure
        raise


def recipients_of(keys: Iterable[str]) -> list[Recipient]:
    """Public keys as `age-keygen -y` prints them: age1…; raises AgeKeyError."""
    found = []
    for key in keys:
        try:
            found.append(Recipient.from_str(key.strip()))
        except Exception as failure:
            raise AgeKeyError(f"{key!r} is no public age key: age1…") from failure
    return found


def identities_of(path: Path) -> list[Identity]:
    """The private keys of a file that `age-keygen` wrote; raises AgeKeyError."""
    lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
    try:
        found = [Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except Exception as failure:
        raise AgeKeyError(f"{path}: holds a line that is no age key") from failure
    if not found:
        raise AgeKeyError(f"{path}: holds no age key")
    return found
