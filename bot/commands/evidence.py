"""zeren evidence move: brings what older programs stored in the database to where files lie now."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import typer

from bot.commands.common import ConfigOption, refuse, settings_from
from bot.setup import open_store
from storage import evidence_move, migrate
from storage.engine import Database
from storage.files.place import FileDamaged, in_pieces

app = typer.Typer(help="The bytes of evidence.", no_args_is_help=True)
# With a callback, a single command keeps its name.
app.callback()(lambda: None)


@dataclass
class Moved:
    """What has been moved, and files whose bytes do not give their SHA-256: those stay where they are."""

    files: int = 0
    size: int = 0
    damaged: list[str] = field(default_factory=list)


@app.command()
def move(config: Path | None = ConfigOption) -> None:
    """Move files out of the database to where the settings say, while the service runs. May be stopped and begun again."""
    database = open_store(settings_from(config))

    async def go() -> Moved:
        try:
            if await database.read(migrate.current) != migrate.newest():
                refuse("the database schema is not up to date: run `zeren migrate` first")
            return await _move(database)
        finally:
            await database.close()

    moved = asyncio.run(go())
    typer.echo(f"{moved.files} files moved, {moved.size / 1e6:.1f} MB")
    if moved.damaged:
        refuse(f"{len(moved.damaged)} files are damaged and stay in the database, the first: {moved.damaged[0]}")


async def _move(database: Database) -> Moved:
    """One file at a time is in memory."""
    moved, after = Moved(), ""
    while page := await database.read(lambda store: evidence_move.page(store, after)):  # noqa: B023 - called at once
        safe = [sha256 for sha256, _ in page if await _put(database, sha256, moved)]
        await database.write(lambda store: evidence_move.empty(store, safe))  # noqa: B023
        moved.files += len(safe)
        moved.size += sum(size for sha256, size in page if sha256 in safe)
        after = page[-1][0]
        typer.echo(f"{moved.files} files", err=True)
    return moved


async def _put(database: Database, sha256: str, moved: Moved) -> bool:
    content = await database.read(lambda store: evidence_move.content(store, sha256))
    try:
        await database.beside(lambda: database.files.put(sha256, in_pieces(content), anew=True))
    except FileDamaged:
        moved.damaged.append(sha256)
        return False
    return True
