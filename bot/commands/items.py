"""zeren items end|move|split|merge|restore"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import typer

from bot.commands.common import ConfigOption, refuse, settings_from, with_dispatch
from domain.decisions import Decided
from handlers.changes import items as changing
from handlers.changes.items import Plan
from handlers.kernel.turn import Moment
from storage.items import StoredItem

app = typer.Typer(
    help="What the district decides about signed items: they end, change hands, are split or merged, go on.",
    no_args_is_help=True,
)
ReasonOption = typer.Option(..., help="Why: stands on record, on the item's card, in ledgers and digests.")
OnOption = typer.Option(None, "--on", formats=["%Y-%m-%d"], help="From which day it holds; today unless told.")
YearOption = typer.Option(None, help="The agreements' year; the running one unless told.")


@dataclass(frozen=True, slots=True)
class Said:
    """What every one of these commands is told."""

    codes: Sequence[str]
    reason: str
    on: datetime | None
    year: int | None


@app.command()
def end(
    codes: list[str],
    reason: str = ReasonOption,
    on: datetime | None = OnOption,
    year: int | None = YearOption,
    config: Path | None = ConfigOption,
) -> None:
    """CODES end: nothing takes their place."""
    _decide(Decided.ENDED, Said(codes, reason, on, year), config)


@app.command()
def move(
    codes: list[str],
    to: str = typer.Option(..., help="The unit that owes them from now on: code or name."),
    reason: str = ReasonOption,
    on: datetime | None = OnOption,
    year: int | None = YearOption,
    config: Path | None = ConfigOption,
) -> None:
    """CODES are another unit's from now on; reports stay those of the unit that made them."""
    _decide(Decided.MOVED, Said(codes, reason, on, year), config, to=to)


@app.command()
def split(
    code: str,
    into: list[str] = typer.Option(..., help="An item that takes its place, imported before; given twice or more."),
    reason: str = ReasonOption,
    on: datetime | None = OnOption,
    year: int | None = YearOption,
    config: Path | None = ConfigOption,
) -> None:
    """CODE ends, and several items take its place."""
    _decide(Decided.SPLIT, Said([code], reason, on, year), config, into=into)


@app.command()
def merge(
    codes: list[str],
    into: str = typer.Option(..., help="The item that takes their place, imported before or there already."),
    reason: str = ReasonOption,
    on: datetime | None = OnOption,
    year: int | None = YearOption,
    config: Path | None = ConfigOption,
) -> None:
    """CODES end, and one item takes their place."""
    _decide(Decided.MERGED, Said(codes, reason, on, year), config, into=[into])


@app.command()
def restore(
    codes: list[str],
    reason: str = ReasonOption,
    on: datetime | None = OnOption,
    year: int | None = YearOption,
    config: Path | None = ConfigOption,
) -> None:
    """CODES were ended, split or merged by mistake: they go on as if they had not been."""
    _decide(Decided.RESTORED, Said(codes, reason, on, year), config)


def _decide(
    decided: Decided, said: Said, config: Path | None, *, to: str | None = None, into: Sequence[str] = ()
) -> None:
    settings = settings_from(config)

    def store(moment: Moment) -> tuple[str, ...]:
        unit = moment.reference.unit_named(to) if to is not None else None
        if to is not None and unit is None:
            refuse(f"unit {to!r} is unknown; see `zeren units list`")
        some, heirs = (
            tuple(_named(moment, code, said.year) for code in dict.fromkeys(each)) for each in (said.codes, into)
        )
        day = said.on.date() if said.on is not None else moment.today
        plan = Plan(decided, some, day, said.reason, unit.code if unit else None, heirs)
        return (*changing.carry_out(moment, plan, None), *changing.mismatch(plan))

    for line in asyncio.run(with_dispatch(settings, lambda dispatch: dispatch.moment(store))):
        typer.echo(line)


def _named(moment: Moment, code: str, year: int | None) -> StoredItem:
    found = moment.item_named(code, year)
    if found is None:
        refuse(f"no item {code!r}" + (f" of {year}" if year is not None else ""))
    return found
