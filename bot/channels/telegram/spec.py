"""All that Telegram adds to the service."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from pydantic import Field, SecretStr, model_validator

from bot.base.finding import Finding
from bot.base.pace import Limits
from bot.channels.spec import ChannelWithLimits, Means, Section, Site, Spec
from bot.channels.telegram.account import Account
from handlers.kernel.words.ways import Way

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

NAME = "telegram"
# One message a second to a chat with a burst of three, twenty a minute to a group: the platform's published limits. Three at
# once and then one every 3.4 s are twenty in any minute.
CHAT_BURST = 3
CHAT_INTERVAL = 1.0
GROUP_INTERVAL = 3.4


class TelegramSettings(Section):
    """The Telegram channel; off while the token is empty."""

    token: SecretStr = SecretStr("")
    username: str = ""
    api_url: str = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str = ""
    secret_token: SecretStr = SecretStr("")
    poll_seconds: int = Field(default=30, ge=0, le=50)
    per_second: float = Field(default=29.0, gt=0, le=1000)

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> "TelegramSettings":
        token = self.token.get_secret_value()
        if token and token in self.webhook_url:
            raise ValueError("webhook_url must not contain the bot token")
        if self.mode == "webhook" and token:
            if not self.webhook_url.startswith("https://") and not self.webhook_url.startswith("http://127.0.0.1"):
                raise ValueError("webhook mode needs webhook_url beginning with https://")
            if len(self.secret_token.get_secret_value()) < 16:
                raise ValueError("webhook mode needs a secret_token of at least 16 characters")
        return self


def build(settings: TelegramSettings, means: Means) -> ChannelWithLimits | None:
    """The channel, if there is a token."""
    if not settings.token.get_secret_value():
        return None
    # Its library takes a third of a second to load, and who has no token needs none.
    from bot.channels.telegram.channel import TelegramChannel

    account = Account(
        token=settings.token.get_secret_value(),
        api_url=settings.api_url,
        mode=settings.mode,
        webhook_url=settings.webhook_url,
        secret_token=settings.secret_token.get_secret_value(),
        poll_seconds=settings.poll_seconds,
    )
    channel = TelegramChannel(account, max_file_bytes=means.max_file_bytes)

    def routes(_site: Site) -> Sequence["BaseRoute"]:
        return [channel.webhook_route()] if settings.mode == "webhook" else []

    return ChannelWithLimits(channel, Limits(settings.per_second, CHAT_BURST, CHAT_INTERVAL, GROUP_INTERVAL), routes)


async def examine(settings: TelegramSettings, now: datetime, groups: Sequence[str]) -> list[Finding]:
    """See Spec."""
    from bot.channels.telegram import doctor

    return await doctor.examine(settings, now, groups)


def link(settings: TelegramSettings) -> str:
    """See Spec."""
    return f"https://t.me/{settings.username}?start=" if settings.username else ""


def secrets(settings: TelegramSettings) -> Sequence[str]:
    """See Spec."""
    return (settings.token.get_secret_value(), settings.secret_token.get_secret_value())


CHANNEL = Spec(
    name=NAME,
    way=Way(label="Telegram"),
    section=TelegramSettings,
    switch="telegram.token",
    build=build,
    examine=examine,
    link=link,
    secrets=secrets,
)
