"""zeren units list|rename"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import typer

from bot.commands.common import ConfigOption, refuse, settings_from, with_dispatch
from domain.units import Unit, renamed
from handlers.changes import units as changing
from handlers.kernel.turn import Moment

app = typer.Typer(help="Units and what they are called.", no_args_is_help=True)


@app.command("list")
def list_(config: Path | None = ConfigOption) -> None:
    """Every unit with its code, short names and what it was called before."""
    settings = settings_from(config)

    def look(moment: Moment) -> Sequence[Unit]:
        return list(moment.reference.units.values())

    for unit in asyncio.run(with_dispatch(settings, lambda dispatch: dispatch.look(look))):
        shorts, former = "|".join(unit.short_names), "|".join(unit.former)
        typer.echo(f"{unit.code}\t{unit.name}\t{shorts or '-'}\t{former or '-'}")


@app.command()
def rename(
    unit: str,
    name: str,
    short: list[str] = typer.Option([], help="A short name from now on; may be given several times."),
    reason: str = typer.Option("", help="Why, for the record."),
    config: Path | None = ConfigOption,
) -> None:
    """UNIT (code or name) is called NAME from now on: the code stays, and the old names still find it."""
    settings = settings_from(config)

    def store(moment: Moment) -> Unit:
        found = moment.reference.unit_named(unit)
        if found is None:
            refuse(f"unit {unit!r} is unknown; see `zeren units list`")
        changing.rename(moment, renamed(found, name, short), None, reason)
        return found

    found = asyncio.run(with_dispatch(settings, lambda dispatch: dispatch.moment(store)))
    typer.echo(f"{found.code}\t{found.name} -> {name}")
