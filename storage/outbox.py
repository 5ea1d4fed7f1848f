"""The one way out: what is to be said, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from domain.people import PersonId
from storage.once import insert_once
from storage.tables import outbox


class Lane(Enum):
    """Replies go before pushes under one pace."""

    REPLY = 0
    PUSH = 1


class MessageKind(Enum):
    """What a message is; an unknown outcome is treated by kind."""

    REPLY = "reply"
    REMINDER = "reminder"
    NOTICE = "notice"
    DIGEST = "digest"
    MENU = "menu"


class Delivery(Enum):
    """Where a message is on its way. SENDING is committed before the call; UNKNOWN means it may have arrived."""

    PENDING = "pending"
    SENDING = "sending"
    ACCEPTED = "accepted"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"


WAITING = (Delivery.PENDING.value, Delivery.SENDING.value)


@dataclass(frozen=True, slots=True)
class Message:
    """A row of the outbox. `payload` is the rendered-neutral card; `edit_of` the platform's id of the card it replaces."""

    id: int
    key: str
    channel: str
    chat: str
    person: PersonId | None
    lane: Lane
    kind: MessageKind
    payload: Mapping[str, Any]
    state: Delivery
    attempts: int
    repeated: bool
    created_at: datetime
    edit_of: str | None
    message: str | None
    error: str


def put(
    connection: Connection,
    key: str,
    channel: str,
    chat: str,
    person: PersonId | None,
    kind: MessageKind,
    payload: Mapping[str, Any],
    now: datetime,
    *,
    edit_of: str | None = None,
    not_before: datetime | None = None,
    state: Delivery = Delivery.PENDING,
    error: str = "",
) -> bool:
    """Queues a message once: False if the key is known already."""
    row = {
        "key": key,
        "channel": channel,
        "chat": chat,
        "person_id": person,
        "lane": (Lane.REPLY if kind in (MessageKind.REPLY, MessageKind.MENU) else Lane.PUSH).value,
        "kind": kind.value,
        "payload": dict(payload),
        "state": state.value,
        "attempts": 0,
        "repeated": False,
        "created_at": now,
        "edit_of": edit_of,
        "not_before": not_before,
        "error": error,
    }
    return insert_once(connection, outbox, row, outbox.c.id) is not None


def claim(
    connection: Connection, channel: str, busy_chats: Sequence[str], limit: int, now: datetime
) -> tuple[Message, ...]:
    """Marks what may leave now as SENDING and returns it: replies first, oldest first, one message a chat at a time.

    A message waits for the earlier ones of its chat and lane, so order per chat holds, while a push held back over the
    night holds back no reply. Chats named busy are left alone.
    """
    earlier = outbox.alias("earlier")
    blocked = select(earlier.c.id).where(
        earlier.c.channel == outbox.c.channel,
        earlier.c.chat == outbox.c.chat,
        earlier.c.lane == outbox.c.lane,
        earlier.c.id < outbox.c.id,
        earlier.c.state.in_(WAITING),
    )
    ready = outbox.c.not_before.is_(None) | (outbox.c.not_before <= now)
    query = select(outbox.c.id).where(
        outbox.c.channel == channel, outbox.c.state == Delivery.PENDING.value, ready, ~blocked.exists()
    )
    if busy_chats:
        query = query.where(outbox.c.chat.not_in(busy_chats))
    ids = list(connection.execute(query.order_by(outbox.c.lane, outbox.c.id).limit(limit)).scalars())
    if not ids:
        return ()
    claimed = (
        update(outbox)
        .where(outbox.c.id.in_(ids))
        .values(state=Delivery.SENDING.value, attempts=outbox.c.attempts + 1)
        .returning(outbox)
    )
    return tuple(sorted((_message(row) for row in connection.execute(claimed)), key=lambda m: (m.lane.value, m.id)))


