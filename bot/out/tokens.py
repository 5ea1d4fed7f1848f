"""An invitation's token, made when the card leaves: nothing that is stored or backed up holds one that works."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from handlers.kernel.manner import as_json, from_json
from handlers.people.words import invitations as zh
from storage import invitations
from storage.outbox import Message
from storage.payloads import Payload
from storage.store import Store


def with_token(store: Store, message: Message, new_token: Callable[[], str], now: datetime) -> Message:
    """The message with a token of its own, in the transaction that marks it as leaving. A second try gets another one."""
    token = new_token() + new_token()
    good = invitations.retoken(store, message.payload["invite"], token, now)
    shown = token if good else zh.VOID
    lines = [zh.filled(line, shown) for line in message.payload["lines"]]
    payload: Payload = {**message.payload, "lines": lines}
    manner = from_json(payload.get("manner"))
    if manner.copied is not None:
        label, copied = manner.copied
        payload["manner"] = as_json(replace(manner, copied=(label, zh.filled(copied, token)) if good else None))
    return replace(message, payload=payload)
