"""Messages that stay in sight at the top of a chat until what they are about is over."""

from sqlalchemy import select

from storage.store import Store
from storage.tables import outbox

# So far back one is looked for.
PINS = 200


def pinned(store: Store, channel: str, chat: str, why: str) -> tuple[str, ...]:
    """The platform's ids of messages of a chat that stay in sight for a reason; of the newest ones."""
    here = (outbox.c.channel == channel) & (outbox.c.chat == chat) & outbox.c.message.is_not(None)
    rows = store.execute(
        select(outbox.c.message, outbox.c.payload).where(here).order_by(outbox.c.id.desc()).limit(PINS)
    )
    return tuple(row.message for row in rows if row.payload.get("manner", {}).get("pinned") == why)
