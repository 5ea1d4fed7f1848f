"""What a notice and its clocks are called wherever something is kept about them."""

from enum import Enum
from typing import NewType

NoticeId = NewType("NoticeId", int)


class Clock(Enum):
    """RECEIPT, REPLY and FEEDBACK are owed by the unit, VERDICT (on an objection or a reply) by the inspectors."""

    RECEIPT = "receipt"
    REPLY = "reply"
    FEEDBACK = "feedback"
    VERDICT = "verdict"
