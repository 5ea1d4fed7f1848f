"""People and their chat identities, and when they are away. Days are local, both ends included."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, bindparam, select, update

from domain.absence import Leave, StandIn
from domain.delivery import Cause
from domain.identity import Ended, Void
from domain.people import Language, Person, PersonId, Role
from storage import invitations, record
from storage.chats import to_person
from storage.store import Kept, Store
from storage.tables import bindings, leaves, people, stand_ins

ADDRESSES: Kept[PersonId, "tuple[Address, ...]"] = Kept("addresses", bindings, people)
ADDRESSES_OF = (
    select(bindings, people.c.language)
    .join(people, people.c.id == bindings.c.person_id)
    .where(bindings.c.person_id.in_(bindparam("people", expanding=True)), bindings.c.revoked_at.is_(None))
    .order_by(bindings.c.id.desc())
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person can be spoken to. `reachable` is False after the platform said so (blocked, account gone)."""

    person: PersonId
    channel: str
    external_id: str
    chat: str
    reachable: bool
    language: Language | None = None


def add(store: Store, name: str, role: Role, unit: str | None, post: str, now: datetime) -> PersonId:
    """A new person, not yet bound to any chat."""
    row = {"name": name, "role": role.value, "unit": unit, "post": post, "active": True, "created_at": now}
    return PersonId(record.add(store, people, row, now)["id"])


def by_id(store: Store, person: PersonId) -> Person | None:
    """The person, also one who has left."""
    row = store.execute(select(people).where(people.c.id == person)).one_or_none()
    return to_person(row) if row else None


def active(store: Store) -> tuple[Person, ...]:
    """Everybody who works here now, by role, unit and name."""
    return _people(store, select(people).where(people.c.active))


# More than any person's number has; the databases' own whole numbers end soon after.
MOST_DIGITS = 9


def find(store: Store, words: str) -> tuple[Person, ...]:
    """Active people whose number, name or post is `words`."""
    query = select(people).where(people.c.active)
    if words.isdecimal() and len(words) <= MOST_DIGITS:
        return _people(store, query.where(people.c.id == int(words)))
    return _people(store, query.where((people.c.name == words) | (people.c.post == words)))


def with_roles(store: Store, roles: Collection[Role], units: Sequence[str] | None = None) -> tuple[Person, ...]:
    """Active people in any of the roles, of the given units if named."""
    query = select(people).where(people.c.active, people.c.role.in_([role.value for role in roles]))
    if units is not None:
        query = query.where(people.c.unit.in_(units))
    return _people(store, query)


def leave(store: Store, person: PersonId, now: datetime) -> None:
    """The person leaves: every identity is revoked and every open invitation void, at once."""
    record.amend(store, people, people.c.id == person, {"active": False, "left_at": now}, now)
    live = (bindings.c.person_id == person) & bindings.c.revoked_at.is_(None)
    record.amend(store, bindings, live, {"revoked_at": now, "ended": Ended.LEFT.value}, now)
    invitations.void(store, person, Void.LEFT, now)


def move(store: Store, person: Person, now: datetime) -> None:
    """The person is what is given from now on: unit, role, post, name. Chats and leave stay."""
    row = {"name": person.name, "role": person.role.value, "unit": person.unit, "post": person.post}
    record.amend(store, people, people.c.id == person.id, row, now)


def speak(store: Store, person: PersonId, language: Language, now: datetime) -> None:
    """The person is written to in this language from now on."""
    record.amend(store, people, people.c.id == person, {"language": language.value}, now)


def bind(
    store: Store, person: PersonId, channel: str, external_id: str, chat: str, now: datetime, invite: str | None = None
) -> int:
    """Binds a chat identity to a person; what the identity or the person was bound to on this channel before is revoked.

    `invite` is the name of the invitation it came by. Gives the number of the binding.
    """
    mine = (bindings.c.external_id == external_id) | (bindings.c.person_id == person)
    live = (bindings.c.channel == channel) & mine & bindings.c.revoked_at.is_(None)
    record.amend(store, bindings, live, {"revoked_at": now, "ended": Ended.REBOUND.value}, now)
    row = {"person_id": person, "channel": channel, "external_id": external_id, "chat": chat, "bound_at": now}
    made: int = record.add(store, bindings, row | {"seen_at": now, "invite": invite}, now)["id"]
    return made


def recall_addresses(store: Store, wanted: Sequence[PersonId]) -> None:
    """Reads the addresses of many people at once; `addresses` then asks no more."""
    addresses(store, wanted)


def addresses(store: Store, wanted: Sequence[PersonId]) -> dict[PersonId, tuple[Address, ...]]:
    """Live addresses of the people, the latest bound first."""

    def read(missing: list[PersonId]) -> dict[PersonId, tuple[Address, ...]]:
        found: dict[PersonId, tuple[Address, ...]] = {}
        for row in store.execute(ADDRESSES_OF, {"people": missing}):
            person, reachable = PersonId(row.person_id), row.unreachable_since is None
            language = Language(row.language) if row.language else None
            address = Address(person, row.channel, row.external_id, row.chat, reachable, language)
            found[person] = (*found.get(person, ()), address)
        return found

    return store.recall(ADDRESSES, wanted, read)


def mark_unreachable(store: Store, channel: str, chat: str, now: datetime, cause: Cause) -> None:
    """The platform says that a chat takes nothing any more."""
    _mark_reach(store, channel, chat, now, cause)


def mark_reachable(store: Store, channel: str, chat: str) -> None:
    """The chat is back."""
    _mark_reach(store, channel, chat, None, None)


