"""How often a message was tried in vain."""

from datetime import datetime

from handlers.kernel.messages import Incoming, blotted
from storage import chats, updates
from storage.store import Store

MOST_REASON = 2000


def counted(store: Store, incoming: Incoming, cause: Exception, limit: int, now: datetime) -> bool:
    """Counts a failed try; True once there were so many that it is set aside. Of a stranger's nothing is kept that was said."""
    known = chats.speaker(store, incoming.channel, incoming.sender) is not None
    payload: dict[str, object] = {
        "text": blotted(incoming.text) if known else "",
        "sender": incoming.sender,
        "button": incoming.button,
        "file": incoming.file.name if known and incoming.file else None,
    }
    error = f"{type(cause).__name__}: {cause}"[:MOST_REASON]
    return updates.fail(store, incoming.channel, incoming.external_id, incoming.chat, payload, error, limit, now)
