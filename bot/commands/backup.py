"""zeren backup, restore, release: a copy of everything, and the careful way back (fault F39)."""

import asyncio
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import typer

from bot.commands.common import ConfigOption, refuse, settings_from, with_dispatch
from bot.setup import must_be_sound, open_store
from domain.delivery import Cause
from domain.record import Released
from handlers.digests import tick as sending
from handlers.kernel.turn import Moment
from handlers.reminders import tick as reminders
from storage import backlog, marks, migrate, record
from storage import backup as backups
from storage.backup import BackupError
from storage.engine import Database
from storage.store import Author, Store


def backup(
    file: Path = typer.Argument(help="The file to write; it must not exist."),
    config: Path | None = ConfigOption,
) -> None:
    """Write everything that is stored into one SQLite file, consistent, while the service runs."""
    if file.exists():
        refuse(f"{file}: exists already")
    database = open_store(settings_from(config))

    async def go() -> int:
        try:
            await must_be_sound(database)
            await _must_be_up_to_date(database)
            return await _save(database, file)
        finally:
            await database.close()

    rows = asyncio.run(go())
    typer.echo(f"{rows} rows, {file.stat().st_size / 1e6:.1f} MB in {file}")


def restore(
    file: Path = typer.Argument(help="A file that `zeren backup` wrote, of this program or an older one."),
    replace: bool = typer.Option(False, "--replace", help="Replace what is stored; it is backed up beside FILE first."),
    config: Path | None = ConfigOption,
) -> None:
    """Put a backup in the place of what is stored. Nothing is sent afterwards until `zeren release`."""
    database = open_store(settings_from(config), new=True)
    try:
        rows, kept = asyncio.run(_restore(database, file, replace=replace))
    except BackupError as error:
        refuse(str(error))
    if kept is not None:
        typer.echo(f"what was stored before is kept in {kept}")
    typer.echo(f"{rows} rows restored. Nothing will be sent until `zeren release`.")


def release(
    send: bool = typer.Option(
        False, "--send", help="Send what waits, and make up reminders and digests that look due."
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help="Only say what waits."),
    config: Path | None = ConfigOption,
) -> None:
    """After a restore or a jump of the clock: go on. What waited is listed as unknown, not sent, unless --send."""

    def work(moment: Moment) -> str:
        restored = marks.get(moment.store, marks.HELD) is not None
        reason = marks.nothing_due(moment.store)
        if reason is None:
            return "nothing is held"
        waiting = backlog.held_back(moment.store)
        told = ", ".join(f"{count} {kind.value}" for kind, count in waiting.items()) or "no messages"
        if dry_run:
            return f"{reason}: {told} wait"
        if not send:
            if restored:
                backlog.give_up(moment.store, moment.now, Cause.RESTORED)
            reminders.take_as_pushed(moment)
            sending.take_as_sent(moment)
        for mark in (marks.HELD, marks.JUMPED):
            marks.clear(moment.store, mark)
        counted = {kind.value: count for kind, count in waiting.items()}
        record.append(moment.store, Released(reason, send, counted), moment.now)
        return f"released; {told} " + ("will be sent" if send or not restored else "listed as unknown, not sent")

    typer.echo(asyncio.run(with_dispatch(settings_from(config), lambda dispatch: dispatch.moment(work))))


async def _save(database: Database, file: Path) -> int:
    """Into a file that appears whole or not at all."""

    def work(store: Store) -> int:
        part = file.with_name(file.name + ".part")
        part.unlink(missing_ok=True)
        try:
            rows = backups.save(store, part)
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
        return rows

    return await database.read(work)


async def _restore(database: Database, file: Path, *, replace: bool) -> tuple[int, Path | None]:
    seat = database.leader()
    try:
        revision = backups.revision_of(file)
        if not await seat.take():
            raise BackupError("the service is running on this database: stop it first")
        if await database.read(migrate.current) != migrate.newest():
            await database.write(migrate.upgrade)
        empty = await database.read(backups.is_empty)
        if not empty and not replace:
            raise BackupError("the database is not empty: use --replace, or another database.url")
        now = datetime.now(UTC)
        kept = None if empty else file.with_name(f"{file.stem}-before-restore-{now:%Y%m%d-%H%M%S}.db")
        if kept is not None:
            await _save(database, kept)
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "backup.db"
            shutil.copyfile(file, copy)
            if revision != migrate.newest():
                backups.bring_up_to_date(copy)

            def pour(store: Store) -> int:
                store.author = Author(None, "terminal")
                rows = backups.load(store, copy, now, file)
                marks.put(store, marks.HELD, f"restored from a backup at {now:%Y-%m-%dT%H:%MZ}")
                return rows

            return await database.write(pour), kept
    finally:
        await seat.release()
        await database.close()


async def _must_be_up_to_date(database: Database) -> None:
    if await database.read(migrate.current) != migrate.newest():
        refuse("the database schema is not up to date: run `zeren migrate` first")
