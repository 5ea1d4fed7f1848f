"""What goes on in chats: what came in, who speaks, the form a person is in, and what the buttons shown there mean.

A batch of messages reads each of these once, for all its chats, and writes them at its end.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, bindparam, delete, insert, select, update
from sqlalchemy import Row as SqlRow
from sqlalchemy.dialects import postgresql, sqlite

from domain.edits import Kind, Made
from domain.keys.updates import Overtaken
from domain.people import Language, Person, PersonId, Role
from storage import outbox, record
from storage.store import Fetched, Kept, Now, Row, Store, Writer, insert_many
from storage.tables import bindings, buttons, dialogs, made, people, updates
from storage.tables import outbox as outbox_table

# What a button carries under a name.
Value = str | int | bool | None
# A person's forms by channel and chat: flow, data, when it expires.
Forms = dict[tuple[str, str], tuple[str, Mapping[str, object], datetime]]

UPDATES: Kept[tuple[str, str], bool] = Kept("updates", updates)
SPEAKING: Kept[tuple[str, str], Person] = Kept("speaking", people, bindings)
FORMS: Kept[PersonId, Forms] = Kept("dialogs", dialogs)
BUTTONS: Kept[str, "Tapped"] = Kept("buttons", buttons)

KNOWN = select(updates.c.channel, updates.c.external_id).where(
    updates.c.channel.in_(bindparam("channels", expanding=True)),
    updates.c.external_id.in_(bindparam("ids", expanding=True)),
)
BOUND = (
    select(people, bindings.c.channel.label("bound_channel"), bindings.c.external_id.label("bound_id"))
    .join(bindings, bindings.c.person_id == people.c.id)
    .where(
        bindings.c.channel.in_(bindparam("channels", expanding=True)),
        bindings.c.external_id.in_(bindparam("ids", expanding=True)),
        bindings.c.revoked_at.is_(None),
        people.c.active,
    )
)
FORM_KEY = ("channel", "chat", "person_id")
FORMS_OF = select(dialogs).where(dialogs.c.person_id.in_(bindparam("people", expanding=True)))
CLOSE = delete(dialogs).where(*(dialogs.c[name] == bindparam(f"its_{name}") for name in FORM_KEY))
BUTTONS_OF = select(buttons).where(buttons.c.token.in_(bindparam("tokens", expanding=True)))
WRITE_UPDATES = insert_many(insert(updates), updates)
WRITE_BUTTONS = insert_many(insert(buttons), buttons)
WRITE_MADE = insert_many(insert(made), made)


@dataclass(frozen=True, slots=True)
class Update:
    """An update of a platform and what became of it: `outcome` is done, refused, ignored, dead, or part (of an album)."""

    channel: str
    external_id: str
    chat: str
    sender: str
    said: str
    outcome: str
    person: PersonId | None = None
    sha256: str | None = None
    file_name: str | None = None
    media_type: str | None = None
    message: str | None = None
    edited: bool = False
    # Of a part of an album, and what else its message needs (JSON values).
    album: str | None = None
    part: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """The newest words of a message, as they are kept, and the SHA-256 of its file."""

    said: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Dialog:
    """An open form: which flow, and what it knows so far (JSON values)."""

    flow: str
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Tapped:
    """A stored button. Its token is made for one person and one chat, and is checked again when it is used."""

    token: str
    person: PersonId
    chat: str
    action: str
    args: Mapping[str, Value]
    label: str
    expires_at: datetime


def dealt_with(store: Store, wanted: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of the updates, each a channel and its id there, were dealt with before, whoever delivered them."""

    def read(missing: list[tuple[str, str]]) -> dict[tuple[str, str], bool]:
        asked = {"channels": sorted({channel for channel, _ in missing}), "ids": [id_ for _, id_ in missing]}
        return {(row.channel, row.external_id): True for row in store.execute(KNOWN, asked)}

    return set(store.recall(UPDATES, wanted, read))


def write_down(store: Store, update: Update, at: datetime) -> None:
    """Writes down an update that was dealt with, with the transaction's last writes; from then on it is known."""
    row = {
        "channel": update.channel,
        "external_id": update.external_id,
        "chat": update.chat,
        "sender": update.sender,
        "said": update.said,
        "person_id": update.person,
        "outcome": update.outcome,
        "sha256": update.sha256,
        "file_name": update.file_name,
        "media_type": update.media_type,
        "at": at,
        "message": update.message,
        "edited": update.edited,
        "album": update.album,
        "part": update.part,
    }
    store.later(WRITE_UPDATES, row, Now(UPDATES, (update.channel, update.external_id), True))


