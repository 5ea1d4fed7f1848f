"""zeren understand: what the bot would make of a message."""

import asyncio
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import typer

from bot.commands.common import ConfigOption, refuse, settings_from, with_dispatch
from bot.demo.sample import sample_items, sample_units
from domain.understanding import Catalogue, Context, Understanding, as_json
from domain.understanding import understand as understand_text
from handlers.kernel.turn import Moment


def understand(
    text: str | None = typer.Argument(None),
    at: str | None = typer.Option(None, help="The day it is said, ISO; today by default."),
    unit: str | None = typer.Option(None, help="Code of the sender's unit."),
    year: int | None = typer.Option(None, help="Whose agreements it is about; those that run on the day by default."),
    jsonl: bool = typer.Option(False, "--jsonl", help="Read messages as JSON lines from standard input."),
    explain: bool = typer.Option(False, "--explain", help="Show confidence and which words matched what."),
    config: Path | None = ConfigOption,
) -> None:
    """Print what the bot would make of TEXT, as JSON lines; stores nothing."""
    settings = settings_from(config)
    if jsonl == (text is not None):
        refuse("give either TEXT or --jsonl with messages on standard input")
    day = _day(at) if at else None

    def look(moment: Moment) -> tuple[Catalogue, date]:
        return _known(moment, year, day)

    catalogue, today = asyncio.run(with_dispatch(settings, lambda dispatch: dispatch.look(look)))
    if text is not None:
        understood = understand_text(text, catalogue, Context(today=day or today, unit=unit))
        typer.echo(json.dumps(_shown(understood, explain=explain), ensure_ascii=False))
        return
    for line in _answers(sys.stdin, catalogue, today, explain=explain):
        typer.echo(line)


def _known(moment: Moment, year: int | None, day: date | None) -> tuple[Catalogue, date]:
    """The words of a year's stored items; the shipped sample's while nothing is stored, so that one can try it at once."""
    if moment.reference.stored:
        meant = moment.rules.year.running(moment.reference.stored, day or moment.today) if year is None else year
        return moment.showing(meant).reference.catalogue, moment.today
    typer.echo("no agreements are stored: reading with the shipped sample", err=True)
    return Catalogue.build(sample_items(moment.today.year), sample_units()), moment.today


def _answers(lines: Iterable[str], catalogue: Catalogue, today: date, *, explain: bool) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            message = json.loads(line)
            context = Context(
                today=_day(message["today"]) if "today" in message else today,
                unit=message.get("sender_unit"),
                last_totals={code: Decimal(str(total)) for code, total in message.get("last_total", {}).items()},
            )
            understood = understand_text(message["text"], catalogue, context)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            refuse(f"line {number}: {error!r}")
        yield json.dumps({"id": message.get("id"), "got": _shown(understood, explain=explain)}, ensure_ascii=False)


def _shown(understood: Understanding, *, explain: bool) -> dict[str, object]:
    shown = as_json(understood)
    if explain:
        shown["explain"] = [
            {"item": entry.item, "confidence": round(entry.confidence, 3), "reasons": list(entry.reasons)}
            for entry in understood.entries
        ]
    return shown


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        refuse(f"{text!r} is not an ISO date")
