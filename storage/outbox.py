"""The one way out: what is to be said, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import (
    ColumnElement,
    Executable,
    Select,
    String,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    update,
)

from domain.delivery import Cause
from domain.items import ItemId
from domain.keys.messages import Marked, NewsKey, PushKey, parse_marked_push
from domain.keys.news import News
from domain.people import PersonId
from storage.payloads import Payload
from storage.store import Fetched, Store, filled, insert_many, insert_once
from storage.tables import outbox

# Databases limit the parameters of a query.
KEYS_A_QUERY = 1000
# The channel of a message to somebody who can be reached by none.
NOWHERE = "none"


class Lane(Enum):
    """Replies go before pushes under one pace."""

    REPLY = 0
    PUSH = 1


class MessageKind(Enum):
    """What a message is; an unknown outcome is treated by kind."""

    REPLY = "reply"
    REMINDER = "reminder"
    INFO = "info"
    DIGEST = "digest"
    MENU = "menu"


class MessageState(Enum):
    """Where a message is on its way. SENDING is committed before the call; UNKNOWN means it may have arrived.

    WITHDRAWN: taken back on purpose before it left; nobody missed anything.
    """

    PENDING = "pending"
    SENDING = "sending"
    ACCEPTED = "accepted"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


# Literal, not parameters: only so SQLite sees that the index of waiting messages serves.
PENDING = literal_column(f"'{MessageState.PENDING.value}'", String)
WAITING = (PENDING, literal_column(f"'{MessageState.SENDING.value}'", String))


def _ready(*more: ColumnElement[bool]) -> Select[tuple[int]]:
    """Messages of a channel that may leave now, replies first, oldest first."""
    now = bindparam("now", type_=outbox.c.created_at.type)
    may_leave = outbox.c.not_before.is_(None) | (outbox.c.not_before <= now)
    pending = (outbox.c.channel == bindparam("of_channel")) & outbox.c.state.in_(WAITING) & (outbox.c.state == PENDING)
    return select(outbox.c.id).where(pending, may_leave, *more).order_by(outbox.c.lane, outbox.c.id)


def _behind_another() -> ColumnElement[bool]:
    """Whether an earlier message of the same chat and lane still waits."""
    earlier = outbox.alias("earlier")
    blocking = select(earlier.c.id).where(
        earlier.c.channel == outbox.c.channel,
        earlier.c.chat == outbox.c.chat,
        earlier.c.lane == outbox.c.lane,
        earlier.c.id < outbox.c.id,
        earlier.c.state.in_(WAITING),
    )
    return blocking.exists()


# What does no harm when it is sent again: no second try of what may have arrived, and no digest.
CAREFREE = outbox.c.repeated.is_(False) & (outbox.c.kind != MessageKind.DIGEST.value)


def _claiming(ready: Select[tuple[int]]) -> Executable:
    """Marks what is ready, and gives it."""
    marked = update(outbox).where(outbox.c.id.in_(ready.correlate(None)))
    return marked.values(state=MessageState.SENDING.value, attempts=outbox.c.attempts + 1).returning(outbox)


ANSWERS = insert_many(insert(outbox), outbox)
ANY_DUE = _ready().limit(1)
NEXT = (~_behind_another(), outbox.c.chat.not_in(bindparam("busy", expanding=True)))
READY = _ready(*NEXT).limit(bindparam("most"))
READY_CAREFREE = _ready(CAREFREE, *NEXT).limit(bindparam("most"))
NEXT_CHAT = _ready(*NEXT).with_only_columns(outbox.c.chat).limit(1)
NEWEST_TAKEN = (
    select(outbox.c.chat, outbox.c.settled_at)
    .where(outbox.c.channel == bindparam("channel"), outbox.c.state == MessageState.ACCEPTED.value)
    .where(outbox.c.id > select(func.max(outbox.c.id)).scalar_subquery() - bindparam("most"))
)
CLAIM, CLAIM_CAREFREE = (_claiming(ready) for ready in (READY, READY_CAREFREE))
SETTLED = insert_many(update(outbox).where(outbox.c.id == bindparam("wanted_id")), outbox)


@dataclass(frozen=True, slots=True)
class Message:
    """A row of the outbox. `payload` is the rendered-neutral card; `edit_of` the platform's id of the card it replaces.

    `instead_of` is the key of the message this one goes out in place of, to another chat of the person.
    """

    id: int
    key: str
    channel: str
    chat: str
    person: PersonId | None
    lane: Lane
    kind: MessageKind
    payload: Payload
    state: MessageState
    attempts: int
    repeated: bool
    created_at: datetime
    edit_of: str | None
    message: str | None
    cause: Cause | None
    error: str
    not_before: datetime | None
    instead_of: str | None

    @property
    def pushed(self) -> Marked[PushKey]:
        """What a push is about and how it came to be this row; raises UnknownKey for a reply and a menu."""
        return parse_marked_push(self.key)

    @property
    def came_at(self) -> datetime:
        """When it could leave: a push held back over the night comes in the morning."""
        return self.not_before or self.created_at


def put(
    store: Store,
    key: str,
    channel: str,
    chat: str,
    person: PersonId | None,
    kind: MessageKind,
    payload: Payload,
    now: datetime,
    *,
    edit_of: str | None = None,
    not_before: datetime | None = None,
    state: MessageState = MessageState.PENDING,
    cause: Cause | None = None,
    error: str = "",
    instead_of: str | None = None,
) -> bool:
    """Queues a message once: False if the key is known already."""
    row = _row(key, channel, chat, person, kind, payload, now)
    row |= {"edit_of": edit_of, "not_before": not_before, "state": state.value}
    row |= {"cause": stored(cause), "error": error, "instead_of": instead_of}
    return insert_once(store, outbox, row, outbox.c.id) is not None


def answer(
    store: Store,
    key: str,
    channel: str,
    chat: str,
    person: PersonId | None,
    payload: Payload,
    now: datetime,
    edit_of: str | None,
) -> None:
    """Queues the answer to an update, with the transaction's last writes: its key is as new as the update itself."""
    row = _row(key, channel, chat, person, MessageKind.REPLY, payload, now)
    store.later(ANSWERS, row | {"edit_of": edit_of})


