"""zeren migrate, tick: by hand what the service does by itself, or waits for."""

import asyncio
import json
from pathlib import Path

import typer

from bot.base.clock import Clock, FixedClock, SystemClock
from bot.commands.common import ConfigOption, parse_time, settings_from, with_dispatch
from bot.setup import BEGIN, StartError, open_store
from handlers.digests import tick as sending
from handlers.kernel.turn import Moment
from handlers.reminders import tick as reminders
from handlers.reminders.tick import Ticked
from storage import migrate as schema


def migrate(
    new: bool = typer.Option(False, "--new", help="Begin a new district: an empty database is given its schema."),
    config: Path | None = ConfigOption,
) -> None:
    """Bring the database schema up to date."""
    settings = settings_from(config)

    async def work() -> tuple[str | None, str | None]:
        database = open_store(settings, new=new)
        try:
            before = await database.read(schema.current)
            if before is None and not new:
                raise StartError(f"the database is empty: {BEGIN}")
            await database.write(schema.upgrade)
            return before, await database.read(schema.current)
        finally:
            await database.close()

    before, after = asyncio.run(work())
    typer.echo(f"schema {after}" + (" (up to date already)" if before == after else f", was {before or 'empty'}"))


def tick(
    at: str | None = typer.Option(None, help="ISO time; local to the district's zone if it names none."),
    config: Path | None = ConfigOption,
) -> None:
    """Do by hand what the scheduler does: judge, remind, send digests. Idempotent; prints what it queued."""
    settings = settings_from(config)
    clock: Clock = SystemClock()
    if at is not None:
        clock = FixedClock(parse_time(at, settings.district.zone))

    def work(moment: Moment) -> tuple[Ticked, int]:
        return reminders.tick(moment), sending.send_due(moment)

    async def go() -> tuple[Ticked, int]:
        return await with_dispatch(settings, lambda dispatch: dispatch.moment(work), clock)

    done, sent = asyncio.run(go())
    told = {
        "at": clock.now().isoformat(),
        "judged": done.judged,
        "occurrences": done.occurrences,
        "reminders": done.messages,
        "digests": sent,
        "held": done.held or None,
    }
    typer.echo(json.dumps(told, ensure_ascii=False))
