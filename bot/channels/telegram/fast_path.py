"""The two kinds of update that come all day, read without the library's types: a private text and a tap.

Decoding an update costs more than all else that is done to receive it, and of these two hardly anything is used. Whatever is not
exactly of these shapes is left to `incoming.Reader`, which reads the same from them (a test compares).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.channels.telegram.render import token_of
from bot.channels.telegram.spec import NAME
from handlers.kernel.messages import Incoming

Raw = Mapping[str, Any]

# What may stand in such an update. Anything else may change its meaning: entities name the bot, replies answer it.
TEXT = frozenset({"message_id", "date", "chat", "from", "text"})
TAP = frozenset({"id", "from", "message", "chat_instance", "data"})


def spoken(raw: Raw) -> Incoming | None:
    """A private message of nothing but text that is no command; None for anything else."""
    match raw:
        case {
            "update_id": int(number),
            "message": {
                "message_id": int(message),
                "date": int(date),
                "chat": {"id": int(chat), "type": "private"},
                "from": {"id": int(sender)},
                "text": str(text),
            },
        } if len(raw) == 2 and raw["message"].keys() == TEXT and not text.startswith("/") and 0 < date < 2**32:
            return Incoming(
                channel=NAME,
                external_id=str(number),
                chat=str(chat),
                sender=str(sender),
                sent_at=datetime.fromtimestamp(date, UTC),
                text=text,
                message=str(message),
            )
    return None


def tapped(raw: Raw, now: datetime) -> tuple[str, Incoming] | None:
    """A tap on a message of a private chat, after the query's id; None for anything else. `now` is UTC."""
    match raw:
        case {
            "update_id": int(number),
            "callback_query": {
                "id": str(query),
                "from": {"id": int(sender)},
                "message": {"message_id": int(message), "chat": {"id": int(chat), "type": "private"}},
                "data": str(data),
            },
        } if len(raw) == 2 and raw["callback_query"].keys() == TAP:
            return query, Incoming(
                channel=NAME,
                external_id=str(number),
                chat=str(chat),
                sender=str(sender),
                # Telegram does not say when a button was pressed.
                sent_at=now,
                button=token_of(data),
                message=str(message),
            )
    return None
