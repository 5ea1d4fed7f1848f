"""A restore in its steps: the evidence is verified and brought first; then everything is replaced in one transaction."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyrage

from bot.commands.backup_kit import Kit, save, workplace
from storage import backup as backups
from storage import backup_files, marks, migrate, revived
from storage.backup import BackupError
from storage.engine import Database
from storage.revived import Closed
from storage.store import Author, Store


@dataclass(frozen=True)
class Plan:
    """What is to be restored. `replace`: although something is stored; `incomplete`: although evidence is lost."""

    kit: Kit
    replace: bool
    incomplete: bool


@dataclass(frozen=True)
class Done:
    """The number of rows, what was not let in again, and the backup of what was stored before."""

    rows: int
    closed: Closed
    kept: Path | None


async def carry_out(plan: Plan, database: Database) -> Done:
    """Restores. BackupError and AgeKeyError: nothing was replaced."""
    seat = database.leader()
    try:
        with workplace() as folder:
            copy = folder / "backup.db"
            await asyncio.to_thread(_open, plan.kit, copy)
            if not await seat.take():
                raise BackupError("the service is running on this database: stop it first")
            if await database.read(migrate.current) != migrate.newest():
                await database.write(migrate.upgrade)
            empty = await database.read(backups.is_empty)
            if not empty and not plan.replace:
                raise BackupError("the database is not empty: use --replace, or another database.url")
            await _bring(plan, copy, database)
            now = datetime.now(UTC)
            kept = None if empty else await _keep(plan.kit, database, now)
            rows, closed = await database.write(lambda store: _pour(store, plan.kit.file, copy, now))
            return Done(rows, closed, kept)
    finally:
        await seat.release()
        await database.close()


def _open(kit: Kit, copy: Path) -> None:
    """A plain copy of the backup, brought up to date."""
    if not kit.file.is_file():
        raise BackupError(f"{kit.file}: no such file")
    try:
        kit.open_into(copy)
    except (pyrage.DecryptError, OSError) as failure:
        raise BackupError(f"{kit.file}: {failure}") from failure
    revision = backups.revision_of(copy, kit.file)
    if revision != migrate.newest():
        backups.bring_up_to_date(copy)


async def _bring(plan: Plan, copy: Path, database: Database) -> None:
    brought = await asyncio.to_thread(backup_files.bring, copy, plan.kit.to_read(), database.files)
    if brought.lost and not plan.incomplete:
        first, count = brought.lost[0], len(brought.lost)
        where = f"{count} files of evidence are missing or damaged in {plan.kit.folder}, the first: {first}"
        raise BackupError(f"{where}; --incomplete restores all the rest")


async def _keep(kit: Kit, database: Database, now: datetime) -> Path:
    """A backup of what is replaced, in the same folder and under the same keys."""
    name = kit.file.name.removesuffix(".age").removesuffix(".db")
    ending = ".db.age" if kit.is_encrypted else ".db"
    file = kit.file.with_name(f"{name}-before-restore-{now:%Y%m%d-%H%M%S}{ending}")
    keys = [identity.to_public() for identity in kit.identities] if kit.is_encrypted else []
    await save(database, Kit(file, kit.evidence, recipients=keys))
    return file


def _pour(store: Store, original: Path, copy: Path, now: datetime) -> tuple[int, Closed]:
    store.author = Author(None, "terminal")
    before = revived.ended(store)
    rows = backups.load(store, copy, now, original)
    closed = revived.close(store, before, now)
    marks.put(store, marks.HELD, f"restored from a backup at {now:%Y-%m-%dT%H:%MZ}")
    return rows, closed
