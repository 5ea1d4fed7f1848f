"""zeren doctor: what is wrong, and how to mend it."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import typer

from bot.commands.common import ConfigOption, settings_from


def doctor(config: Path | None = ConfigOption) -> None:
    """Check settings, database, token, clock, calendar, fonts and what was set aside; say how to mend each."""
    from bot.operations import doctor as checks

    settings = settings_from(config)
    findings = asyncio.run(checks.examine(settings, datetime.now(UTC)))
    for finding in findings:
        typer.echo(f"{'ok  ' if finding.ok else 'BAD '} {finding.subject}: {finding.state}")
        if not finding.ok and finding.mend:
            typer.echo(f"       -> {finding.mend}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)
