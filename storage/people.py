"""People, their chat identities and invitations. The one place that says who is speaking."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, Select, bindparam, insert, select, update

from domain.delivery import Cause
from domain.people import Person, PersonId, Role
from storage.ledger import ledger
from storage.tables import bindings, invites, people

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
ADDRESSES = "addresses"
SPEAKING = "speaking"
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


def add(connection: Connection, name: str, role: Role, unit: str | None, post: str, now: datetime) -> PersonId:
    """A new person, not yet bound to any chat."""
    row = {"name": name, "role": role.value, "unit": unit, "post": post, "active": True, "created_at": now}
    return PersonId(connection.execute(insert(people).values(row).returning(people.c.id)).scalar_one())


def by_id(connection: Connection, person: PersonId) -> Person | None:
    """The person, also one who has left."""
    row = connection.execute(select(people).where(people.c.id == person)).one_or_none()
    return _person(row) if row else None


def by_identity(connection: Connection, channel: str, external_id: str) -> Person | None:
    """Who speaks through this chat identity: an active person with a live binding, or nobody."""
    return by_identities(connection, [(channel, external_id)]).get((channel, external_id))


def by_identities(connection: Connection, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Person]:
    """Who speaks through each of several identities, each a channel and an id there; nobody is left out.

    Read once a transaction, and again after somebody was bound or has left in it.
    """
    known = ledger(connection).memory(SPEAKING)
    missing = [each for each in wanted if each not in known]
    if missing:
        channels, ids = sorted({channel for channel, _ in missing}), sorted({id_ for _, id_ in missing})
        rows = connection.execute(BOUND, {"channels": channels, "ids": ids})
        found = {(row.bound_channel, row.bound_id): _person(row) for row in rows}
        known.update({each: found.get(each) for each in missing})
    return {each: known[each] for each in wanted if known[each] is not None}


def active(connection: Connection) -> tuple[Person, ...]:
    """Everybody who works here now, by role, unit and name."""
    return _people(connection, select(people).where(people.c.active))


def find(connection: Connection, words: str) -> tuple[Person, ...]:
    """Active people whose number, name or post is `words`."""
    query = select(people).where(people.c.active)
    if words.isdigit():
        return _people(connection, query.where(people.c.id == int(words)))
    return _people(connection, query.where((people.c.name == words) | (people.c.post == words)))


def with_roles(
    connection: Connection, roles: Collection[Role], units: Sequence[str] | None = None
) -> tuple[Person, ...]:
    """Active people in any of the roles, of the given units if named."""
    query = select(people).where(people.c.active, people.c.role.in_([role.value for role in roles]))
    if units is not None:
        query = query.where(people.c.unit.in_(units))
    return _people(connection, query)


def leave(connection: Connection, person: PersonId, now: datetime) -> None:
    """The person leaves: every identity is revoked and every open invitation void, at once."""
    ledger(connection).memory(ADDRESSES).clear()
    ledger(connection).memory(SPEAKING).clear()
    connection.execute(update(people).where(people.c.id == person).values(active=False, left_at=now))
    live = (bindings.c.person_id == person) & bindings.c.revoked_at.is_(None)
    connection.execute(update(bindings).where(live).values(revoked_at=now))
    open_ = (invites.c.person_id == person) & invites.c.used_at.is_(None)
    connection.execute(update(invites).where(open_).values(used_at=now))


def bind(connection: Connection, person: PersonId, channel: str, external_id: str, chat: str, now: datetime) -> None:
    """Binds a chat identity to a person; what the identity or the person was bound to on this channel before is revoked."""
    ledger(connection).memory(ADDRESSES).clear()
    mine = (bindings.c.external_id == external_id) | (bindings.c.person_id == person)
    live = (bindings.c.channel == channel) & mine & bindings.c.revoked_at.is_(None)
    connection.execute(update(bindings).where(live).values(revoked_at=now))
    row = {"person_id": person, "channel": channel, "external_id": external_id, "chat": chat, "bound_at": now}
    connection.execute(insert(bindings).values(row))
    ledger(connection).memory(SPEAKING).clear()


def recall_addresses(connection: Connection, wanted: Sequence[PersonId]) -> None:
    """Reads the addresses of many people at once; `addresses` then asks no more."""
    known = ledger(connection).memory(ADDRESSES)
    missing = [person for person in wanted if person not in known]
    if not missing:
        return
    known.update(dict.fromkeys(missing, ()))
    for row in connection.execute(ADDRESSES_OF, {"people": missing}):
        address = Address(
            PersonId(row.person_id), row.channel, row.external_id, row.chat, row.unreachable_since is None
        )
        known[address.person] = (*known[address.person], address)


def addresses(connection: Connection, wanted: Sequence[PersonId]) -> dict[PersonId, tuple[Address, ...]]:
    """Live addresses of the people, the latest bound first."""
    recall_addresses(connection, wanted)
    known = ledger(connection).memory(ADDRESSES)
    return {person: known[person] for person in wanted if known[person]}


def mark_unreachable(connection: Connection, channel: str, chat: str, now: datetime, cause: Cause) -> None:
    """The platform says that a chat takes nothing any more."""
    _mark_reach(connection, channel, chat, now, cause)


def mark_reachable(connection: Connection, channel: str, chat: str) -> None:
    """The chat is back."""
    _mark_reach(connection, channel, chat, None, None)


def why_unreachable(connection: Connection, wanted: Sequence[PersonId]) -> dict[PersonId, Cause | None]:
    """Why nothing reaches people, by their newest live chat: NO_ADDRESS without one, None where nobody noted it."""
    causes: dict[PersonId, Cause | None] = dict.fromkeys(wanted, Cause.NO_ADDRESS)
    query = select(bindings.c.person_id, bindings.c.unreachable_cause).where(
        bindings.c.person_id.in_(wanted), bindings.c.revoked_at.is_(None)
    )
    for row in connection.execute(query.order_by(bindings.c.id)):
        causes[PersonId(row.person_id)] = None if row.unreachable_cause is None else Cause(row.unreachable_cause)
    return causes


def _mark_reach(connection: Connection, channel: str, chat: str, since: datetime | None, cause: Cause | None) -> None:
    ledger(connection).memory(ADDRESSES).clear()
    here = (bindings.c.channel == channel) & (bindings.c.chat == chat) & bindings.c.revoked_at.is_(None)
    row = {"unreachable_since": since, "unreachable_cause": None if cause is None else cause.value}
    connection.execute(update(bindings).where(here).values(row))


def move_chat(connection: Connection, channel: str, old: str, new: str) -> None:
    """A group has a new id on its platform."""
    ledger(connection).memory(ADDRESSES).clear()
    here = (bindings.c.channel == channel) & (bindings.c.chat == old)
    connection.execute(update(bindings).where(here).values(chat=new))


def unreachable(connection: Connection) -> tuple[Person, ...]:
    """Active people who have no reachable address at all, bound or not."""
    live = bindings.c.revoked_at.is_(None) & bindings.c.unreachable_since.is_(None)
    reachable = select(bindings.c.person_id).where(live)
    return _people(connection, select(people).where(people.c.active, people.c.id.not_in(reachable)))


def invite(connection: Connection, person: PersonId, token: str, now: datetime, expires_at: datetime) -> None:
    """Stores the fingerprint of a one-time token; older unused invitations of the person are void from now on."""
    open_ = (invites.c.person_id == person) & invites.c.used_at.is_(None)
    connection.execute(update(invites).where(open_).values(used_at=now))
    row = {"token_hash": _fingerprint(token), "person_id": person, "created_at": now, "expires_at": expires_at}
    connection.execute(insert(invites).values(row))


def redeem(connection: Connection, token: str, now: datetime) -> Person | None:
    """Uses up a token: the person it was made for, or None if it is unknown, used, expired or the person has left."""
    usable = (invites.c.token_hash == _fingerprint(token)) & invites.c.used_at.is_(None) & (invites.c.expires_at > now)
    claimed = connection.execute(
        update(invites).where(usable).values(used_at=now).returning(invites.c.person_id)
    ).scalar_one_or_none()
    person = by_id(connection, PersonId(claimed)) if claimed is not None else None
    return person if person and person.active else None


def _people(connection: Connection, query: Select[tuple[object, ...]]) -> tuple[Person, ...]:
    rows = connection.execute(query.order_by(people.c.role, people.c.unit, people.c.id))
    return tuple(_person(row) for row in rows)


def _person(row: Row[tuple[object, ...]]) -> Person:
    return Person(PersonId(row.id), row.name, Role(row.role), row.unit, row.post, row.active)


def _fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
