"""What an import found in a file, on the terminal."""

from collections.abc import Sequence

import typer

from bot.commands.common import refuse
from documents.workbook import Fault
from domain.amendments import FieldChange
from domain.areas import AreaFieldChange
from handlers.kernel.words import fields


def fields_told(changes: Sequence[FieldChange] | Sequence[AreaFieldChange]) -> str:
    """Changed fields on one line."""
    return "; ".join(f"{label}: {old} -> {new}" for label, old, new in map(fields.told, changes))


def refuse_faults(faults: Sequence[Fault]) -> None:
    """Prints faults and ends the command; does nothing where there are none."""
    if faults:
        print_faults(faults)
        refuse(f"{len(faults)} faults; nothing was stored")


def print_faults(faults: Sequence[Fault]) -> None:
    """Each fault on a line of standard error."""
    for fault in faults:
        typer.echo(f"fault   {where(fault)}", err=True)


def where(fault: Fault) -> str:
    """Sheet, cell, column, value and reason."""
    return f"{fault.sheet} {fault.cell} {fault.column} {fault.value!r}: {fault.reason}"
