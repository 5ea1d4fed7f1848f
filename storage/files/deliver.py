"""A file that appears under its name whole and durable, or not at all, even if its writer is killed."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from io import BufferedIOBase
from pathlib import Path

from storage.files.folder import sync_folder


def deliver(target: Path, fill: Callable[[BufferedIOBase], None]) -> None:
    """Writes a new file; raises FileExistsError if the name is taken.

    It has no name while it is written, so a kill leaves nothing. Where the file system cannot do that (some network shares), it
    has a name ending in `.part` meanwhile.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(target.parent, os.O_TMPFILE | os.O_WRONLY, 0o600)
    except OSError:
        _beside(target, fill)
        return
    with open(handle, "wb") as file:
        _finish(file, fill)
        _give_name(file.fileno(), target)
    sync_folder(target.parent)


def _give_name(handle: int, target: Path) -> None:
    """linkat(2) with AT_SYMLINK_FOLLOW, which Python calls only where the source is told by its folder."""
    handles = os.open("/proc/self/fd", os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.link(str(handle), target, src_dir_fd=handles, follow_symlinks=True)
    finally:
        os.close(handles)


def _beside(target: Path, fill: Callable[[BufferedIOBase], None]) -> None:
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with open(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            _finish(file, fill)
        os.link(part, target)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
    sync_folder(target.parent)


def _finish(file: BufferedIOBase, fill: Callable[[BufferedIOBase], None]) -> None:
    fill(file)
    file.flush()
    os.fsync(file.fileno())
