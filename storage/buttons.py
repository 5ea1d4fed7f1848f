"""What a tap means. A token is made for one person and one chat, and is checked again when it is used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from domain.people import PersonId
from storage.store import Fetched, Kept, Now, Store, insert_many
from storage.tables import buttons

# What a button carries under a name.
Value = str | int | bool | None
KEPT: Kept[str, "Tapped"] = Kept("buttons", buttons)
OF_TOKENS = select(buttons).where(buttons.c.token.in_(bindparam("tokens", expanding=True)))
WRITER = insert_many(insert(buttons), buttons)


@dataclass(frozen=True, slots=True)
class Tapped:
    """A stored button."""

    token: str
    person: PersonId
    chat: str
    action: str
    args: Mapping[str, Value]
    label: str
    expires_at: datetime


def issue(store: Store, made: Sequence[Tapped], outbox_key: str, now: datetime) -> None:
    """Stores the buttons of one card, with the transaction's last writes."""
    for position, each in enumerate(made):
        row = {
            "token": each.token,
            "person_id": each.person,
            "chat": each.chat,
            "action": each.action,
            "args": dict(each.args),
            "label": each.label,
            "outbox_key": outbox_key,
            "position": position,
            "created_at": now,
            "expires_at": each.expires_at,
        }
        store.later(WRITER, row, Now(KEPT, each.token, each))


def recall(store: Store, tokens: Sequence[str]) -> None:
    """Reads several buttons at once; `find` then asks no more."""
    _of_tokens(store, tokens)


def find(store: Store, token: str) -> Tapped | None:
    """The button behind a token, or None."""
    return _of_tokens(store, [token]).get(token)


def newest(store: Store, person: PersonId, chat: str, now: datetime) -> tuple[Tapped, ...]:
    """The buttons of the newest card with buttons shown to a person in a chat, in the order shown: for typed numbers."""
    mine = (buttons.c.person_id == person) & (buttons.c.chat == chat) & (buttons.c.expires_at > now)
    last = select(buttons.c.outbox_key).where(mine).order_by(buttons.c.created_at.desc(), buttons.c.outbox_key.desc())
    key = store.execute(last.limit(1)).scalar_one_or_none()
    if key is None:
        return ()
    rows = store.execute(select(buttons).where(mine, buttons.c.outbox_key == key).order_by(buttons.c.position))
    return tuple(_tapped(row) for row in rows)


def move_chat(store: Store, old: str, new: str) -> None:
    """A group has a new id: its buttons work there."""
    store.execute(update(buttons).where(buttons.c.chat == old).values(chat=new))


def forget_expired(store: Store, now: datetime) -> int:
    """Deletes tokens past their time; a tap on one is then answered as outdated."""
    return store.execute(delete(buttons).where(buttons.c.expires_at <= now)).rowcount


def _of_tokens(store: Store, tokens: Sequence[str]) -> dict[str, Tapped]:
    def read(missing: list[str]) -> dict[str, Tapped]:
        return {row.token: _tapped(row) for row in store.execute(OF_TOKENS, {"tokens": missing})}

    return store.recall(KEPT, tokens, read)


def _tapped(row: Fetched) -> Tapped:
    return Tapped(row.token, PersonId(row.person_id), row.chat, row.action, row.args, row.label, row.expires_at)
