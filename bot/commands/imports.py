"""zeren import agreements|units|areas|people|calendar FILE"""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import typer

from bot.commands.common import ConfigOption, read_file, refuse, settings_from, with_dispatch
from bot.commands.people_file import import_file
from bot.road.dispatch import Dispatch
from documents.calendar_in import read_calendar
from documents.workbook import AgreementsRead, Fault, as_json, read_units
from domain.agreements import Answer
from domain.amendments import FieldChange
from domain.areas import AreaFieldChange
from domain.calendar import years_announced
from domain.items import Item
from handlers.imports import agreements as imports
from handlers.imports import areas as importing
from handlers.imports.commands import apply_calendar, apply_units, renames
from handlers.kernel.turn import Moment
from handlers.kernel.words import fields

MOST_TOLD = 8

app = typer.Typer(
    help="Import agreements, units, areas, people and the working calendar: all or nothing.", no_args_is_help=True
)
app.command("people")(import_file)


@app.command()
def agreements(
    file: Path,
    year: int | None = typer.Option(None, help="The agreements' year, if the workbook does not say."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Show what would happen and store nothing."),
    as_json_: bool = typer.Option(False, "--json", help="Print the rows and faults as JSON."),
    same: str = typer.Option(
        "", help="Codes whose items the file calls otherwise and means all the same; `all` for every one."
    ),
    other: str = typer.Option(
        "", help="Codes whose rows are other promises now: they become new items; `all` for every one."
    ),
    config: Path | None = ConfigOption,
) -> None:
    """Import a workbook (.xlsx) or CSV of agreements."""
    content, settings = read_file(file), settings_from(config)

    def planned(moment: Moment) -> imports.Plan:
        plan = imports.plan(moment, content, file.name, year)
        answers = _answers(plan, same, other)
        return imports.plan(moment, content, file.name, year, answers) if answers else plan

    async def work(dispatch: Dispatch) -> tuple[imports.Plan, tuple[int, int] | None]:
        if dry_run:
            return await dispatch.look(planned), None

        def store(moment: Moment) -> tuple[imports.Plan, tuple[int, int] | None]:
            plan = planned(moment)
            ready = plan.is_clean and not plan.is_empty and not plan.changes.doubts
            return plan, imports.apply(moment, plan, None) if ready else None

        return await dispatch.moment(store)

    plan, done = asyncio.run(with_dispatch(settings, work))
    if as_json_:
        typer.echo(json.dumps(as_json(plan.read), ensure_ascii=False))
    else:
        _tell(plan, done, dry_run=dry_run)
    if not plan.is_clean:
        refuse(f"{len(plan.read.faults)} faults; nothing was stored")
    if plan.changes.doubts:
        refuse(
            f"{len(plan.changes.doubts)} items with reports are called otherwise; nothing was stored. Say which are the same "
            "with --same CODES, which are other promises with --other CODES (or `all`)"
        )


def _answers(plan: imports.Plan, same: str, other: str) -> dict[str, Answer]:
    """What the terminal says about the doubts, by code."""
    said = {Answer.SAME: same.upper().split(), Answer.OTHER: other.upper().split()}
    codes = [doubt.old.code for doubt in plan.changes.doubts]
    return {code: answer for answer, told in said.items() for code in codes if code in told or "ALL" in told}


@app.command("units")
def units_(file: Path, config: Path | None = ConfigOption) -> None:
    """Import units from .xlsx or CSV."""
    content, settings = read_file(file), settings_from(config)
    read, source = read_units(content, file.name), imports.Source.of(content, file.name)
    _refuse_faults(read.faults)

    def store(moment: Moment) -> tuple[tuple[int, int], list[tuple[str, str]]]:
        renamed = renames(moment, read)
        return apply_units(moment, read, source), renamed

    (added, changed), renamed = asyncio.run(with_dispatch(settings, lambda dispatch: dispatch.moment(store)))
    for before, after in renamed:
        typer.echo(f"renamed {before} -> {after}; the old name still finds it")
    typer.echo(f"{added} units added, {changed} changed, {len(read.units) - added - changed} unchanged")


@app.command("areas")
def areas_(
    file: Path,
    year: int | None = typer.Option(None, help="Whose items hang on the areas; the running year's by default."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Show what would happen and store nothing."),
    config: Path | None = ConfigOption,
) -> None:
    """Import the tree of areas and the items on it (CSV or .xlsx)."""
    content, settings = read_file(file), settings_from(config)

    def work(moment: Moment) -> importing.AreaPlan:
        plan = importing.plan(moment, content, file.name, year)
        if plan.is_clean and not dry_run:
            importing.apply(moment, plan, None, file.name)
        return plan

    plan = asyncio.run(with_dispatch(settings, lambda dispatch: dispatch.moment(work)))
    _refuse_faults(plan.read.faults)
    changes = plan.changes
    for each in changes.changed:
        told = _fields(each.fields)
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
def calendar_(file: Path, config: Path | None = ConfigOption) -> None:
    """Import or amend the yearly notice of holidays and make-up working days (CSV or .xlsx)."""
    content, settings = read_file(file), settings_from(config)
    read, source = read_calendar(content, file.name), imports.Source.of(content, file.name)
    _refuse_faults(read.faults)
    work = lambda dispatch: dispatch.moment(lambda moment: apply_calendar(moment, read, source))  # noqa: E731
    changed = asyncio.run(with_dispatch(settings, work))
    typer.echo(f"{changed} of {len(read.days)} days changed")
    for year in years_announced(read.days):
        typer.echo(f"{year}: the notice is whole; every other day counts Monday to Friday and is confirmed")


def _fields(changes: Sequence[FieldChange] | Sequence[AreaFieldChange]) -> str:
    return "; ".join(f"{label}: {old} -> {new}" for label, old, new in map(fields.told, changes))


def _tell(plan: imports.Plan, done: tuple[int, int] | None, *, dry_run: bool) -> None:
    read: AgreementsRead = plan.read
    for notice in read.notices:
        typer.echo(f"notice  {_where(notice)}")
    if not plan.is_clean:
        _print_faults(read.faults)
        return
    changes = plan.changes
    for change in changes.changed:
        told = _fields(change.fields)
        typer.echo(f"change  {change.code} {change.name}: {told}")
    for doubt in changes.doubts:
        typer.echo(f"asked   {doubt.old.code} stored: {_promise(doubt.old)}")
        typer.echo(f"        {doubt.old.code} file:   {_promise(doubt.new)}")
    if changes.renumbered:
        told = ", ".join(f"{row} is {code}" for row, code in changes.renumbered[:MOST_TOLD])
        typer.echo(f"numbers {len(changes.renumbered)} rows bear another number than their item ({told}); codes stay")
    typer.echo(
        f"{read.year}: {len(changes.new)} new, {len(changes.changed)} changed, {changes.same} unchanged, "
        f"{len(changes.absent)} stored but not in the file (left as they are)"
    )
    if changes.absent:
        codes = " ".join(item.code for item in changes.absent)
        typer.echo(
            f"not in the file: {codes}; where they are over: `zeren items end CODES --reason WHY`, or move, split, merge"
        )
    if dry_run:
        typer.echo("dry run: nothing was stored")
    elif done is None and plan.is_empty:
        typer.echo("nothing to do: everything is stored already")
    elif done is not None:
        typer.echo(f"stored: {done[0]} new, {done[1]} changed")


def _promise(item: Item) -> str:
    return f"{item.name} | {item.unit} | {item.measure_unit}"


def _refuse_faults(faults: tuple[Fault, ...]) -> None:
    if faults:
        _print_faults(faults)
        refuse(f"{len(faults)} faults; nothing was stored")


def _print_faults(faults: tuple[Fault, ...]) -> None:
    for fault in faults:
        typer.echo(f"fault   {_where(fault)}", err=True)


def _where(fault: Fault) -> str:
    return f"{fault.sheet} {fault.cell} {fault.column} {fault.value!r}: {fault.reason}"
