"""How often a message was tried in vain."""

from datetime import datetime

from domain.keys.messages import Reply
from domain.secrecy import OPEN
from handlers.kernel.messages import Incoming, Spot, blotted, say
from handlers.kernel.turn import Moment
from handlers.kernel.words import common as zh
from storage import chats, updates
from storage.chats import Update
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


def dead_letter(moment: Moment, incoming: Incoming, cause: Exception, limit: int, noted: Update, spot: Spot) -> bool:
    """Counts a failed try of a message; True once it went to the dead letters and counts as dealt with (`noted`)."""
    store, now = moment.store, moment.now
    dead = counted(store, incoming, cause, limit, now)
    if dead:
        if not chats.dealt_with(store, [(incoming.channel, incoming.external_id)]):
            chats.write_down(store, noted, now)
        key = Reply(incoming.name, None)
        moment.post.reply(incoming.channel, incoming.chat, None, say(zh.FAILED, tells=OPEN), key, spot=spot)
    return dead
