"""zeren import agreements FILE"""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

import typer

from bot.commands.common import ConfigOption, read_file, refuse, settings_from, with_dispatch
from bot.commands.findings_told import fields_told, print_faults, where
from bot.road.dispatch import Dispatch
from documents.workbook import AgreementsRead, as_json
from domain.agreements import Answer
from domain.items import Item
from handlers.imports import agreements as imports
from handlers.kernel.turn import Moment

MOST_TOLD = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file, and what the terminal says about it."""

    content: bytes
    name: str
    year: int | None
    same: str
    other: str

    def planned(self, moment: Moment) -> imports.Plan:
        """What an import would do, with the doubts settled as far as the terminal settles them."""
        plan = imports.plan(moment, self.content, self.name, self.year)
        answers = self._answers(plan)
        return imports.plan(moment, self.content, self.name, self.year, answers) if answers else plan

    def stored(self, moment: Moment) -> tuple[imports.Plan, tuple[int, int] | None]:
        """The same, stored where nothing stands against it."""
        plan = self.planned(moment)
        ready = plan.is_clean and not plan.is_empty and not plan.changes.doubts
        return plan, imports.apply(moment, plan, None) if ready else None

    def _answers(self, plan: imports.Plan) -> dict[str, Answer]:
        said = {Answer.SAME: self.same.upper().split(), Answer.OTHER: self.other.upper().split()}
        codes = [doubt.old.code for doubt in plan.changes.doubts]
        return {code: answer for answer, told in said.items() for code in codes if code in told or "ALL" in told}


def agreements(
    file: Path,
    year: int | None = typer.Option(None, help="The agreements' year, if the workbook does not say."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Show what would happen and store nothing."),
    as_json_: bool = typer.Option(False, "--json", help="Print the rows and faults as JSON."),
    same: str = typer.Option("", help="Codes of items that the file calls otherwise and means all the same, or `all`."),
    other: str = typer.Option("", help="Codes whose rows are other promises now and become new items, or `all`."),
    config: Path | None = ConfigOption,
) -> None:
    """Import a workbook (.xlsx) or CSV of agreements."""
    wanted, settings = Wanted(read_file(file), file.name, year, same, other), settings_from(config)

    async def work(dispatch: Dispatch) -> tuple[imports.Plan, tuple[int, int] | None]:
        return (await dispatch.look(wanted.planned), None) if dry_run else await dispatch.moment(wanted.stored)

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


def _tell(plan: imports.Plan, done: tuple[int, int] | None, *, dry_run: bool) -> None:
    read: AgreementsRead = plan.read
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
        typer.echo(f"stored: {done[0]} new, {done[1]} changed")


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