def claim(
    store: Store, channel: str, busy_chats: Sequence[str], limit: int, now: datetime, *, carefree: bool = False
) -> tuple[Message, ...]:
    """Marks what may leave now as SENDING and returns it: replies first, oldest first, one message a chat at a time.

    A message waits for the earlier ones of its chat and lane, so order per chat holds, while a push held back over the
    night holds back no reply. Chats named busy are left alone. `carefree`: only what does no harm when it is sent again.
    """
    asked = {"of_channel": channel, "busy": filled(list(busy_chats)), "now": now, "most": limit}
    claimed = store.execute(CLAIM_CAREFREE if carefree else CLAIM, asked)
    return tuple(sorted((to_message(row) for row in claimed), key=lambda m: (m.lane.value, m.id)))


def settle(
    store: Store,
    id_: int,
    state: MessageState,
    now: datetime,
    *,
    message: str | None = None,
    cause: Cause | None = None,
    error: str = "",
) -> None:
    """Writes down what became of a message."""
    row = {"wanted_id": id_, "state": state.value, "settled_at": now, "message": message}
    store.later(SETTLED, row | {"cause": stored(cause), "error": error})


def postpone(store: Store, id_: int, not_before: datetime, cause: Cause, error: str, *, repeat: bool = False) -> None:
    """Back to waiting, not before a time; a restart keeps the wait. `repeat` marks a message that may have arrived once."""
    row: dict[str, object] = {"state": MessageState.PENDING.value, "not_before": not_before}
    row |= {"cause": cause.value, "error": error}
    if repeat:
        row["repeated"] = True
    store.execute(update(outbox).where(outbox.c.id == id_).values(row))


def rewrite(store: Store, id_: int, payload: Payload) -> None:
    """Another text or a drawn picture for a message that is about to leave."""
    store.execute(update(outbox).where(outbox.c.id == id_).values(payload=dict(payload)))


def anything_due(store: Store, channel: str, now: datetime) -> bool:
    """Whether a message of the channel may leave now."""
    return store.execute(ANY_DUE, {"of_channel": channel, "now": now}).scalar_one_or_none() is not None


def next_chat(store: Store, channel: str, busy_chats: Sequence[str], now: datetime) -> str | None:
    """The chat of the message that would leave next, whatever it is; None if nothing is due."""
    asked = {"of_channel": channel, "busy": list(busy_chats), "now": now}
    return store.execute(NEXT_CHAT, asked).scalar_one_or_none()


def taken_since(store: Store, channel: str, since: datetime, most: int = 5000) -> set[str]:
    """The chats whose messages the platform took since a moment, among the newest rows: nobody waits for an old one."""
    rows = store.execute(NEWEST_TAKEN, {"channel": channel, "most": most})
    return {row.chat for row in rows if row.settled_at is not None and row.settled_at >= since}


def move_chat(store: Store, channel: str, old: str, new: str) -> None:
    """A group has a new id: what waits for the old one goes to the new one."""
    waiting = (outbox.c.channel == channel) & (outbox.c.chat == old) & outbox.c.state.in_(WAITING)
    store.execute(update(outbox).where(waiting).values(chat=new))


def waiting_in(store: Store, channel: str, chat: str) -> tuple[Message, ...]:
    """The pushes that wait for a chat, in the order they would leave in."""
    query = select(outbox).where(outbox.c.channel == channel, outbox.c.chat == chat, outbox.c.state.in_(WAITING))
    query = query.where(outbox.c.state == PENDING, outbox.c.lane == Lane.PUSH.value)
    return tuple(to_message(row) for row in store.execute(query.order_by(outbox.c.id)))


def left_sending(store: Store, channel: str) -> tuple[Message, ...]:
    """Messages that were on their way when the process died: whether they arrived is not known."""
    query = select(outbox).where(outbox.c.channel == channel, outbox.c.state.in_(WAITING))
    query = query.where(outbox.c.state == WAITING[1])
    return tuple(to_message(row) for row in store.execute(query.order_by(outbox.c.id)))


