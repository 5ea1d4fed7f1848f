"""All that 智能机器人 adds to the service."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from pydantic import SecretStr, model_validator

from bot.base.finding import Finding
from bot.base.pace import Limits
from bot.channels.spec import ChannelWithLimits, Means, Section, Spec
from handlers.kernel.words.ways import Way

NAME = "wecom_robot"
# All calls share one connection; what a chat may be sent is counted by the channel itself.
PER_SECOND = 20.0


class RobotSettings(Section):
    """A robot of an enterprise; off while its secret is empty."""

    robot: str = ""
    secret: SecretStr = SecretStr("")
    url: str = "wss://openws.work.weixin.qq.com"

    @model_validator(mode="after")
    def _is_whole(self) -> "RobotSettings":
        if self.secret.get_secret_value() and not self.robot:
            raise ValueError("needs robot (Bot ID) beside its secret")
        if urlsplit(self.url).scheme not in ("wss", "ws"):
            raise ValueError("url begins with wss://")
        return self


def build(settings: RobotSettings, means: Means) -> ChannelWithLimits | None:
    """The channel, if there is a secret."""
    secret = settings.secret.get_secret_value()
    if not secret:
        return None
    from bot.channels.wecom.robot.channel import RobotChannel

    channel = RobotChannel(settings.url, settings.robot, secret, max_file_bytes=means.max_file_bytes)
    return ChannelWithLimits(channel, Limits(PER_SECOND))


async def examine(settings: RobotSettings, _now: datetime, _groups: Sequence[str]) -> list[Finding]:
    """See Spec. It does not connect: a second connection would end the service's own."""
    if not settings.secret.get_secret_value():
        return [Finding("wecom_robot", True, "off (no secret)")]
    if urlsplit(settings.url).scheme != "wss":
        return [Finding("wecom_robot.url", False, "the secret travels in clear text", "use wss:// there")]
    return [Finding("wecom_robot", True, f"robot {settings.robot}; /readyz says whether it is connected")]


def secrets(settings: RobotSettings) -> Sequence[str]:
    """See Spec."""
    return (settings.secret.get_secret_value(),)


CHANNEL = Spec(
    name=NAME,
    way=Way(label="企业微信机器人"),
    section=RobotSettings,
    switch="wecom_robot.secret",
    build=build,
    examine=examine,
    secrets=secrets,
)
