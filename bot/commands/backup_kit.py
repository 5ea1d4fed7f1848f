"""What a backup is made of: the file, the folder with its evidence, and the keys that shut or open both."""

import asyncio
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path

from pyrage.x25519 import Identity, Recipient

from storage import backup as backups
from storage import backup_files
from storage.backup_files import Copied
from storage.engine import Database
from storage.files import sealed
from storage.files.deliver import deliver
from storage.files.folder import FolderFiles
from storage.files.place import Files
from storage.files.sealed import MAGIC, AgeKeyError, SealedFiles

WORKPLACE = "zeren-backup-"
OWNER = re.compile(rf"{WORKPLACE}(\d+)-")


@dataclass(frozen=True)
class Kit:
    """One backup. `evidence`: its folder, if it is not the one beside the file."""

    file: Path
    evidence: Path | None = None
    recipients: Sequence[Recipient] = ()
    identities: Sequence[Identity] = ()

    @property
    def folder(self) -> Path:
        """Where its evidence lies."""
        return self.evidence or backup_files.folder_of(self.file)

    @property
    def is_encrypted(self) -> bool:
        """Whether the file that is there is; raises OSError."""
        with self.file.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC

    def check_keys(self) -> None:
        """Refuses a folder whose evidence is encrypted to other keys: one key must open the whole backup."""
        if not self.recipients:
            return
        told = "".join(f"{key}\n" for key in sorted(map(str, self.recipients)))
        known = self.folder / sealed.KEYS
        if not known.exists():
            deliver(known, lambda file: _write(file, told.encode()))
        elif known.read_text("utf-8") != told:
            raise AgeKeyError(
                f"{self.folder}: its evidence is encrypted to other keys; use another folder (--evidence)"
            )

    def to_fill(self) -> Files:
        """The evidence folder to write to."""
        return SealedFiles(self.folder, recipients=self.recipients) if self.recipients else FolderFiles(self.folder)

    def to_read(self) -> Files:
        """The evidence folder to read from."""
        return SealedFiles(self.folder, identities=self.identities) if self.is_encrypted else FolderFiles(self.folder)

    def open_into(self, path: Path) -> None:
        """A plain copy of the file; raises AgeKeyError where no key opens it, pyrage.DecryptError for a damaged one."""
        if not self.is_encrypted:
            shutil.copyfile(self.file, path)
            return
        with self.file.open("rb") as source, path.open("wb") as target:
            sealed.decrypt(source, target, self.identities)

    def deliver(self, plain: Path) -> None:
        """The file from its plain copy: whole, or not there at all."""

        def fill(target: BufferedIOBase) -> None:
            with plain.open("rb") as source:
                if self.recipients:
                    sealed.encrypt(source, target, self.recipients)
                else:
                    shutil.copyfileobj(source, target)

        deliver(self.file, fill)


@dataclass(frozen=True, slots=True)
class Saved:
    """How many rows a backup holds, and what became of its evidence."""

    rows: int
    files: Copied


async def save(database: Database, kit: Kit) -> Saved:
    """Evidence first, then the file: one that is there has all it names, but for what was lost before."""
    target = kit.to_fill()
    with workplace() as folder:
        plain = folder / "backup.db"
        rows = await database.read(lambda store: backups.save(store, plain, target))
        copied = await asyncio.to_thread(backup_files.copy, plain, database.files, target)
        await asyncio.to_thread(kit.deliver, plain)
    return Saved(rows, copied)


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder that only we may look into, with our number; those of processes that were killed go first."""
    for left in Path(tempfile.gettempdir()).glob(f"{WORKPLACE}*"):
        owner = OWNER.match(left.name)
        if owner is not None and not _lives(int(owner[1])):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{WORKPLACE}{os.getpid()}-") as folder:
        yield Path(folder)


def _lives(process: int) -> bool:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(process, 0)
        return True
    return Path(f"/proc/{process}").exists()


def _write(file: BufferedIOBase, content: bytes) -> None:
    file.write(content)
