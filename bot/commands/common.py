"""What every command needs: settings, a store, and refusals that end with exit code 1."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Never, TypeVar
from zoneinfo import ZoneInfo

import typer

from bot.base import logs
from bot.base.clock import Clock, SystemClock
from bot.commands.progress import told_of_reading
from bot.configured import build_channels, secrets_of
from bot.road.dispatch import Dispatch
from bot.road.house import House
from bot.settings import Settings, load
from bot.setup import make_house, prepare

T = TypeVar("T")

DEFAULT_CONFIG = Path("config.toml")
ConfigOption = typer.Option(None, "--config", "-c", help="Settings file; config.toml is used if it exists.")


class Refused(Exception):
    """The input or the state is refused: printed on standard error, exit code 1."""


def refuse(sentence: str) -> Never:
    """Ends the command with exit code 1."""
    raise Refused(sentence)


def settings_from(config: Path | None) -> Settings:
    """The settings of the file named, of config.toml if there is one, or the defaults; sets up logging."""
    path = config or (DEFAULT_CONFIG if DEFAULT_CONFIG.is_file() else None)
    settings = load(path)
    logs.configure(settings.log.level, settings.log.format, secrets_of(settings))
    return settings


async def with_house(settings: Settings, work: Callable[[House], Awaitable[T]], clock: Clock | None = None) -> T:
    """Opens the store of the settings, brings it up to date, works, closes it.

    The channels are not started, but known: what a command queues must find its way to people.
    """
    channels = {name: built.channel for name, built in build_channels(settings).items()}
    house = make_house(settings, channels, clock or SystemClock())
    try:
        await prepare(house)
        return await work(house)
    finally:
        await house.database.close()


async def with_dispatch(settings: Settings, work: Callable[[Dispatch], Awaitable[T]], clock: Clock | None = None) -> T:
    """The same for work that runs use cases."""

    async def run(house: House) -> T:
        dispatch = Dispatch(house, "terminal")
        with told_of_reading(dispatch):
            return await work(dispatch)

    return await with_house(settings, run, clock)


def read_file(path: Path) -> bytes:
    """A file's bytes, or a refusal."""
    try:
        return path.read_bytes()
    except OSError as error:
        refuse(f"{path}: {error.strerror}")


def parse_time(text: str, zone: str) -> datetime:
    """An ISO time; one that names no zone is of the IANA `zone`. Refuses anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        refuse(f"{text!r} is not an ISO time such as 2026-06-24T09:00")
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
