"""zeren evidence move: brings what older programs stored in the database to where files lie now."""

import asyncio
from pathlib import Path

import typer

from bot.commands.common import ConfigOption, refuse, settings_from
from bot.setup import open_store
from storage import evidence_move, migrate
from storage.evidence_move import Moved

app = typer.Typer(help="The bytes of evidence.", no_args_is_help=True)
# With a callback, a single command keeps its name.
app.callback()(lambda: None)


@app.command()
def move(config: Path | None = ConfigOption) -> None:
    """Move files out of the database to where the settings say, while the service runs. May be stopped and begun again."""
    database = open_store(settings_from(config))

    async def go() -> Moved:
        try:
            if await database.read(migrate.current) != migrate.newest():
                refuse("the database schema is not up to date: run `zeren migrate` first")
            return await evidence_move.move(database, lambda moved: typer.echo(f"{moved.files} files", err=True))
        finally:
            await database.close()

    moved = asyncio.run(go())
    typer.echo(f"{moved.files} files moved, {moved.size / 1e6:.1f} MB")
    if moved.damaged:
        refuse(f"{len(moved.damaged)} files are damaged and stay in the database, the first: {moved.damaged[0]}")
