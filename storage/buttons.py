"""What a tap means. A token is made for one person and one chat, and is checked again when it is used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from domain.people import PersonId
from storage.ledger import Row, ledger
from storage.tables import buttons

MEMORY = "buttons"
OF_TOKENS = select(buttons).where(buttons.c.token.in_(bindparam("tokens", expanding=True)))
ISSUE = insert(buttons)


@dataclass(frozen=True, slots=True)
class Tapped:
    """A stored button."""

    token: str
    person: PersonId
    chat: str
    action: str
    args: Mapping[str, Any]
    label: str
    expires_at: datetime


def issue(connection: Connection, made: Sequence[Tapped], outbox_key: str, now: datetime) -> None:
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
        ledger(connection).later(_insert, row)


def recall(connection: Connection, tokens: Sequence[str]) -> None:
    """Reads several buttons at once; `find` then asks no more."""
    known = ledger(connection).memory(MEMORY)
    missing = [token for token in tokens if token not in known]
    if missing:
        known.update(dict.fromkeys(missing))
        known.update({row.token: _tapped(row) for row in connection.execute(OF_TOKENS, {"tokens": missing})})


def find(connection: Connection, token: str) -> Tapped | None:
    """The button behind a token, or None."""
    recall(connection, [token])
    found: Tapped | None = ledger(connection).memory(MEMORY)[token]
    return found


def newest(connection: Connection, person: PersonId, chat: str, now: datetime) -> tuple[Tapped, ...]:
    """The buttons of the newest card with buttons shown to a person in a chat, in the order shown: for typed numbers."""
    ledger(connection).flush(connection)
    mine = (buttons.c.person_id == person) & (buttons.c.chat == chat) & (buttons.c.expires_at > now)
    last = select(buttons.c.outbox_key).where(mine).order_by(buttons.c.created_at.desc(), buttons.c.outbox_key.desc())
    key = connection.execute(last.limit(1)).scalar_one_or_none()
    if key is None:
        return ()
    rows = connection.execute(select(buttons).where(mine, buttons.c.outbox_key == key).order_by(buttons.c.position))
    return tuple(_tapped(row) for row in rows)


def move_chat(connection: Connection, old: str, new: str) -> None:
    """A group has a new id: its buttons work there."""
    connection.execute(update(buttons).where(buttons.c.chat == old).values(chat=new))
    ledger(connection).memory(MEMORY).clear()


def forget_expired(connection: Connection, now: datetime) -> int:
    """Deletes tokens past their time; a tap on one is then answered as outdated."""
    return connection.execute(delete(buttons).where(buttons.c.expires_at <= now)).rowcount


def _insert(connection: Connection, rows: Sequence[Row]) -> None:
    connection.execute(ISSUE, rows)


def _tapped(row: Any) -> Tapped:
    return Tapped(row.token, PersonId(row.person_id), row.chat, row.action, row.args, row.label, row.expires_at)
