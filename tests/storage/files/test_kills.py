"""A process that is killed at any step leaves no row without its file, on both databases."""

import asyncio
import json
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage import file_ends
from storage.audit.verify import verify
from storage.engine import open_database
from storage.file_ends import GRACE, Reason
from storage.files.folder import FolderFiles
from storage.files.place import fingerprint
from storage.store import Store
from tests.support.dying_report import CONTENT

ROOT = Path(__file__).resolve().parents[3]
NAME = fingerprint(CONTENT)
LATER = datetime.now(UTC) + timedelta(days=3)


async def lives(url: str, folder: Path) -> list[tuple[int, int, int]]:
    """Of each process: its steps, how it ended, and the rows there were then."""
    command = [sys.executable, "-m", "tests.support.dying_report", url, str(folder)]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=pipe, stderr=pipe)
    out, told = await process.communicate()
    assert process.returncode == 0, told.decode()
    found = [json.loads(line) for line in out.decode().splitlines()]
    return [(each["steps"], each["code"], each["rows"]) for each in found]


async def swept(url: str, files: FolderFiles) -> None:
    """What a kill left goes, as in the nights after it."""
    database = open_database(url, files)
    lying = [each.sha256 for each in files.every()]

    def end(store: Store) -> None:
        file_ends.end(store, file_ends.unnamed(store, lying), Reason.ORPHAN, LATER)

    await database.write(end)
    await database.write(lambda store: file_ends.remove_due(store, LATER + GRACE, 10))
    await database.write(lambda store: file_ends.take_back(store, NAME, LATER))
    await database.close()


async def test_a_kill_before_any_step_leaves_an_orphan_at_most(store_url: str, tmp_path: Path) -> None:
    told = await lives(store_url, tmp_path)
    *killed, (last, code, rows) = told
    whole = FolderFiles(tmp_path / str(last))
    assert (code, rows, [each.sha256 for each in whole.every()]) == (0, 1, [NAME])
    database = open_database(store_url, whole)
    assert (await database.read(verify)).is_clean
    await database.close()
    orphans = begun = 0
    for steps, code, rows in killed:
        files = FolderFiles(tmp_path / str(steps))
        lying = [each.sha256 for each in files.every()]
        assert code == -signal.SIGKILL
        # Only the last of them came as far as the commit.
        assert rows == 0 or lying == [NAME], f"killed before step {steps}: a row without its file"
        orphans += len(lying) if rows == 0 else 0
        begun += files.clear(LATER)
    assert len(killed) > 8
    assert orphans > 2
    assert begun > 0


async def test_what_a_kill_leaves_is_swept(store_url: str, tmp_path: Path) -> None:
    files = FolderFiles(tmp_path / "e")
    files.put(NAME, [CONTENT])
    await swept(store_url, files)
    assert list(files.every()) == []
    database = open_database(store_url, files)
    assert (await database.read(verify)).is_clean
    await database.close()
