"""All that the web chat adds to the service."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from pydantic import Field

from bot.base.pace import Limits
from bot.channels.spec import ChannelWithLimits, Means, Section, Site, Spec
from bot.channels.web.channel import NAME, WebChannel
from domain.identity import IdleLimits
from handlers.kernel.words.ways import Way

if TYPE_CHECKING:
    from starlette.routing import BaseRoute


class WebSettings(Section):
    """The HTTP server (health, webhooks), and whether the web chat is served on it."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    chat: bool = False
    hosts: tuple[str, ...] = ()
    idle_hours: int = Field(default=12, ge=1)
    unit_idle_days: int = Field(default=14, ge=1)

    @property
    def idle(self) -> IdleLimits:
        """How long a browser may be left alone."""
        return IdleLimits(timedelta(hours=self.idle_hours), timedelta(days=self.unit_idle_days))


def build(settings: WebSettings, _means: Means) -> ChannelWithLimits | None:
    """The chat, if it is wanted; a page may be spoken to as fast as one likes."""
    return with_pages(WebChannel(), settings) if settings.chat else None


def with_pages(channel: WebChannel, settings: WebSettings) -> ChannelWithLimits:
    """The chat with its pages."""
    return ChannelWithLimits(channel, Limits(), partial(_routes, channel, settings))


def _routes(channel: WebChannel, settings: WebSettings, site: Site) -> Sequence["BaseRoute"]:
    # The pages bring a template engine along.
    from bot.web.chat import About, build_routes
    from bot.web.hosts import behind_names
    from bot.web.store import OutboxChatStore

    site.on_stop.append(channel.close)
    routes = build_routes(
        channel,
        OutboxChatStore(site.dispatch, settings.idle),
        site.receive,
        "demo" if site.demo else "open",
        About(site.max_file_bytes, site.now, site.zone, site.travel, site.language),
    )
    return behind_names(routes, settings.hosts)


CHANNEL = Spec(
    name=NAME,
    # The chat keeps what it is given until somebody opens the page: it rings nobody.
    way=Way(label="网页", taken="已存入网页", meaning="须打开网页才能看到"),
    section=WebSettings,
    switch="web.chat = true",
    # Served by the service itself, where the district keeps it.
    inside=True,
    build=build,
)
