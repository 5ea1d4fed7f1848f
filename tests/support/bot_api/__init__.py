"""A Bot API on the loopback: answers like Telegram, keeps its limits, can be told to fail, and remembers everything."""

from tests.support.bot_api.faults import Fault
from tests.support.bot_api.limits import Limits, Violation
from tests.support.bot_api.runner import BotApi
from tests.support.bot_api.world import Sent

__all__ = ["BotApi", "Fault", "Limits", "Sent", "Violation"]
