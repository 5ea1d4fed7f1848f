"""zeren audit verify, export: whether history was rewritten, and the record as files for auditors."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import typer

from bot.commands.common import ConfigOption, refuse, settings_from
from bot.settings import Settings
from bot.setup import open_store
from domain.record import Head
from storage import migrate
from storage.audit import export as exports
from storage.audit import verify as audits
from storage.store import Store

T = TypeVar("T")
HEAD = re.compile(r"(\d+):([0-9a-f]{8,64})")

app = typer.Typer(help="The record: verify it, and write it out for auditors.", no_args_is_help=True)


@app.command()
def verify(
    head: str | None = typer.Option(
        None, "--head", help="NUMBER:HASH from an older digest, doctor or export: the record must contain it."
    ),
    config: Path | None = ConfigOption,
) -> None:
    """Recompute the record and hold everything that is stored against it. Exit code 1 if anything is found."""
    outside = None if head is None else _head(head)
    verdict = _read(settings_from(config), lambda store: audits.verify(store, outside))
    for finding in verdict.findings:
        typer.echo(finding.sentence)
    if not verdict.is_clean:
        more = verdict.total - len(verdict.findings)
        told = "1 finding" if verdict.total == 1 else f"{verdict.total} findings"
        refuse(told + (f", the first {len(verdict.findings)} are listed" if more else ""))
    typer.echo(f"{verdict.entries} entries and everything they tell of are as they were put on record")
    typer.echo(f"head: {verdict.head.text}")


@app.command()
def export(
    folder: Path = typer.Argument(help="The folder to write into; files of an earlier export there are replaced."),
    config: Path | None = ConfigOption,
) -> None:
    """Write the record (CSV), the list of files and a manifest with hashes and head; docs/record.md tells how to check them."""
    manifest = _read(settings_from(config), lambda store: exports.export(store, folder))
    typer.echo(f"{manifest['number']} entries in {folder}; head: {Head(manifest['number'], manifest['hash']).text}")


def _head(text: str) -> Head:
    found = HEAD.fullmatch(text.strip().lower().rstrip("…"))
    if found is None:
        refuse(f"{text!r} is no head: NUMBER:HASH with at least 8 characters of the hash")
    return Head(int(found[1]), found[2])


def _read(settings: Settings, work: Callable[[Store], T]) -> T:
    database = open_store(settings)

    async def go() -> T:
        try:
            if await database.read(migrate.current) != migrate.newest():
                refuse("the database schema is not up to date: run `zeren migrate` first")
            return await database.read(work)
        finally:
            await database.close()

    return asyncio.run(go())
