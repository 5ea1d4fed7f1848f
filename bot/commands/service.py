"""zeren run, migrate, tick: the service and what it does by hand."""

import asyncio
import json
from pathlib import Path

import typer

from bot.app import Line, Service, run_until_signal
from bot.channels.base import Channel
from bot.clock import Clock, FixedClock, SystemClock
from bot.commands.common import ConfigOption, parse_time, refuse, settings_from, with_dispatch
from bot.house import StartError, make_house, open_store
from bot.lines import build_lines, build_routes
from bot.settings import Settings
from handlers import supervise
from handlers.digests import sending
from handlers.supervise import Ticked
from handlers.turn import Moment
from storage import migrate as schema


def run(config: Path | None = ConfigOption) -> None:
    """Run the service: channels that are configured, scheduler, delivery, web."""
    settings = settings_from(config)
    lines = build_lines(settings)
    if not lines:
        refuse("no channel is configured: set telegram.token or web.chat = true (see config.example.toml)")
    asyncio.run(serve(settings, lines, SystemClock()))


async def serve(settings: Settings, lines: dict[str, Line], clock: Clock) -> None:
    """Runs the service on the channels until it is told to stop."""
    channels: dict[str, Channel] = {name: line.channel for name, line in lines.items()}
    house = make_house(settings, channels, clock)
    service = Service(house, lines, settings)
    service.web.add_routes(build_routes(settings, service))
    try:
        await run_until_signal(service, ready=lambda: typer.echo(f"listening on {service.web.url}", err=True))
    except StartError as error:
        await house.database.close()
        refuse(str(error))


def migrate(config: Path | None = ConfigOption) -> None:
    """Bring the database schema up to date."""
    settings = settings_from(config)

    async def work() -> tuple[str | None, str | None]:
        database = open_store(settings)
        try:
            before = await database.read(schema.current)
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
        return supervise.tick(moment), sending.send_due(moment)

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