def by_key(store: Store, key: str) -> Message | None:
    row = store.execute(select(outbox).where(outbox.c.key == key)).one_or_none()
    return to_message(row) if row else None


def about(store: Store, channel: str, chat: str, message: str) -> tuple[ItemId, ...]:
    """The items that a message told of which a platform knows by this id, as it was changed last."""
    here = (outbox.c.channel == channel) & (outbox.c.chat == chat) & (outbox.c.message == message)
    payload = store.execute(select(outbox.c.payload).where(here).order_by(outbox.c.id.desc()).limit(1)).scalar()
    return tuple(map(ItemId, payload.get("about", ()))) if payload else ()


def known(store: Store, keys: Sequence[str]) -> set[str]:
    """Which of the keys were queued, however it ended."""
    found: set[str] = set()
    for first in range(0, len(keys), KEYS_A_QUERY):
        asked = select(outbox.c.key).where(outbox.c.key.in_(keys[first : first + KEYS_A_QUERY]))
        found.update(store.execute(asked).scalars())
    return found


def pushed_about(store: Store, news: News, since: datetime) -> bool:
    """Whether anybody was pushed the news since a moment."""
    pushed = (outbox.c.lane == Lane.PUSH.value) & (outbox.c.created_at >= since) & outbox.c.person_id.is_not(None)
    people = set(store.execute(select(outbox.c.person_id).where(pushed)).scalars())
    keys = [NewsKey(news, PersonId(person)).text() for person in people]
    return store.execute(select(outbox.c.id).where(outbox.c.key.in_(keys)).limit(1)).first() is not None


def shown_in(store: Store, channel: str, chat: str, limit: int, person: PersonId | None = None) -> tuple[Message, ...]:
    """What was queued for a chat, newest first, whether it has left or not; with `person` only what that person may see."""
    query = select(outbox).where(outbox.c.channel == channel, outbox.c.chat == chat)
    if person is not None:
        query = query.where(_may_see(person))
    return tuple(to_message(row) for row in store.execute(query.order_by(outbox.c.id.desc()).limit(limit)))


def came_to(
    store: Store, channel: str, chat: str, person: PersonId, before: datetime | None, now: datetime, limit: int
) -> tuple[Message, ...]:
    """What has come to a person's chat before a moment, newest first; what is held back until after `now` has not come."""
    came = func.coalesce(outbox.c.not_before, outbox.c.created_at)
    here = (outbox.c.channel == channel) & (outbox.c.chat == chat) & _may_see(person)
    wanted = select(outbox.c.id).where(here, (outbox.c.state != PENDING) | (came <= now))
    if before is not None:
        wanted = wanted.where(came < before)
    order = (came.desc(), outbox.c.id.desc())
    query = select(outbox).where(outbox.c.id.in_(wanted.order_by(*order).limit(limit)))
    return tuple(to_message(row) for row in store.execute(query.order_by(*order)))


def _may_see(person: PersonId) -> ColumnElement[bool]:
    """A chat may have been another person's before. Messages to nobody are refusals, which tell of nothing."""
    return outbox.c.person_id.is_(None) | (outbox.c.person_id == person)


def withdraw(store: Store, person: PersonId, now: datetime, cause: Cause) -> int:
    """What waits for a person does not leave any more."""
    waiting = (outbox.c.person_id == person) & outbox.c.state.in_(WAITING) & (outbox.c.state == PENDING)
    row = {"state": MessageState.WITHDRAWN.value, "settled_at": now, "cause": cause.value, "error": ""}
    return store.execute(update(outbox).where(waiting).values(row)).rowcount


def stored(cause: Cause | None) -> str | None:
    """A cause as the database keeps it."""
    return None if cause is None else cause.value


def known_cause(value: str | None) -> Cause | None:
    """A cause as it was stored."""
    return None if value is None else Cause(value)


def _row(
    key: str,
    channel: str,
    chat: str,
    person: PersonId | None,
    kind: MessageKind,
    payload: Payload,
    now: datetime,
) -> dict[str, object]:
    return {
        "key": key,
        "channel": channel,
        "chat": chat,
        "person_id": person,
        "lane": (Lane.REPLY if kind in (MessageKind.REPLY, MessageKind.MENU) else Lane.PUSH).value,
        "kind": kind.value,
        "payload": dict(payload),
        "state": MessageState.PENDING.value,
        "attempts": 0,
        "repeated": False,
        "created_at": now,
        "edit_of": None,
        "not_before": None,
        "cause": None,
        "error": "",
        "instead_of": None,
    }


def to_message(row: Fetched) -> Message:
    """A row of the table."""
    return Message(
        id=row.id,
        key=row.key,
        channel=row.channel,
        chat=row.chat,
        person=None if row.person_id is None else PersonId(row.person_id),
        lane=Lane(row.lane),
        kind=MessageKind(row.kind),
        payload=row.payload,
        state=MessageState(row.state),
        attempts=row.attempts,
        repeated=row.repeated,
        created_at=row.created_at,
        edit_of=row.edit_of,
        message=row.message,
        cause=known_cause(row.cause),
        error=row.error,
        not_before=row.not_before,
        instead_of=row.instead_of,
    )
