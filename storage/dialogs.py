"""Where each person is in a form; a row, so that a restart forgets nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from domain.people import PersonId
from storage.tables import dialogs


@dataclass(frozen=True, slots=True)
class Dialog:
    """An open form: which flow, and what it knows so far (JSON values)."""

    flow: str
    data: Mapping[str, Any]


def current(connection: Connection, channel: str, chat: str, person: PersonId, now: datetime) -> Dialog | None:
    """The open form of a person in a chat, unless it has expired."""
    row = connection.execute(select(dialogs).where(_key(channel, chat, person))).one_or_none()
    return Dialog(row.flow, row.data) if row and row.expires_at > now else None


def put(
    connection: Connection,
    channel: str,
    chat: str,
    person: PersonId,
    dialog: Dialog,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Opens a form or moves it on; a person has one form a chat."""
    row = {"flow": dialog.flow, "data": dict(dialog.data), "updated_at": now, "expires_at": expires_at}
    key = {"channel": channel, "chat": chat, "person_id": person}
    changed = connection.execute(update(dialogs).where(_key(channel, chat, person)).values(row))
    if changed.rowcount == 0:
        connection.execute(insert(dialogs).values(**key, **row))


def close(connection: Connection, channel: str, chat: str, person: PersonId) -> bool:
    """Leaves the form; True if there was one."""
    return connection.execute(delete(dialogs).where(_key(channel, chat, person))).rowcount > 0


def _key(channel: str, chat: str, person: PersonId) -> Any:
    return (dialogs.c.channel == channel) & (dialogs.c.chat == chat) & (dialogs.c.person_id == person)
