"""Which channels are configured, and what they answer over HTTP."""

from typing import TYPE_CHECKING, Literal

from starlette.routing import BaseRoute

from bot.app import Line
from bot.channels.telegram import TelegramChannel
from bot.channels.web import WebChannel
from bot.pace import Limits
from bot.settings import MEGABYTE, Settings
from bot.watch import Watch

if TYPE_CHECKING:
    from bot.app import Service
    from bot.web.ports import Travel

# One message a second to a chat with a burst of three, twenty a minute to a group: the platform's published limits.
TELEGRAM_CHAT_BURST = 3
TELEGRAM_CHAT_INTERVAL = 1.0
TELEGRAM_GROUP_INTERVAL = 3.1


def build_lines(settings: Settings) -> dict[str, Line]:
    """The channels of the settings."""
    lines: dict[str, Line] = {}
    telegram = settings.telegram
    if telegram.token.get_secret_value():
        channel = TelegramChannel(
            token=telegram.token.get_secret_value(),
            api_url=telegram.api_url,
            mode=telegram.mode,
            webhook_url=telegram.webhook_url,
            secret_token=telegram.secret_token.get_secret_value(),
            poll_seconds=telegram.poll_seconds,
            max_file_bytes=settings.evidence.max_megabytes * MEGABYTE,
        )
        limits = Limits(telegram.per_second, TELEGRAM_CHAT_BURST, TELEGRAM_CHAT_INTERVAL, TELEGRAM_GROUP_INTERVAL)
        lines[channel.name] = Line(channel, limits)
    if settings.web.chat:
        web = WebChannel()
        lines[web.name] = Line(web, Limits())
    return lines


def build_routes(
    settings: Settings, service: "Service", *, demo: bool = False, travel: "Travel | None" = None
) -> list[BaseRoute]:
    """Health, webhooks and the web chat; `travel` belongs to the demonstration alone, whose clock one may move."""
    house = service.house
    routes: list[BaseRoute] = [
        *Watch(service.pulse, house.database, house.channels, service.intake, house.clock).routes()
    ]
    for line in service.lines.values():
        if isinstance(line.channel, TelegramChannel) and settings.telegram.mode == "webhook":
            routes.append(line.channel.webhook_route())
        if isinstance(line.channel, WebChannel):
            # Its pages bring a template engine along.
            from bot.web.chat import build_routes as chat_routes
            from bot.web.store import OutboxChatStore

            store = OutboxChatStore(service.dispatch)
            most = settings.evidence.max_megabytes * MEGABYTE
            mode: Literal["demo", "open"] = "demo" if demo else "open"
            routes += chat_routes(
                line.channel,
                store,
                service.intake.receive,
                mode,
                max_bytes=most,
                now=service.house.clock.now,
                zone=settings.district.zone,
                travel=travel,
            )
            service.on_stop.append(line.channel.close)
    return routes
