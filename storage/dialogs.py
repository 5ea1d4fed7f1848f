"""Where each person is in a form; a row, so that a restart forgets nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.people import PersonId
from storage.store import Kept, Now, Row, Store, Writer
from storage.tables import dialogs

# A person's forms by channel and chat: flow, data, when it expires.
Forms = dict[tuple[str, str], tuple[str, Mapping[str, object], datetime]]
KEPT: Kept[PersonId, Forms] = Kept("dialogs", dialogs)
KEY = ("channel", "chat", "person_id")
OF_PEOPLE = select(dialogs).where(dialogs.c.person_id.in_(bindparam("people", expanding=True)))
CLOSE = delete(dialogs).where(*(dialogs.c[name] == bindparam(f"its_{name}") for name in KEY))


@dataclass(frozen=True, slots=True)
class Dialog:
    """An open form: which flow, and what it knows so far (JSON values)."""

    flow: str
    data: Mapping[str, object]


def recall(store: Store, people: Sequence[PersonId]) -> None:
    """Reads the open forms of several people at once; `current` then asks no more."""
    _forms(store, people)


def of_people(store: Store, people: Sequence[PersonId]) -> list[Dialog]:
    """The forms of several people in all their chats, also expired ones."""
    known = _forms(store, people)
    return [Dialog(flow, data) for person in people for flow, data, _ in known[person].values()]


def current(store: Store, channel: str, chat: str, person: PersonId, now: datetime) -> Dialog | None:
    """The open form of a person in a chat, unless it has expired."""
    found = _forms(store, [person])[person].get((channel, chat))
    return Dialog(found[0], found[1]) if found and found[2] > now else None


def put(
    store: Store,
    channel: str,
    chat: str,
    person: PersonId,
    dialog: Dialog,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Opens a form or moves it on; a person has one form a chat."""
    forms = _forms(store, [person])[person] | {(channel, chat): (dialog.flow, dict(dialog.data), expires_at)}
    key = {"channel": channel, "chat": chat, "person_id": person}
    form = {"flow": dialog.flow, "data": dict(dialog.data), "updated_at": now, "expires_at": expires_at}
    store.later(WRITER, key | form, Now(KEPT, person, forms))


def close(store: Store, channel: str, chat: str, person: PersonId) -> bool:
    """Leaves the form; True if there was one."""
    forms = dict(_forms(store, [person])[person])
    there = forms.pop((channel, chat), None) is not None
    if there:
        row = {"channel": channel, "chat": chat, "person_id": person}
        store.later(WRITER, row, Now(KEPT, person, forms))
    return there


def move_chat(store: Store, channel: str, old: str, new: str) -> None:
    """A group has a new id: forms go along, but for those of people who have opened one there since."""
    here = (dialogs.c.channel == channel) & (dialogs.c.chat == old)
    there = select(dialogs.c.person_id).where(dialogs.c.channel == channel, dialogs.c.chat == new)
    store.execute(delete(dialogs).where(here, dialogs.c.person_id.in_(there)))
    store.execute(update(dialogs).where(here).values(chat=new))


def _forms(store: Store, people: Sequence[PersonId]) -> dict[PersonId, Forms]:
    def read(missing: list[PersonId]) -> dict[PersonId, Forms]:
        found: dict[PersonId, Forms] = {person: {} for person in missing}
        for row in store.execute(OF_PEOPLE, {"people": missing}):
            found[row.person_id][row.channel, row.chat] = row.flow, row.data, row.expires_at
        return found

    return store.recall(KEPT, people, read)


def _write(store: Store, rows: Sequence[Row]) -> None:
    """The last word on each form: a row with a flow stands, one without is gone."""
    last = {tuple(row[name] for name in KEY): row for row in rows}
    standing = [row for row in last.values() if "flow" in row]
    gone = [{f"its_{name}": row[name] for name in KEY} for row in last.values() if "flow" not in row]
    if standing:
        store.execute(_UPSERT[store.dialect], standing)
    if gone:
        store.execute(CLOSE, gone)


def _upsert(dialect: Any) -> Executable:
    query = dialect.insert(dialogs)
    fresh = {name: query.excluded[name] for name in ("flow", "data", "updated_at", "expires_at")}
    put: Executable = query.on_conflict_do_update(index_elements=list(KEY), set_=fresh)
    return put


_UPSERT = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}
WRITER = Writer(_write, dialogs)
