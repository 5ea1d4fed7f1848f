"""The channels there are. The order is the one in which pushes try them where the settings name none."""

from collections.abc import Mapping
from typing import Any

from bot.channels.spec import Spec
from bot.channels.telegram.spec import CHANNEL as TELEGRAM
from bot.channels.web.spec import CHANNEL as WEB
from bot.channels.wecom.robot.spec import CHANNEL as WECOM_ROBOT
from bot.channels.wecom.spec import CHANNEL as WECOM
from handlers.kernel.words.ways import Way

CHANNELS: tuple[Spec[Any], ...] = (WECOM, WECOM_ROBOT, TELEGRAM, WEB)


def names() -> tuple[str, ...]:
    """The names of all channels, in that order."""
    return tuple(spec.name for spec in CHANNELS)


def inside() -> tuple[str, ...]:
    """The names of those that stay within the district's own network where the settings say nothing else."""
    return tuple(spec.name for spec in CHANNELS if spec.inside)


def ways() -> Mapping[str, Way]:
    """Their words by name, also of those that are not in use: what they sent once is told too."""
    return {spec.name: spec.way for spec in CHANNELS}
