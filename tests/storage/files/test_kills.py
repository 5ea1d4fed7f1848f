"""A process that is killed at any step leaves no row without its file, on both databases."""

import asyncio
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from storage import file_ends
from storage.audit.verify import verify
from storage.engine import Database, open_database
from storage.file_ends import Reason
from storage.files.folder import FolderFiles
from storage.files.place import fingerprint
from storage.tables import blobs
from tests.support.dying_report import CONTENT

ROOT = Path(__file__).resolve().parents[3]
NAME = fingerprint(CONTENT)
LATER = datetime.now(UTC) + timedelta(days=3)
MOST_STEPS = 60


async def dies(url: str, folder: Path, steps: int) -> bool:
    """Whether the process was killed before it came to its end."""
    command = [sys.executable, "-m", "tests.support.dying_report", url, str(folder), str(steps)]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stderr=asyncio.subprocess.PIPE)
    _, told = await process.communicate()
    assert process.returncode in (0, -signal.SIGKILL), told.decode()
    return process.returncode != 0


async def named(database: Database) -> list[str]:
    """The files that rows name."""
    return await database.read(lambda store: list(store.execute(select(blobs.c.sha256)).scalars()))


async def test_a_kill_before_any_step_leaves_an_orphan_at_most(store_url: str, tmp_path: Path) -> None:
    killed = orphans = begun = 0
    for steps in range(MOST_STEPS):
        folder = tmp_path / str(steps)
        dead = await dies(store_url, folder, steps)
        files = FolderFiles(folder)
        database = open_database(store_url, files)
        rows, lying = await named(database), [each.sha256 for each in files.every()]
        if not dead:
            assert (rows, lying) == ([NAME], [NAME])
            await database.close()
            break
        killed += 1
        # Only the last step comes after the commit.
        assert rows == [] or (lying == [NAME] and (await database.read(verify)).is_clean)
        if rows:
            continue
        orphans += len(lying)
        begun += files.clear(LATER)
        ended = await database.write(
            lambda store, seen=lying: file_ends.end(store, file_ends.unnamed(store, seen), Reason.ORPHAN, LATER)  # type: ignore[misc]
        )
        assert ended <= len(lying)
        await database.write(lambda store: file_ends.remove_due(store, LATER + timedelta(days=1), 10))
        assert [each.sha256 for each in files.every()] == [], "what a kill leaves is swept"
        assert (await database.read(verify)).is_clean
        await database.close()
    else:
        raise AssertionError("it never came to its end")
    assert killed > 8
    assert orphans > 2
    assert begun > 0
