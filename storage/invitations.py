"""Invitations: one-time tokens that bind a chat to a person. Only fingerprints are kept.

An invitation that is made in chat leaves with a token of its own: it is made when the card leaves, so that no stored message and
no backup holds one that works.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from domain.identity import Void
from domain.people import Person, PersonId, Role
from storage import record
from storage.store import Fetched, Store
from storage.tables import invites

OPEN = invites.c.used_at.is_(None)


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation says. `name` stays the same however often its token is made anew; `made_by` is None for the terminal.

    `waits`: a second person has not confirmed it yet.
    """

    name: str
    person: PersonId
    role: Role | None
    unit: str | None
    made_by: PersonId | None
    approved_by: PersonId | None
    waits: bool
    expires_at: datetime

    def fits(self, person: Person) -> bool:
        """Whether the person still is what it was made for."""
        return person.active and (self.role is None or (self.role, self.unit) == (person.role, person.unit))


def make(
    store: Store, person: Person, token: str, by: PersonId | None, now: datetime, expires_at: datetime, *, waits: bool
) -> Invitation:
    """Stores a one-time token; older unused invitations of the person are void from now on."""
    void(store, person.id, Void.REPLACED, now)
    row = {
        "token_hash": fingerprint(token),
        "person_id": person.id,
        "role": person.role.value,
        "unit": person.unit,
        "made_by": by,
        "approved_at": None if waits else now,
        "created_at": now,
        "expires_at": expires_at,
    }
    record.add(store, invites, row, now)
    return Invitation(
        fingerprint(token), person.id, person.role, person.unit, by, None, waits=waits, expires_at=expires_at
    )


def retoken(store: Store, name: str, token: str, now: datetime) -> bool:
    """Another token takes the place of the one before; False if the invitation cannot be used any more."""
    values = {"sent_hash": fingerprint(token)}
    return bool(record.amend(store, invites, _usable(invites.c.token_hash == name, now), values, now))


def by_token(store: Store, token: str, now: datetime) -> Invitation | None:
    """The invitation a token stands for, if it can be used or waits for a second person."""
    return _one(store, _usable(_of(token), now))


def by_name(store: Store, name: str, now: datetime) -> Invitation | None:
    """An invitation that can be used or waits for a second person."""
    return _one(store, _usable(invites.c.token_hash == name, now))


def use(store: Store, invitation: Invitation, now: datetime) -> None:
    """It is used up."""
    record.amend(store, invites, invites.c.token_hash == invitation.name, {"used_at": now}, now)


def approve(store: Store, invitation: Invitation, by: PersonId, now: datetime) -> None:
    """The second person confirms it."""
    values = {"approved_by": by, "approved_at": now}
    record.amend(store, invites, invites.c.token_hash == invitation.name, values, now)


def revoke(store: Store, invitation: Invitation, why: Void, now: datetime) -> None:
    """It cannot be used any more."""
    record.amend(store, invites, invites.c.token_hash == invitation.name, {"used_at": now, "voided": why.value}, now)


def void(store: Store, person: PersonId | None, why: Void, now: datetime) -> int:
    """Nobody can use the person's open invitations any more, with None nobody's; says how many they were."""
    whose = OPEN if person is None else OPEN & (invites.c.person_id == person)
    return len(record.amend(store, invites, whose, {"used_at": now, "voided": why.value}, now))


def fingerprint(token: str) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def _of(token: str) -> ColumnElement[bool]:
    known = fingerprint(token)
    return or_(invites.c.sent_hash == known, invites.c.sent_hash.is_(None) & (invites.c.token_hash == known))


def _usable(which: ColumnElement[bool], now: datetime) -> ColumnElement[bool]:
    return which & OPEN & (invites.c.expires_at > now)


def _one(store: Store, which: ColumnElement[bool]) -> Invitation | None:
    row = store.execute(select(invites).where(which)).one_or_none()
    return None if row is None else _invitation(row)


def _invitation(row: Fetched) -> Invitation:
    return Invitation(
        name=row.token_hash,
        person=PersonId(row.person_id),
        role=None if row.role is None else Role(row.role),
        unit=row.unit,
        made_by=None if row.made_by is None else PersonId(row.made_by),
        approved_by=None if row.approved_by is None else PersonId(row.approved_by),
        waits=row.role is not None and row.approved_at is None,
        expires_at=row.expires_at,
    )
