"""What conversations know of a channel: how people call it, and what it means there that a message was taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.delivery import Cause
from wording.said import worded

# Under what is sent a second time, since nobody knows whether the first arrived.
REPEATED = "（重发：如已收到，请忽略本条）"
# On a card that only carries buttons, and on one that nobody can tap any more.
CHOOSE = "请选择"
DONE = "已办理"


@dataclass(frozen=True, slots=True)
class Way:
    """Words of one channel, in Chinese.

    `taken` is the state of a message that the channel has taken, `meaning` goes on from it to a sentence. `reasons` says a cause
    in the channel's own words where the general ones do not fit.
    """

    label: str
    taken: str = "平台已接收"
    meaning: str = "只说明平台收下，不等于本人已读"
    reasons: Mapping[Cause, str] = field(default_factory=dict)


def choice(number: int) -> str:
    """On a button whose words are too long for it."""
    return worded("选{number}", number=number)


def explained(number: int, label: str) -> str:
    """What such a button does."""
    return worded("选{number}：{label}", number=number, label=label)
