"""zeren demo: everything, without token and network."""

import asyncio
import contextlib
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from bot.app import Service, run_until_signal
from bot.base import logs
from bot.base.clock import ShiftedClock, SystemClock
from bot.channels.web.channel import WebChannel
from bot.channels.web.spec import WebSettings, with_pages
from bot.commands.common import parse_time, refuse
from bot.routes import build_routes
from bot.settings import ChatSettings, DatabaseSettings, DistrictSettings, Settings
from bot.setup import StartError, make_house, prepare
from domain.people import Language

ZONE = "Asia/Shanghai"


def demo(
    port: int = typer.Option(8080, help="Port on 127.0.0.1; 0 takes a free one."),
    now: str | None = typer.Option(None, help="Jump in time: an ISO time, local unless it names a zone."),
    keep: Path | None = typer.Option(None, help="Keep the database in this file; a temporary one by default."),
    language: Language = typer.Option("zh", help="What it speaks; names, papers and pictures stay in Chinese."),
) -> None:
    """Run the demonstration: sample agreements of this year, sample people, a web chat at /chat."""
    logs.configure("warning", "text")
    clock = ShiftedClock(parse_time(now, ZONE) if now else SystemClock().now())
    with contextlib.ExitStack() as stack:
        path = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="zeren-"))) / "demo.db"
        settings = Settings(
            district=DistrictSettings(name="示例区", zone=ZONE),
            database=DatabaseSettings(url=f"sqlite:///{path.resolve()}"),
            web=WebSettings(port=port, chat=True),
            chat=ChatSettings(language=language),
        )
        asyncio.run(_serve(settings, clock, named=now is not None))


async def _serve(settings: Settings, clock: ShiftedClock, *, named: bool) -> None:
    web = WebChannel()
    house = make_house(settings, {web.name: web}, clock, new=True)
    await prepare(house, new=True)
    from bot.demo.build import build
    from bot.demo.travel import Journey, resume

    if not named:
        await resume(house, clock)
    await build(house)
    service = Service(house, {web.name: with_pages(web, settings.web)}, settings)
    service.guards_clock = False
    journey = Journey(service, clock)
    service.on_stop.append(journey.halt)
    service.web.add_routes(build_routes(settings, service, demo=True, travel=journey))
    try:
        await run_until_signal(service, ready=lambda: _welcome(service, clock))
    except StartError as error:
        await house.database.close()
        refuse(str(error))


def _welcome(service: Service, clock: ShiftedClock) -> None:
    today = clock.now().astimezone(ZoneInfo(ZONE))
    typer.echo(f"Zeren 责任书 demonstration, {today:%Y-%m-%d %H:%M} ({ZONE}); the data are samples.")
    typer.echo(f"Open {service.web.url}/chat and pick a person. Ctrl-C ends it.")