def why_unreachable(store: Store, wanted: Sequence[PersonId]) -> dict[PersonId, Cause | None]:
    """Why nothing reaches people, by their newest live chat: NO_ADDRESS without one, None where nobody noted it."""
    causes: dict[PersonId, Cause | None] = dict.fromkeys(wanted, Cause.NO_ADDRESS)
    query = select(bindings.c.person_id, bindings.c.unreachable_cause).where(
        bindings.c.person_id.in_(wanted), bindings.c.revoked_at.is_(None)
    )
    for row in store.execute(query.order_by(bindings.c.id)):
        causes[PersonId(row.person_id)] = None if row.unreachable_cause is None else Cause(row.unreachable_cause)
    return causes


def _mark_reach(store: Store, channel: str, chat: str, since: datetime | None, cause: Cause | None) -> None:
    here = (bindings.c.channel == channel) & (bindings.c.chat == chat) & bindings.c.revoked_at.is_(None)
    row = {"unreachable_since": since, "unreachable_cause": None if cause is None else cause.value}
    store.execute(update(bindings).where(here).values(row))


def unreachable(store: Store) -> tuple[Person, ...]:
    """Active people who have no reachable address at all, bound or not."""
    live = bindings.c.revoked_at.is_(None) & bindings.c.unreachable_since.is_(None)
    reachable = select(bindings.c.person_id).where(live)
    return _people(store, select(people).where(people.c.active, people.c.id.not_in(reachable)))


def take_leave(store: Store, person: PersonId, first: date, last: date, entered_by: PersonId, now: datetime) -> int:
    """Records leave; what overlaps it is cut, so that a day is in one leave at most. Gives the number of its row."""
    end_leave(store, person, first, now)
    overlapping = (leaves.c.person_id == person) & (leaves.c.first >= first) & (leaves.c.first <= last)
    record.remove(store, leaves, overlapping, now)
    row = {"person_id": person, "first": first, "last": last, "entered_by": entered_by, "at": now}
    return int(record.add(store, leaves, row, now)["id"])


def leave_by_id(store: Store, leave: int) -> Leave | None:
    """Leave as it is now; None if it was taken back."""
    row = store.execute(select(leaves).where(leaves.c.id == leave)).one_or_none()
    return Leave(PersonId(row.person_id), row.first, row.last) if row else None


def end_leave(store: Store, person: PersonId, back_on: date, now: datetime) -> bool:
    """The person is back on a day: a leave that covers it ends the day before. False if there was none."""
    covering = (leaves.c.person_id == person) & (leaves.c.first <= back_on) & (leaves.c.last >= back_on)
    found = record.amend(store, leaves, covering, {"last": back_on - timedelta(days=1)}, now)
    record.remove(store, leaves, (leaves.c.person_id == person) & (leaves.c.last < leaves.c.first), now)
    return bool(found)


def next_leave(store: Store, person: PersonId, after: date) -> Leave | None:
    """The person's next leave that begins after a day."""
    coming = (leaves.c.person_id == person) & (leaves.c.first > after)
    row = store.execute(select(leaves).where(coming).order_by(leaves.c.first, leaves.c.id).limit(1)).one_or_none()
    return Leave(PersonId(row.person_id), row.first, row.last) if row else None


def take_back(store: Store, leave: Leave, now: datetime) -> bool:
    """A leave that has not begun will not be; False if it is not as it was named any more."""
    same = (leaves.c.person_id == leave.person) & (leaves.c.first == leave.first) & (leaves.c.last == leave.last)
    return record.remove(store, leaves, same, now) > 0


def leaves_on(store: Store, day: date) -> tuple[Leave, ...]:
    """Leave that covers a day."""
    rows = store.execute(select(leaves).where(leaves.c.first <= day, leaves.c.last >= day).order_by(leaves.c.id))
    return tuple(Leave(PersonId(row.person_id), row.first, row.last) for row in rows)


def stand_in(
    store: Store,
    person: PersonId,
    deputy: PersonId,
    first: date,
    last: date | None,
    items: Sequence[str],
    entered_by: PersonId,
    now: datetime,
) -> None:
    """A deputy stands in from a day on, before those arranged earlier."""
    row = {"person_id": person, "deputy_id": deputy, "first": first, "last": last, "items": list(items)}
    record.add(store, stand_ins, row | {"entered_by": entered_by, "at": now}, now)


def end_stand_ins(store: Store, person: PersonId, today: date, now: datetime) -> int:
    """Nobody stands in for the person from today on; says how many arrangements ended."""
    return _end_stand_ins(store, stand_ins.c.person_id == person, today, now)


def end_arrangements(store: Store, person: PersonId, today: date, now: datetime) -> None:
    """Nobody stands in for the person from today on, and the person for nobody."""
    for role in (stand_ins.c.person_id, stand_ins.c.deputy_id):
        _end_stand_ins(store, role == person, today, now)


def _end_stand_ins(store: Store, whose: ColumnElement[bool], today: date, now: datetime) -> int:
    live = whose & (stand_ins.c.last.is_(None) | (stand_ins.c.last >= today))
    return len(record.amend(store, stand_ins, live, {"last": today - timedelta(days=1)}, now))


def stand_ins_on(store: Store, day: date) -> tuple[StandIn, ...]:
    """Arrangements that hold on a day, the newest first."""
    holding = (stand_ins.c.first <= day) & (stand_ins.c.last.is_(None) | (stand_ins.c.last >= day))
    rows = store.execute(select(stand_ins).where(holding).order_by(stand_ins.c.id.desc()))
    return tuple(
        StandIn(PersonId(row.person_id), PersonId(row.deputy_id), row.first, row.last, frozenset(row.items))
        for row in rows
    )


def _people(store: Store, query: Select[tuple[object, ...]]) -> tuple[Person, ...]:
    rows = store.execute(query.order_by(people.c.role, people.c.unit, people.c.id))
    return tuple(to_person(row) for row in rows)
