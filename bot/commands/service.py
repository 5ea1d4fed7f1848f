"""zeren run: the service."""

import asyncio
from pathlib import Path

import typer

from bot.app import Service, run_until_signal
from bot.base.channel import Channel
from bot.base.clock import Clock, SystemClock
from bot.channels import listed
from bot.channels.spec import ChannelWithLimits
from bot.commands.common import ConfigOption, refuse, settings_from
from bot.configured import build_channels
from bot.routes import build_routes
from bot.settings import Settings
from bot.setup import StartError, make_house


def run(
    new: bool = typer.Option(False, "--new", help="Begin with an empty database; without it one is refused."),
    config: Path | None = ConfigOption,
) -> None:
    """Run the service: channels that are configured, scheduler, delivery, web."""
    settings = settings_from(config)
    built = build_channels(settings)
    if not built:
        switches = " or ".join(spec.switch for spec in listed.CHANNELS)
        refuse(f"no channel is configured: set {switches} (see config.example.toml)")
    asyncio.run(serve(settings, built, SystemClock(), new=new))


async def serve(settings: Settings, built: dict[str, ChannelWithLimits], clock: Clock, *, new: bool = False) -> None:
    """Runs the service on the channels until it is told to stop."""
    channels: dict[str, Channel] = {name: each.channel for name, each in built.items()}
    house = make_house(settings, channels, clock, new=new)
    service = Service(house, built, settings)
    service.web.add_routes(build_routes(settings, service))
    try:
        await run_until_signal(service, ready=lambda: typer.echo(f"listening on {service.web.url}", err=True), new=new)
    except StartError as error:
        await house.database.close()
        refuse(str(error))
