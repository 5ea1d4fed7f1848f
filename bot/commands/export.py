"""zeren export notice NUMBER FILE.docx, zeren export ledger|agreements|quarters|template FILE.xlsx"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import typer

from bot.commands.common import ConfigOption, refuse, settings_from, with_dispatch
from bot.out.drawings import SUFFIXES
from bot.settings import Settings, forms_of
from documents.agreements_out import agreements_workbook
from documents.forms import FormError, Kind
from documents.ledger_out import Ledger, ledger_workbook
from documents.month_sheet_out import MonthSheet, month_workbook
from documents.notice_out import notice_document
from documents.official_paper import OfficialPaper
from documents.quarters_out import QuarterSheet, quarters_workbook
from domain.digest import Scope
from domain.items import Stage
from handlers.digests import ledger as digest_ledger
from handlers.digests import scopes
from handlers.digests.month_sheet import month_sheet
from handlers.digests.quarters import quarter_sheet
from handlers.kernel.turn import Moment
from handlers.notices.paper import paper
from storage import items, notices

R = TypeVar("R", Ledger, MonthSheet, QuarterSheet)

app = typer.Typer(help="Documents as files.", no_args_is_help=True)
OfOption = typer.Option("", "--of", help="A board or a unit by any of its names; everything if left out.")
YearOption = typer.Option(None, help="The agreements' year; the running one by default.")


@app.callback()
def _group() -> None:
    """Documents as files."""


@app.command()
def notice(number: str, file: Path, config: Path | None = ConfigOption) -> None:
    """Write the supervision notice NUMBER (as printed on it, or its bare number of this year) as a Word document."""
    settings = settings_from(config)
    _must_end(file, ".docx", ".xlsx")

    def look(moment: Moment) -> OfficialPaper:
        printed = moment.rules.notices.current.printed(moment.today.year, int(number)) if number.isdigit() else number
        found = notices.by_printed(moment.store, printed)
        if found is None:
            refuse(f"no notice {printed}")
        return paper(moment, found)

    said = asyncio.run(with_dispatch(settings, lambda dispatch: dispatch.look(look)))
    _write(file, _formed(settings, Kind.NOTICE, said, file) or _built_in(file, ".docx", notice_document(said)))


@app.command()
def ledger(
    file: Path,
    of: str = OfOption,
    year: int | None = YearOption,
    config: Path | None = ConfigOption,
) -> None:
    """Write the ledger (台账) as an Excel workbook in the office layout."""
    settings = settings_from(config)
    _must_end(file, ".xlsx", ".docx")
    found = _rows(settings, lambda moment: digest_ledger.ledger(moment, _scope(moment, of, year)))
    _write(file, _formed(settings, Kind.LEDGER, found, file) or _built_in(file, ".xlsx", ledger_workbook(found)))


@app.command()
def quarters(
    file: Path,
    of: str = OfOption,
    year: int | None = YearOption,
    config: Path | None = ConfigOption,
) -> None:
    """Write the quarterly sheet (季度推进表), plan beside result, as an Excel workbook."""
    settings = settings_from(config)
    _must_end(file, ".xlsx")
    found = _rows(settings, lambda moment: quarter_sheet(moment, _scope(moment, of, year)))
    _write(file, quarters_workbook(found))


@app.command()
def template(
    file: Path,
    of: str = OfOption,
    year: int | None = YearOption,
    config: Path | None = ConfigOption,
) -> None:
    """Write the month's sheet to fill in (台账模板) as an Excel workbook; filled in, it is sent to the bot."""
    settings = settings_from(config)
    _must_end(file, ".xlsx")
    found = _rows(settings, lambda moment: month_sheet(moment, _scope(moment, of, year)))
    _write(file, month_workbook(found))


@app.command()
def agreements(
    file: Path,
    of: str = OfOption,
    year: int | None = YearOption,
    config: Path | None = ConfigOption,
) -> None:
    """Write the agreements as a workbook that can be edited and imported again."""
    settings = settings_from(config)
    _must_end(file, ".xlsx")

    def look(moment: Moment) -> bytes:
        scope = _scope(moment, of, year)
        stored = (each.item for each in items.of_year(moment.store, scope.year))
        found = [item for item in stored if item.stage is not Stage.CLOSED and scope.holds(item)]
        if not found:
            refuse("there are no items")
        title = f"{moment.district.name}{scope.year}年目标责任书"
        return agreements_workbook(title, found, moment.reference.unit_name)

    _write(file, asyncio.run(with_dispatch(settings, lambda dispatch: dispatch.look(look))))


def _rows(settings: Settings, look: Callable[[Moment], R]) -> R:
    """What is written of the items; refuses where there are none."""
    found = asyncio.run(with_dispatch(settings, lambda dispatch: dispatch.look(look)))
    if not found.rows:
        refuse("there are no items")
    return found


def _formed(settings: Settings, kind: Kind, said: OfficialPaper | Ledger, file: Path) -> bytes | None:
    """The document in the office's own form; None where there is none, or it does not serve, which is said."""
    try:
        made = forms_of(settings).filled(kind, said)
    except FormError as failure:
        typer.echo(f"the form of the {kind.value} was not used ({failure}): the built-in one is", err=True)
        return None
    if made is not None and SUFFIXES[made[0]] != file.suffix.lower():
        refuse(f"{file}: the office's form of the {kind.value} gives a {SUFFIXES[made[0]]} file")
    return made[1] if made is not None else None


def _built_in(file: Path, suffix: str, content: bytes) -> bytes:
    _must_end(file, suffix)
    return content


def _must_end(file: Path, *suffixes: str) -> None:
    if file.suffix.lower() not in suffixes:
        refuse(f"{file}: a name that ends in {suffixes[0]} is needed")


def _scope(moment: Moment, of: str, year: int | None) -> Scope:
    scope = scopes.in_words(moment, of, year)
    if scope is None:
        refuse(f"{of}: no such board or unit")
    return scope


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        refuse(f"{file}: {error.strerror}")
    typer.echo(f"{file}: {len(content)} bytes")
