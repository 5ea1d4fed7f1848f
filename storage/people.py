"""People and their chat identities. The one place that says who is speaking."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, bindparam, select, update

from domain.delivery import Cause
from domain.identity import Ended, Void
from domain.people import Person, PersonId, Role
from storage import invitations, record
from storage.store import Kept, Store
from storage.tables import bindings, people

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
ADDRESSES: Kept[PersonId, "tuple[Address, ...]"] = Kept("addresses", bindings)
SPEAKING: Kept[tuple[str, str], Person] = Kept("speaking", people, bindings)
ADDRESSES_OF = (
    select(bindings)
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


def add(store: Store, name: str, role: Role, unit: str | None, post: str, now: datetime) -> PersonId:
    """A new person, not yet bound to any chat."""
    row = {"name": name, "role": role.value, "unit": unit, "post": post, "active": True, "created_at": now}
    return PersonId(record.add(store, people, row, now)["id"])


def by_id(store: Store, person: PersonId) -> Person | None:
    """The person, also one who has left."""
    row = store.execute(select(people).where(people.c.id == person)).one_or_none()
    return _person(row) if row else None


def by_identity(store: Store, channel: str, external_id: str) -> Person | None:
    """Who speaks through this chat identity: an active person with a live binding, or nobody."""
    return by_identities(store, [(channel, external_id)]).get((channel, external_id))


def by_identities(store: Store, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Person]:
    """Who speaks through each of several identities, each a channel and an id there; nobody is left out.

    Read once a transaction, and again after somebody was bound or has left in it.
    """

    def read(missing: list[tuple[str, str]]) -> dict[tuple[str, str], Person]:
        channels, ids = sorted({channel for channel, _ in missing}), sorted({id_ for _, id_ in missing})
        rows = store.execute(BOUND, {"channels": channels, "ids": ids})
        return {(row.bound_channel, row.bound_id): _person(row) for row in rows}

    return store.recall(SPEAKING, wanted, read)


def active(store: Store) -> tuple[Person, ...]:
    """Everybody who works here now, by role, unit and name."""
    return _people(store, select(people).where(people.c.active))


def find(store: Store, words: str) -> tuple[Person, ...]:
    """Active people whose number, name or post is `words`."""
    query = select(people).where(people.c.active)
    if words.isdigit():
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
            address = Address(person, row.channel, row.external_id, row.chat, reachable)
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


def move_chat(store: Store, channel: str, old: str, new: str, now: datetime) -> None:
    """A group has a new id on its platform."""
    here = (bindings.c.channel == channel) & (bindings.c.chat == old)
    record.amend(store, bindings, here, {"chat": new}, now)


def unreachable(store: Store) -> tuple[Person, ...]:
    """Active people who have no reachable address at all, bound or not."""
    live = bindings.c.revoked_at.is_(None) & bindings.c.unreachable_since.is_(None)
    reachable = select(bindings.c.person_id).where(live)
    return _people(store, select(people).where(people.c.active, people.c.id.not_in(reachable)))


def _people(store: Store, query: Select[tuple[object, ...]]) -> tuple[Person, ...]:
    rows = store.execute(query.order_by(people.c.role, people.c.unit, people.c.id))
    return tuple(_person(row) for row in rows)


def _person(row: Row[tuple[object, ...]]) -> Person:
    return Person(PersonId(row.id), row.name, Role(row.role), row.unit, row.post, row.active)