def overtake(store: Store, update: Update, at: datetime) -> None:
    """An edit came before its message: what comes late is older, and dealt with."""
    if update.message is not None:
        late = replace(
            update, external_id=Overtaken(update.chat, update.message).text(), said="", outcome="ignored", message=None
        )
        write_down(store, late, at)


def spoken(store: Store, channel: str, chat: str, message: str) -> Spoken | None:
    """What a message said last; None for one that was never dealt with."""
    mine = (updates.c.channel == channel) & (updates.c.chat == chat) & (updates.c.message == message)
    query = select(updates.c.said, updates.c.sha256).where(mine).order_by(updates.c.id.desc()).limit(1)
    row = store.execute(query).one_or_none()
    return Spoken(row.said, row.sha256) if row else None


def place_of(store: Store, channel: str, external_id: str) -> tuple[str, str] | None:
    """The chat and the message of an update, as far as they are known."""
    mine = (updates.c.channel == channel) & (updates.c.external_id == external_id)
    row = store.execute(select(updates.c.chat, updates.c.message).where(mine)).one_or_none()
    return (row.chat, row.message) if row and row.message else None


def note_made(store: Store, channel: str, place: tuple[str, str], thing: Made, at: datetime) -> None:
    """Puts down what a message made; `place` is its chat and its id."""
    row = {"channel": channel, "chat": place[0], "message": place[1], "kind": thing.kind.value, "ref": thing.ref}
    store.later(WRITE_MADE, {**row, "at": at})


def made_by(store: Store, channel: str, chat: str, message: str) -> list[Made]:
    """What a message made, oldest first."""
    mine = (made.c.channel == channel) & (made.c.chat == chat) & (made.c.message == message)
    return [Made(Kind(row.kind), row.ref) for row in store.execute(select(made).where(mine).order_by(made.c.id))]


def speaker(store: Store, channel: str, external_id: str) -> Person | None:
    """Who speaks through this chat identity: an active person with a live binding, or nobody."""
    return speakers(store, [(channel, external_id)]).get((channel, external_id))


def speakers(store: Store, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Person]:
    """Who speaks through each of several identities, each a channel and an id there; nobody is left out.

    The one place that says who is speaking. Read once a transaction, and again after somebody was bound or has left in it.
    """

    def read(missing: list[tuple[str, str]]) -> dict[tuple[str, str], Person]:
        channels, ids = sorted({channel for channel, _ in missing}), sorted({id_ for _, id_ in missing})
        rows = store.execute(BOUND, {"channels": channels, "ids": ids})
        return {(row.bound_channel, row.bound_id): to_person(row) for row in rows}

    return store.recall(SPEAKING, wanted, read)


def to_person(row: SqlRow[tuple[object, ...]]) -> Person:
    """A row of people."""
    language = Language(row.language) if row.language else None
    return Person(PersonId(row.id), row.name, Role(row.role), row.unit, row.post, row.active, language)


def forms_of(store: Store, wanted: Sequence[PersonId]) -> list[Dialog]:
    """The forms of several people in all their chats, also expired ones."""
    known = _forms(store, wanted)
    return [Dialog(flow, data) for person in wanted for flow, data, _ in known[person].values()]


def form(store: Store, channel: str, chat: str, person: PersonId, now: datetime) -> Dialog | None:
    """The open form of a person in a chat, unless it has expired."""
    found = _forms(store, [person])[person].get((channel, chat))
    return Dialog(found[0], found[1]) if found and found[2] > now else None


