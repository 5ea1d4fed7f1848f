"""All that WeCom adds to the service."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from bot.base.finding import Finding
from bot.base.pace import Limits
from bot.channels.spec import ChannelWithLimits, Means, Section, Site, Spec
from handlers.kernel.words.ways import Way

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from bot.channels.wecom.account import Account

NAME = "wecom"
# Ten thousand calls a minute and interface: https://developer.work.weixin.qq.com/document/path/90312. What one member may be
# sent is counted by the channel itself, message by message.
PER_SECOND = 100.0


class WecomSettings(Section):
    """A self-built app of an enterprise; off while its secret is empty."""

    corp: str = ""
    agent: int = Field(default=0, ge=0)
    secret: SecretStr = SecretStr("")
    callback_token: SecretStr = SecretStr("")
    callback_key: SecretStr = SecretStr("")
    api_url: str = "https://qyapi.weixin.qq.com"

    @model_validator(mode="after")
    def _is_whole(self) -> "WecomSettings":
        if not self.secret.get_secret_value():
            return self
        if not self.corp or not self.agent:
            raise ValueError("needs corp (企业ID) and agent (AgentId) beside its secret")
        if not self.callback_token.get_secret_value():
            raise ValueError("needs callback_token, as the admin page shows it under 接收消息")
        from bot.channels.wecom.envelope import key_of

        try:
            key_of(self.callback_key.get_secret_value())
        except ValueError as failure:
            raise ValueError(f"callback_key: {failure}") from failure
        if urlsplit(self.api_url).scheme not in ("https", "http"):
            raise ValueError("api_url begins with https://")
        return self


def account_of(settings: WecomSettings) -> "Account":
    """The settings as the channel wants them."""
    from bot.channels.wecom.account import Account

    return Account(
        corp=settings.corp,
        agent=settings.agent,
        secret=settings.secret.get_secret_value(),
        callback_token=settings.callback_token.get_secret_value(),
        callback_key=settings.callback_key.get_secret_value(),
        api_url=settings.api_url,
    )


def build(settings: WecomSettings, means: Means) -> ChannelWithLimits | None:
    """The channel, if there is a secret."""
    if not settings.secret.get_secret_value():
        return None
    from bot.channels.wecom.channel import WecomChannel

    channel = WecomChannel(account_of(settings), max_file_bytes=means.max_file_bytes)

    def routes(_site: Site) -> Sequence["BaseRoute"]:
        return channel.routes()

    return ChannelWithLimits(channel, Limits(PER_SECOND), routes)


async def examine(settings: WecomSettings, _now: datetime, _groups: Sequence[str]) -> list[Finding]:
    """See Spec."""
    if not settings.secret.get_secret_value():
        return [Finding("wecom", True, "off (no secret)")]
    from bot.channels.wecom import doctor

    return await doctor.examine(account_of(settings))


def secrets(settings: WecomSettings) -> Sequence[str]:
    """See Spec."""
    return [each.get_secret_value() for each in (settings.secret, settings.callback_token, settings.callback_key)]


CHANNEL = Spec(
    name=NAME,
    way=Way(label="企业微信"),
    section=WecomSettings,
    switch="wecom.secret",
    build=build,
    examine=examine,
    secrets=secrets,
)
