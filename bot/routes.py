"""What is answered over HTTP: health, webhooks, the web chat."""

from typing import TYPE_CHECKING, Literal

from starlette.routing import BaseRoute

from bot.app import Service
from bot.channels.telegram import TelegramChannel
from bot.channels.web import WebChannel
from bot.operations.watch import Watch
from bot.settings import MEGABYTE, Settings

if TYPE_CHECKING:
    from bot.web.ports import Travel


def build_routes(
    settings: Settings, service: Service, *, demo: bool = False, travel: "Travel | None" = None
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
