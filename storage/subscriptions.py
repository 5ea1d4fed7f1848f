"""Who wants which digest where it differs from the rule pack, and who nudged whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update

from domain.digest import DigestKind
from domain.items import ItemId
from domain.people import PersonId
from storage.store import Store, insert_once
from storage.tables import nudges, subscriptions


@dataclass(frozen=True, slots=True)
class Choice:
    """A person's choice for one kind of digest; `scope` is empty for the person's own items, else a board or a unit's code."""

    wanted: bool
    scope: str = ""


def choose(store: Store, person: PersonId, kind: DigestKind, choice: Choice, now: datetime) -> None:
    """Sets the choice; the newest counts."""
    here = (subscriptions.c.person_id == person) & (subscriptions.c.kind == kind.value)
    row = {"wanted": choice.wanted, "scope": choice.scope, "at": now}
    if store.execute(update(subscriptions).where(here).values(row)).rowcount == 0:
        store.execute(insert(subscriptions).values(row | {"person_id": person, "kind": kind.value}))


def choices(store: Store) -> dict[tuple[PersonId, DigestKind], Choice]:
    """All choices, but for kinds of digest that no longer exist."""
    known = subscriptions.c.kind.in_([kind.value for kind in DigestKind])
    return {
        (PersonId(row.person_id), DigestKind(row.kind)): Choice(row.wanted, row.scope)
        for row in store.execute(select(subscriptions).where(known))
    }


def nudge(store: Store, person: PersonId, unit: str, on: date, named: Sequence[ItemId], now: datetime) -> bool:
    """Records 催一下; False if the person nudged the unit on this day already."""
    row = {"person_id": person, "unit": unit, "on": on, "items": list(named), "at": now}
    return insert_once(store, nudges, row, nudges.c.unit) is not None