def put_form(
    store: Store,
    channel: str,
    chat: str,
    person: PersonId,
    dialog: Dialog,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Opens a form or moves it on; a person has one form a chat. It is a row, so that a restart forgets nothing."""
    forms = _forms(store, [person])[person] | {(channel, chat): (dialog.flow, dict(dialog.data), expires_at)}
    key = {"channel": channel, "chat": chat, "person_id": person}
    fields = {"flow": dialog.flow, "data": dict(dialog.data), "updated_at": now, "expires_at": expires_at}
    store.later(WRITE_FORMS, key | fields, Now(FORMS, person, forms))


def close_form(store: Store, channel: str, chat: str, person: PersonId) -> bool:
    """Leaves the form; True if there was one."""
    forms = dict(_forms(store, [person])[person])
    there = forms.pop((channel, chat), None) is not None
    if there:
        row = {"channel": channel, "chat": chat, "person_id": person}
        store.later(WRITE_FORMS, row, Now(FORMS, person, forms))
    return there


def close_forms(store: Store, person: PersonId) -> None:
    """Leaves every form of the person."""
    for channel, chat in list(_forms(store, [person])[person]):
        close_form(store, channel, chat, person)


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
        store.later(WRITE_BUTTONS, row, Now(BUTTONS, each.token, each))


def button(store: Store, token: str) -> Tapped | None:
    """The button behind a token, or None."""
    return buttons_of(store, [token]).get(token)


def buttons_of(store: Store, tokens: Sequence[str]) -> dict[str, Tapped]:
    """The buttons behind several tokens, without those that are forgotten."""

    def read(missing: list[str]) -> dict[str, Tapped]:
        return {row.token: _tapped(row) for row in store.execute(BUTTONS_OF, {"tokens": missing})}

    return store.recall(BUTTONS, tokens, read)


def newest_buttons(
    store: Store, person: PersonId, chat: str, now: datetime, actions: Collection[str] = ()
) -> tuple[Tapped, ...]:
    """The buttons of the newest card with buttons shown to a person in a chat, in the order shown: for what is typed instead.

    `actions`: of the newest card with a button that does one of them.
    """
    mine = (buttons.c.person_id == person) & (buttons.c.chat == chat) & (buttons.c.expires_at > now)
    shown = outbox_table.c.not_before.is_(None) | (outbox_table.c.not_before <= now)
    cards = buttons.join(outbox_table, outbox_table.c.key == buttons.c.outbox_key)
    last = select(buttons.c.outbox_key).select_from(cards).where(mine, shown)
    if actions:
        last = last.where(buttons.c.action.in_(sorted(actions)))
    key = store.execute(last.order_by(outbox_table.c.id.desc()).limit(1)).scalar_one_or_none()
    if key is None:
        return ()
    rows = store.execute(select(buttons).where(mine, buttons.c.outbox_key == key).order_by(buttons.c.position))
    return tuple(_tapped(row) for row in rows)


def forget_expired_buttons(store: Store, now: datetime) -> int:
    """Deletes tokens past their time; a tap on one is then answered as outdated."""
    return store.execute(delete(buttons).where(buttons.c.expires_at <= now)).rowcount


def move(store: Store, channel: str, old: str, new: str, now: datetime) -> None:
    """A group has a new id on its platform: what waits, who is bound, open forms and buttons go along, all at once (F17).

    What was said and sent in the old chat stays there, as on the platform. Of a person with a form in both, the newer id's stays.
    """
    outbox.move_chat(store, channel, old, new)
    bound = (bindings.c.channel == channel) & (bindings.c.chat == old)
    record.amend(store, bindings, bound, {"chat": new}, now)
    here = (dialogs.c.channel == channel) & (dialogs.c.chat == old)
    there = select(dialogs.c.person_id).where(dialogs.c.channel == channel, dialogs.c.chat == new)
    store.execute(delete(dialogs).where(here, dialogs.c.person_id.in_(there)))
    store.execute(update(dialogs).where(here).values(chat=new))
    store.execute(update(buttons).where(buttons.c.chat == old).values(chat=new))


def _forms(store: Store, wanted: Sequence[PersonId]) -> dict[PersonId, Forms]:
    def read(missing: list[PersonId]) -> dict[PersonId, Forms]:
        found: dict[PersonId, Forms] = {person: {} for person in missing}
        for row in store.execute(FORMS_OF, {"people": missing}):
            found[row.person_id][row.channel, row.chat] = row.flow, row.data, row.expires_at
        return found

    return store.recall(FORMS, wanted, read)


def _write_forms(store: Store, rows: Sequence[Row]) -> None:
    """The last word on each form: a row with a flow stands, one without is gone."""
    last = {tuple(row[name] for name in FORM_KEY): row for row in rows}
    standing = [row for row in last.values() if "flow" in row]
    gone = [{f"its_{name}": row[name] for name in FORM_KEY} for row in last.values() if "flow" not in row]
    if standing:
        store.execute(_UPSERT[store.dialect], standing)
    if gone:
        store.execute(CLOSE, gone)


def _upsert(dialect: Any) -> Executable:
    query = dialect.insert(dialogs)
    fresh = {name: query.excluded[name] for name in ("flow", "data", "updated_at", "expires_at")}
    put: Executable = query.on_conflict_do_update(index_elements=list(FORM_KEY), set_=fresh)
    return put


_UPSERT = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}
WRITE_FORMS = Writer(_write_forms, dialogs)


def _tapped(row: Fetched) -> Tapped:
    return Tapped(row.token, PersonId(row.person_id), row.chat, row.action, row.args, row.label, row.expires_at)
