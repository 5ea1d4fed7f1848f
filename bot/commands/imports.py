"""zeren import agreements|units|areas|people|calendar FILE"""

import asyncio
from pathlib import Path

import typer

from bot.commands.agreements_file import agreements, undo
from bot.commands.common import ConfigOption, read_file, settings_from, with_dispatch
from bot.commands.findings_told import fields_told, refuse_faults
from bot.commands.people_file import import_file
from documents.calendar_in import read_calendar
from documents.readings import AsUnits
from documents.workbook import UnitsRead
from domain.calendar import years_announced
from handlers.imports import areas as importing
from handlers.imports.commands import apply_calendar, apply_units, renames
from handlers.kernel.papers import Paper
from handlers.kernel.turn import Moment

app = typer.Typer(
    help="Import agreements, units, areas, people and the working calendar: all or nothing.", no_args_is_help=True
)
app.command("agreements")(agreements)
app.command("undo")(undo)
app.command("people")(import_file)


@app.command("units")
def units_(
    file: Path,
    dry_run: bool = typer.Option(False, "--dry-run", help="Show what would happen and store nothing."),
    config: Path | None = ConfigOption,
) -> None:
    """Import units from .xlsx or CSV; a list without codes keeps those that are stored."""
    paper, settings = Paper.of(read_file(file), file.name), settings_from(config)

    def work(moment: Moment) -> tuple[UnitsRead, list[tuple[str, str]], list[str], tuple[int, int]]:
        known = moment.reference.units
        read = moment.papers.read(paper, AsUnits(tuple(known.values())))
        new = [unit.name for unit in read.units if unit.code not in known]
        renamed = renames(moment, read)
        done = (0, 0) if dry_run or read.faults else apply_units(moment, read, paper)
        return read, renamed, new, done

    read, renamed, new, (added, changed) = asyncio.run(with_dispatch(settings, lambda dispatch: dispatch.moment(work)))
    refuse_faults(read.faults)
    for before, after in renamed:
        typer.echo(f"renamed {before} -> {after}; the old name still finds it")
    if dry_run:
        typer.echo(f"{len(read.units)} units, {len(new)} of them new: {' '.join(new)}\ndry run: nothing was stored")
        return
    typer.echo(f"{added} units added, {changed} changed, {len(read.units) - added - changed} unchanged")


@app.command("areas")
def areas_(
    file: Path,
    year: int | None = typer.Option(None, help="Whose items hang on the areas; the running year's by default."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Show what would happen and store nothing."),
    config: Path | None = ConfigOption,
) -> None:
    """Import the tree of areas and the items on it (CSV or .xlsx)."""
    paper, settings = Paper.of(read_file(file), file.name), settings_from(config)

    def work(moment: Moment) -> importing.AreaPlan:
        plan = importing.plan(moment, paper, year)
        if plan.is_clean and not dry_run:
            importing.apply(moment, plan, None)
        return plan

    plan = asyncio.run(with_dispatch(settings, lambda dispatch: dispatch.moment(work)))
    refuse_faults(plan.read.faults)
    changes = plan.changes
    for each in changes.changed:
        told = fields_told(each.fields)
        typer.echo(f"change  {each.new.code} {each.new.name}: {told}")
    for hanging in changes.hangings:
        typer.echo(f"items   {hanging.area.code}: +[{' '.join(hanging.hung)}] -[{' '.join(hanging.taken)}]")
    typer.echo(
        f"{len(changes.new)} areas new, {len(changes.changed)} changed, {changes.same} unchanged, {len(changes.absent)} "
        f"stored but not in the file (left as they are); items: {plan.hung} hung, {plan.taken} taken off"
    )
    if dry_run:
        typer.echo("dry run: nothing was stored")


@app.command("calendar")
def calendar_(
    file: Path,
    dry_run: bool = typer.Option(False, "--dry-run", help="Show the days and store nothing."),
    config: Path | None = ConfigOption,
) -> None:
    """Import or amend the yearly notice of holidays and make-up working days (CSV, .xlsx, or the notice's text)."""
    content, settings = read_file(file), settings_from(config)
    read, paper = read_calendar(content, file.name), Paper.of(content, file.name)
    refuse_faults(read.faults)
    if dry_run:
        for day in read.days:
            typer.echo(f"{day.date} {'work' if day.is_workday else 'rest'} {day.name}")
        typer.echo("dry run: nothing was stored")
        return
    work = lambda dispatch: dispatch.moment(lambda moment: apply_calendar(moment, read, paper))  # noqa: E731
    changed = asyncio.run(with_dispatch(settings, work))
    typer.echo(f"{changed} of {len(read.days)} days changed")
    for year in years_announced(read.days):
        typer.echo(f"{year}: the notice is whole; every other day counts Monday to Friday and is confirmed")
