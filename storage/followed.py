"""The outbox as open pages follow it: what has left since one looked last."""

from collections.abc import Collection

from sqlalchemy import func, select

from storage.outbox import WAITING, Message, to_message
from storage.store import Store
from storage.tables import outbox


def newest(store: Store) -> int:
    """The number of the newest row; 0 if there is none."""
    return int(store.execute(select(func.coalesce(func.max(outbox.c.id), 0))).scalar_one())


def waiting_for(store: Store, channel: str, chats: Collection[str]) -> frozenset[int]:
    """The numbers of what waits or is on its way to some chats."""
    waiting = (outbox.c.channel == channel) & outbox.c.chat.in_(chats) & outbox.c.state.in_(WAITING)
    return frozenset(store.execute(select(outbox.c.id).where(waiting)).scalars())


def moved(store: Store, channel: str, chats: Collection[str], after: int, left: Collection[int]) -> tuple[Message, ...]:
    """What was queued for some chats after a row, and rows that have waited until now, oldest first."""
    new = (outbox.c.channel == channel) & outbox.c.chat.in_(chats) & (outbox.c.id > after)
    query = select(outbox).where(new | outbox.c.id.in_(left)).order_by(outbox.c.id)
    return tuple(to_message(row) for row in store.execute(query))
