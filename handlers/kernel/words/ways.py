"""What conversations know of a channel: how people call it, and what it means there that a message was taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.delivery import Cause


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
