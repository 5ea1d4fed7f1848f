"""zeren run: the service."""

import asyncio
from pathlib import Path

import typer

from bot.app import Service, run_until_signal
from bot.channels.base import Channel
from bot.clock import Clock, SystemClock
from bot.commands.common import ConfigOption, refuse, settings_from
from bot.lines import Line, build_lines
from bot.routes import build_routes
from bot.settings import Settings
from bot.setup import StartError, make_house


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
