"""Chats that speak for a person, one by one: when they were used, and how they end."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, bindparam, select, update

from domain.identity import Ended
from domain.people import Person, PersonId, Role
from storage import record
from storage.store import Store
from storage.tables import bindings, people, updates

# A use is written down when the last one noted is older: a browser that is busy writes little.
NOTED_EVERY = timedelta(minutes=5)
LIVE = (
    select(bindings, people.c.name, people.c.role, people.c.unit, people.c.post)
    .join(people, people.c.id == bindings.c.person_id)
    .where(
        bindings.c.channel == bindparam("channel"),
        bindings.c.external_id.in_(bindparam("ids", expanding=True)),
        bindings.c.revoked_at.is_(None),
        people.c.active,
    )
)


@dataclass(frozen=True, slots=True)
class Binding:
    """A chat that speaks for a person; `used` is the last use that was noted, or the moment it was bound. Times are UTC."""

    id: int
    person: PersonId
    channel: str
    external_id: str
    chat: str
    bound_at: datetime
    used: datetime
    pin: str | None
    pin_tries: int


def live(store: Store, channel: str, identities: Collection[str]) -> Mapping[str, tuple[Binding, Person]]:
    """The live bindings of identities of a channel, and whom they speak for; who has left is not among them."""
    rows = store.execute(LIVE, {"channel": channel, "ids": sorted(identities)})
    return {row.external_id: (_binding(row), _person(row)) for row in rows}


def of_person(store: Store, person: PersonId) -> tuple[Binding, ...]:
    """Every chat that speaks for a person, the latest bound first."""
    here = (bindings.c.person_id == person) & bindings.c.revoked_at.is_(None)
    return tuple(_binding(row) for row in store.execute(select(bindings).where(here).order_by(bindings.c.id.desc())))


def use(store: Store, binding: Binding, now: datetime) -> None:
    """Notes that somebody did something there."""
    store.execute(update(bindings).where(bindings.c.id == binding.id).values(seen_at=now))


def set_pin(store: Store, binding: Binding, pin: str) -> None:
    """What opens it again after it was left alone, as a hash."""
    store.execute(update(bindings).where(bindings.c.id == binding.id).values(pin=pin, pin_tries=0))


def count_try(store: Store, binding: Binding, tries: int) -> None:
    """Notes how often a wrong one was tried in a row."""
    store.execute(update(bindings).where(bindings.c.id == binding.id).values(pin_tries=tries))


def worth_noting(binding: Binding, now: datetime) -> bool:
    """Whether a use now is far enough from the last one that was noted."""
    return now - binding.used > NOTED_EVERY


def end(store: Store, binding: Binding, why: Ended, now: datetime) -> bool:
    """The chat speaks for nobody any more; False if it did not already."""
    this = (bindings.c.id == binding.id) & bindings.c.revoked_at.is_(None)
    return bool(record.amend(store, bindings, this, {"revoked_at": now, "ended": why.value}, now))


def last_said(store: Store, binding: Binding) -> datetime | None:
    """When the person last said something in that chat."""
    here = (updates.c.channel == binding.channel) & (updates.c.chat == binding.chat)
    mine = here & (updates.c.person_id == binding.person)
    return store.execute(select(updates.c.at).where(mine).order_by(updates.c.id.desc()).limit(1)).scalar_one_or_none()


def _binding(row: Row[tuple[object, ...]]) -> Binding:
    return Binding(
        row.id,
        PersonId(row.person_id),
        row.channel,
        row.external_id,
        row.chat,
        row.bound_at,
        row.seen_at or row.bound_at,
        row.pin,
        row.pin_tries or 0,
    )


def _person(row: Row[tuple[object, ...]]) -> Person:
    return Person(PersonId(row.person_id), row.name, Role(row.role), row.unit, row.post)
