"""Where each person is in a form; a row, so that a restart forgets nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.people import PersonId
from storage.ledger import Row, ledger
from storage.tables import dialogs

MEMORY = "dialogs"
KEY = ("channel", "chat", "person_id")
OF_PEOPLE = select(dialogs).where(dialogs.c.person_id.in_(bindparam("people", expanding=True)))
CLOSE = delete(dialogs).where(*(dialogs.c[name] == bindparam(f"its_{name}") for name in KEY))


@dataclass(frozen=True, slots=True)
class Dialog:
    """An open form: which flow, and what it knows so far (JSON values)."""

    flow: str
    data: Mapping[str, Any]


def recall(connection: Connection, people: Sequence[PersonId]) -> None:
    """Reads the open forms of several people at once; `current` then asks no more."""
    known = ledger(connection).memory(MEMORY)
    missing = [person for person in people if person not in known]
    if not missing:
        return
    known.update({person: {} for person in missing})
    for row in connection.execute(OF_PEOPLE, {"people": missing}):
        known[row.person_id][row.channel, row.chat] = row.flow, row.data, row.expires_at


def of_people(connection: Connection, people: Sequence[PersonId]) -> list[Dialog]:
    """The forms of several people in all their chats, also expired ones."""
    recall(connection, people)
    known = ledger(connection).memory(MEMORY)
    return [Dialog(flow, data) for person in people for flow, data, _ in known[person].values()]


def current(connection: Connection, channel: str, chat: str, person: PersonId, now: datetime) -> Dialog | None:
    """The open form of a person in a chat, unless it has expired."""
    recall(connection, [person])
    found = ledger(connection).memory(MEMORY)[person].get((channel, chat))
    return Dialog(found[0], found[1]) if found and found[2] > now else None


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
    recall(connection, [person])
    ledger(connection).memory(MEMORY)[person][channel, chat] = dialog.flow, dict(dialog.data), expires_at
    key = {"channel": channel, "chat": chat, "person_id": person}
    form = {"flow": dialog.flow, "data": dict(dialog.data), "updated_at": now, "expires_at": expires_at}
    ledger(connection).later(_write, key | form)


def close(connection: Connection, channel: str, chat: str, person: PersonId) -> bool:
    """Leaves the form; True if there was one."""
    recall(connection, [person])
    there = ledger(connection).memory(MEMORY)[person].pop((channel, chat), None) is not None
    if there:
        ledger(connection).later(_write, {"channel": channel, "chat": chat, "person_id": person})
    return there


def move_chat(connection: Connection, channel: str, old: str, new: str) -> None:
    """A group has a new id: forms go along, but for those of people who have opened one there since."""
    here = (dialogs.c.channel == channel) & (dialogs.c.chat == old)
    there = select(dialogs.c.person_id).where(dialogs.c.channel == channel, dialogs.c.chat == new)
    connection.execute(delete(dialogs).where(here, dialogs.c.person_id.in_(there)))
    connection.execute(update(dialogs).where(here).values(chat=new))
    ledger(connection).memory(MEMORY).clear()


def _write(connection: Connection, rows: Sequence[Row]) -> None:
    """The last word on each form: a row with a flow stands, one without is gone."""
    last = {tuple(row[name] for name in KEY): row for row in rows}
    standing = [row for row in last.values() if "flow" in row]
    gone = [{f"its_{name}": row[name] for name in KEY} for row in last.values() if "flow" not in row]
    if standing:
        connection.execute(_UPSERT[connection.dialect.name], standing)
    if gone:
        connection.execute(CLOSE, gone)


def _upsert(dialect: Any) -> Any:
    query = dialect.insert(dialogs)
    fresh = {name: query.excluded[name] for name in ("flow", "data", "updated_at", "expires_at")}
    return query.on_conflict_do_update(index_elements=list(KEY), set_=fresh)


_UPSERT = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}
