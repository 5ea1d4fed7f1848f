"""What a platform tells of a chat itself, rather than what somebody said there."""

import structlog

from domain.delivery import Cause
from handlers.kernel.messages import Incoming
from handlers.kernel.turn import Moment
from storage import chats, people

log = structlog.get_logger()

EVENTS = frozenset({"blocked", "unblocked", "migrated", "undecodable"})


def happened(moment: Moment, incoming: Incoming) -> None:
    """One of EVENTS: who can be reached and where follows it."""
    store, channel = moment.store, incoming.channel
    if incoming.event == "blocked":
        cause = Cause.BLOCKED if incoming.private else Cause.REMOVED
        people.mark_unreachable(store, channel, incoming.chat, moment.now, cause)
    elif incoming.event == "unblocked":
        people.mark_reachable(store, channel, incoming.chat)
    elif incoming.moved_to is not None:
        chats.move(store, channel, incoming.chat, incoming.moved_to, moment.now)
    else:
        log.warning("undecodable update", channel=channel, request=incoming.external_id)
