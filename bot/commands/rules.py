"""zeren rules check FILE"""

from pathlib import Path

import typer

from bot.commands.common import refuse
from bot.packs.check import check_file
from bot.packs.faults import PackError

app = typer.Typer(help="Rule packs: what a district sets for itself.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Rule packs: what a district sets for itself."""


@app.command()
def check(file: Path) -> None:
    """Check a rule pack and recompute its worked examples."""
    try:
        summary = check_file(str(file))
    except PackError as error:
        refuse("\n".join(map(str, error.faults)))
    typer.echo(summary)
