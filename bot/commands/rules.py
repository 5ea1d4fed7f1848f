"""zeren rules check FILE"""

from pathlib import Path

import typer

from bot.commands.common import refuse
from bot.rule_packs import check_file

app = typer.Typer(help="Rule packs: what a district sets for itself.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Rule packs: what a district sets for itself."""


@app.command()
def check(file: Path) -> None:
    """Check a rule pack and recompute its worked examples."""
    faults, summary = check_file(file)
    if faults:
        refuse("\n".join(faults))
    typer.echo(summary)
