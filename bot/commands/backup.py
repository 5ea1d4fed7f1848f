"""zeren backup, restore, release: a copy of everything, and the careful way back (fault F39)."""

import asyncio
from pathlib import Path

import typer

from bot.commands.backup_kit import Kit, Saved, save
from bot.commands.backup_restore import Plan, carry_out
from bot.commands.common import ConfigOption, refuse, settings_from, with_dispatch
from bot.setup import must_be_sound, open_store
from domain.delivery import Cause
from domain.record import Released
from handlers.digests import tick as sending
from handlers.kernel.turn import Moment
from handlers.reminders import tick as reminders
from storage import backlog, marks, migrate, record, revived
from storage.backup import BackupError
from storage.engine import Database
from storage.files.sealed import AgeKeyError, identities_of, recipients_of

LOST = "{} files of evidence are missing or damaged, the first: {}"
EvidenceOption = typer.Option(None, help="The folder with the backup's evidence; `evidence` beside FILE by default.")


def backup(
    file: Path = typer.Argument(help="The file to write; it must not exist."),
    evidence: Path | None = EvidenceOption,
    encrypt_to: list[str] = typer.Option(
        [], help="A public age key (age1…): only its holder can restore. May be repeated."
    ),
    config: Path | None = ConfigOption,
) -> None:
    """Write everything that is stored into one SQLite file, consistent, while the service runs; new evidence goes beside it."""
    if file.exists():
        refuse(f"{file}: exists already")
    try:
        kit = Kit(file, evidence, recipients=recipients_of(encrypt_to))
        kit.check_keys()
    except AgeKeyError as error:
        refuse(str(error))
    database = open_store(settings_from(config))

    async def go() -> Saved:
        try:
            await must_be_sound(database)
            await _must_be_up_to_date(database)
            return await save(database, kit)
        finally:
            await database.close()

    saved = asyncio.run(go())
    typer.echo(f"{saved.rows} rows, {file.stat().st_size / 1e6:.1f} MB in {file}")
    copied = saved.files
    typer.echo(
        f"evidence: {copied.new} new files ({copied.size / 1e6:.1f} MB) in {kit.folder}, {copied.known} were there"
    )
    if copied.lost:
        refuse(f"{LOST.format(len(copied.lost), copied.lost[0])}; everything else is in the backup")


def restore(
    file: Path = typer.Argument(help="A file that `zeren backup` wrote, of this program or an older one."),
    replace: bool = typer.Option(False, "--replace", help="Replace what is stored; it is backed up beside FILE first."),
    evidence: Path | None = EvidenceOption,
    identity: Path | None = typer.Option(None, help="The file with the age key that opens an encrypted backup."),
    incomplete: bool = typer.Option(False, "--incomplete", help="Restore although files of evidence are lost."),
    config: Path | None = ConfigOption,
) -> None:
    """Put a backup in the place of what is stored. Nothing is sent afterwards until `zeren release`."""
    try:
        kit = Kit(file, evidence, identities=identities_of(identity) if identity else [])
        plan = Plan(kit, replace=replace, incomplete=incomplete)
        done = asyncio.run(carry_out(plan, open_store(settings_from(config), new=True)))
    except (BackupError, AgeKeyError) as error:
        refuse(str(error))
    if done.kept is not None:
        typer.echo(f"what was stored before is kept in {done.kept}")
    for name in done.closed.chats:
        typer.echo(f"ended since the backup and not let in again: {name}")
    if done.closed.invitations:
        typer.echo(f"invitations made void: {done.closed.invitations}")
    typer.echo(f"{done.rows} rows restored. Nothing will be sent until `zeren release`.")


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
        shut = _shut(moment) if restored else ""
        if dry_run:
            return f"{reason}: {told} wait{shut}"
        if not send:
            if restored:
                backlog.give_up(moment.store, moment.now, Cause.RESTORED)
            reminders.take_as_pushed(moment)
            sending.take_as_sent(moment)
        for mark in (marks.HELD, marks.JUMPED):
            marks.clear(moment.store, mark)
        counted = {kind.value: count for kind, count in waiting.items()}
        record.append(moment.store, Released(reason, send, counted), moment.now)
        return f"released; {told} " + ("will be sent" if send or not restored else "listed as unknown, not sent") + shut

    typer.echo(asyncio.run(with_dispatch(settings_from(config), lambda dispatch: dispatch.moment(work))))


def _shut(moment: Moment) -> str:
    """Whom the restore has not let in again, for whoever releases."""
    names = "; ".join(revived.closed_by_restores(moment.store))
    return (
        f"\nnot let in again (`zeren invite` who should be, `zeren people leave` who has left): {names}"
        if names
        else ""
    )


async def _must_be_up_to_date(database: Database) -> None:
    if await database.read(migrate.current) != migrate.newest():
        refuse("the database schema is not up to date: run `zeren migrate` first")