def settle(
    connection: Connection, id_: int, state: Delivery, now: datetime, *, message: str | None = None, error: str = ""
) -> None:
    """Writes down what became of a message."""
    row = {"state": state.value, "settled_at": now, "message": message, "error": error}
    connection.execute(update(outbox).where(outbox.c.id == id_).values(row))


def postpone(connection: Connection, id_: int, not_before: datetime, error: str, *, repeat: bool = False) -> None:
    """Back to waiting, not before a time; a restart keeps the wait. `repeat` marks a message that may have arrived once."""
    row: dict[str, object] = {"state": Delivery.PENDING.value, "not_before": not_before, "error": error}
    if repeat:
        row["repeated"] = True
    connection.execute(update(outbox).where(outbox.c.id == id_).values(row))


def illustrate(connection: Connection, id_: int, payload: Mapping[str, Any]) -> None:
    """Puts a drawn picture into a message that is about to leave."""
    connection.execute(update(outbox).where(outbox.c.id == id_).values(payload=dict(payload)))


def anything_due(connection: Connection, channel: str, now: datetime) -> bool:
    """Whether a message of the channel may leave now."""
    ready = outbox.c.not_before.is_(None) | (outbox.c.not_before <= now)
    waits = (outbox.c.channel == channel) & (outbox.c.state == Delivery.PENDING.value) & ready
    return connection.execute(select(outbox.c.id).where(waits).limit(1)).scalar_one_or_none() is not None


def move_chat(connection: Connection, channel: str, old: str, new: str) -> None:
    """A group has a new id: what waits for the old one goes to the new one."""
    waiting = (outbox.c.channel == channel) & (outbox.c.chat == old) & outbox.c.state.in_(WAITING)
    connection.execute(update(outbox).where(waiting).values(chat=new))


def left_sending(connection: Connection, channel: str) -> tuple[Message, ...]:
    """Messages that were on their way when the process died: whether they arrived is not known."""
    query = select(outbox).where(outbox.c.channel == channel, outbox.c.state == Delivery.SENDING.value)
    return tuple(_message(row) for row in connection.execute(query.order_by(outbox.c.id)))


def by_key(connection: Connection, key: str) -> Message | None:
    """One message."""
    row = connection.execute(select(outbox).where(outbox.c.key == key)).one_or_none()
    return _message(row) if row else None


def shown_in(
    connection: Connection, channel: str, chat: str, before: datetime | None, limit: int
) -> tuple[Message, ...]:
    """What was said to a chat before a moment, newest first."""
    query = select(outbox).where(outbox.c.channel == channel, outbox.c.chat == chat)
    if before is not None:
        query = query.where(outbox.c.created_at < before)
    rows = connection.execute(query.order_by(outbox.c.id.desc()).limit(limit))
    return tuple(_message(row) for row in rows)


def counts(connection: Connection) -> dict[tuple[str, Delivery], int]:
    """Messages by channel and state."""
    query = select(outbox.c.channel, outbox.c.state, func.count()).group_by(outbox.c.channel, outbox.c.state)
    return {(row[0], Delivery(row[1])): int(row[2]) for row in connection.execute(query)}


def oldest_waiting(connection: Connection) -> datetime | None:
    """Since when the oldest waiting message waits."""
    query = select(func.min(outbox.c.created_at)).where(outbox.c.state.in_(WAITING))
    return connection.execute(query).scalar_one_or_none()


def _message(row: Row[Any]) -> Message:
    return Message(
        id=row.id,
        key=row.key,
        channel=row.channel,
        chat=row.chat,
        person=None if row.person_id is None else PersonId(row.person_id),
        lane=Lane(row.lane),
        kind=MessageKind(row.kind),
        payload=row.payload,
        state=Delivery(row.state),
        attempts=row.attempts,
        repeated=row.repeated,
        created_at=row.created_at,
        edit_of=row.edit_of,
        message=row.message,
        error=row.error,
    )
