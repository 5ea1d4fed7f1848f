"""zeren import agreements FILE"""

import asyncio
import json
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from bot.commands.common import ConfigOption, read_file, refuse, settings_from, with_dispatch
from bot.commands.findings_told import fields_told, print_faults, where
from bot.road.dispatch import Dispatch
from documents.marked_out import Mark, marked
from documents.workbook import AGREEMENT_LABELS, Choices, as_json
from domain.agreements import Answer
from domain.items import Cadence, Item
from handlers.imports import agreements as imports
from handlers.kernel.papers import Paper
from handlers.kernel.turn import Moment

MOST_TOLD = 8
# How many items were added and changed, and the number of the import.
Done = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file, and what the terminal says about it. `yes`: how its columns are read was looked at."""

    paper: Paper
    year: int | None
    same: str
    other: str
    choices: Choices | None
    yes: bool

    def planned(self, moment: Moment) -> imports.Plan:
        """What an import would do, with the doubts settled as far as the terminal settles them."""
        wish = imports.Wish(self.year, choices=self.choices)
        plan = imports.plan(moment, self.paper, wish)
        answers = self._answers(plan)
        return imports.plan(moment, self.paper, replace(wish, answers=answers)) if answers else plan

    def stored(self, moment: Moment) -> tuple[imports.Plan, Done | None]:
        """The same, stored where nothing stands against it."""
        plan = self.planned(moment)
        ready = plan.is_clean and not plan.changes.doubts and (self.yes or not plan.must_be_looked_at)
        return plan, imports.apply(moment, plan, None) if ready and not plan.is_empty else None

    def _answers(self, plan: imports.Plan) -> dict[str, Answer]:
        said = {Answer.SAME: self.same.upper().split(), Answer.OTHER: self.other.upper().split()}
        codes = [doubt.old.code for doubt in plan.changes.doubts]
        return {code: answer for answer, told in said.items() for code in codes if code in told or "ALL" in told}


def agreements(  # noqa: PLR0913 - a command takes its options
    file: Path,
    year: int | None = typer.Option(None, help="The agreements' year, if the workbook does not say."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Show what would happen and store nothing."),
    as_json_: bool = typer.Option(False, "--json", help="Print the rows and faults as JSON."),
    same: str = typer.Option("", help="Codes of items that the file calls otherwise and means all the same, or `all`."),
    other: str = typer.Option("", help="Codes whose rows are other promises now and become new items, or `all`."),
    board: str | None = typer.Option(None, help="The board of tables that name none."),
    cadence: str | None = typer.Option(None, help="The cycle of items without one: 旬, 月 or 季."),
    means: list[str] = typer.Option(
        [], "--means", help="HEADING=FIELD, as --json names fields; HEADING= for an own column."
    ),
    mark: bool = typer.Option(False, "--mark", help="Write the file with its faulty cells marked beside it."),
    yes: bool = typer.Option(False, "--yes", help="How the columns of a new layout are read was looked at."),
    config: Path | None = ConfigOption,
) -> None:
    """Import a workbook (.xlsx) or CSV of agreements."""
    choices = _choices(board, cadence, means)
    paper = Paper.of(read_file(file), file.name)
    wanted, settings = Wanted(paper, year, same, other, choices, yes), settings_from(config)

    async def work(dispatch: Dispatch) -> tuple[imports.Plan, Done | None]:
        return (await dispatch.look(wanted.planned), None) if dry_run else await dispatch.moment(wanted.stored)

    plan, done = asyncio.run(with_dispatch(settings, work))
    if as_json_:
        typer.echo(json.dumps(as_json(plan.read), ensure_ascii=False))
    else:
        _tell(plan, done, dry_run=dry_run)
    if mark and plan.read.faults:
        marks = [Mark.of(each) for each in plan.read.faults]
        beside = file.with_name(f"{file.stem}-faults.xlsx")
        beside.write_bytes(marked(paper.content(), file.name, marks))
        typer.echo(f"marked in {beside}", err=True)
    _refuse(plan, settled=dry_run or done is not None)


def undo(number: int, config: Path | None = ConfigOption) -> None:
    """Take an import back as a whole, as long as nothing later rests on it."""
    work = lambda dispatch: dispatch.moment(lambda moment: imports.undo(moment, number, None))  # noqa: E731
    made = asyncio.run(with_dispatch(settings_from(config), work))
    typer.echo(f"import {number} undone: {len(made.added)} items ended, {len(made.changed)} as they were before")


def _choices(board: str | None, cadence: str | None, means: list[str]) -> Choices | None:
    """What the terminal says about how the file is read; None where it says nothing."""
    known = {each.value: each for each in Cadence}
    if cadence is not None and cadence not in known:
        refuse(f"--cadence {cadence}: one of {', '.join(known)}")
    pairs = [each.rpartition("=")[::2] for each in means]
    for heading, key in pairs:
        if not heading or (key and key not in AGREEMENT_LABELS):
            refuse(f"--means {heading}={key}: HEADING=FIELD, a field being one of {', '.join(AGREEMENT_LABELS)}")
    if board is None and cadence is None and not pairs:
        return None
    return Choices(board, known.get(cadence or ""), dict(pairs))


def _refuse(plan: imports.Plan, *, settled: bool) -> None:
    """Ends the command where something stands against storing the file."""
    if not plan.is_clean:
        refuse(f"{len(plan.read.faults)} faults; nothing was stored")
    if plan.changes.doubts:
        refuse(
            f"{len(plan.changes.doubts)} items with reports are called otherwise; nothing was stored. Say which are the same "
            "with --same CODES, which are other promises with --other CODES (or `all`)"
        )
    if plan.must_be_looked_at and not plan.is_empty and not settled:
        refuse("tables of this shape are new; nothing was stored. Look at how the columns are read and say --yes")


def _tell(plan: imports.Plan, done: Done | None, *, dry_run: bool) -> None:
    read = plan.read
    _tell_columns(plan)
    for notice in read.notices:
        typer.echo(f"notice  {where(notice)}")
    if not plan.is_clean:
        print_faults(read.faults)
        return
    changes = plan.changes
    for change in changes.changed:
        told = fields_told(change.fields)
        typer.echo(f"change  {change.code} {change.name}: {told}")
    _tell_matches(plan)
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
        typer.echo(f"stored: {done[0]} new, {done[1]} changed; `zeren import undo {done[2]}` takes it back")


def _tell_columns(plan: imports.Plan) -> None:
    """How each table is read, every column and what stands in for those that are missing."""
    if plan.read.is_plain:
        return
    for table in plan.read.tables:
        told = "; ".join(f"{each.letter} {each.heading} -> {each.field}" for each in table.columns)
        typer.echo(f"columns {table.sheet} row {table.row}: {told}")
        if table.assumed:
            typer.echo(f"missing {table.sheet} row {table.row}: {', '.join(table.assumed)}; filled by default")


def _tell_matches(plan: imports.Plan) -> None:
    changes = plan.changes
    for doubt in changes.doubts:
        typer.echo(f"asked   {doubt.old.code} stored: {_promise(doubt.old)}")
        typer.echo(f"        {doubt.old.code} file:   {_promise(doubt.new)}")
    if changes.renumbered:
        told = ", ".join(f"{row} is {code}" for row, code in changes.renumbered[:MOST_TOLD])
        typer.echo(f"numbers {len(changes.renumbered)} rows bear another number than their item ({told}); codes stay")


def _promise(item: Item) -> str:
    return f"{item.name} | {item.unit} | {item.measure_unit}"
