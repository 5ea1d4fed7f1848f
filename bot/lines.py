"""Which channels are configured, each with the pace its platform allows."""

from dataclasses import dataclass

from bot.channels.base import Channel
from bot.channels.web import WebChannel
from bot.out.pace import Limits
from bot.settings import MEGABYTE, Settings

# One message a second to a chat with a burst of three, twenty a minute to a group: the platform's published limits.
TELEGRAM_CHAT_BURST = 3
TELEGRAM_CHAT_INTERVAL = 1.0
TELEGRAM_GROUP_INTERVAL = 3.1


@dataclass(frozen=True)
class Line:
    """A channel with the pace its platform allows."""

    channel: Channel
    limits: Limits


def build_lines(settings: Settings) -> dict[str, Line]:
    """The channels of the settings."""
    lines: dict[str, Line] = {}
    telegram = settings.telegram
    if telegram.token.get_secret_value():
        # Its library takes a third of a second to load, and who has no token needs none.
        from bot.channels.telegram import TelegramChannel

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
