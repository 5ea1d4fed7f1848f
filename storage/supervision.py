"""What was pushed and what was received: reminders and receipts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from domain.holds import Hold, HoldKind, Holds
from domain.items import ItemId
from domain.people import PersonId
from storage import record
from storage.once import insert_each_once
from storage.store import Kept, Store
from storage.tables import acknowledgements, holds, people, reminded

KEPT: Kept[ItemId, Holds] = Kept("holds", holds)
HOLDS = select(holds).where(holds.c.item_id.in_(bindparam("items", expanding=True)))


SNOOZES = (
    select(holds.c.item_id, people.c.name, holds.c.through)
    .join(people, people.c.id == holds.c.person_id)
    .where(holds.c.kind == HoldKind.SNOOZED.value, holds.c.through >= bindparam("day"))
    .order_by(holds.c.through)
)


@dataclass(frozen=True, slots=True)
class Snooze:
    """Who let an item's reminders rest, and the last local day they do."""

    person: str
    through: date


@dataclass(frozen=True, slots=True)
class Claim:
    """One occurrence of one item for one person, told in the bundle with this outbox key."""

    item: ItemId
    occurrence: str
    person: PersonId
    outbox_key: str


def claim_reminders(store: Store, claims: Sequence[Claim], now: datetime) -> set[Claim]:
    """Takes occurrences, each for one person once and for all; gives those that were not taken before."""
    rows = {
        (claim.item, claim.occurrence, claim.person): {
            "item_id": claim.item,
            "occurrence": claim.occurrence,
            "person_id": claim.person,
            "outbox_key": claim.outbox_key,
            "at": now,
        }
        for claim in claims
    }
    fresh = insert_each_once(
        store, reminded, list(rows.values()), reminded.c.item_id, reminded.c.occurrence, reminded.c.person_id
    )
    return {claim for claim in claims if (claim.item, claim.occurrence, claim.person) in fresh}


def acknowledge(store: Store, outbox_key: str, person: PersonId, now: datetime) -> bool:
    """Records 收到; False if it was on the record already."""
    row = {"outbox_key": outbox_key, "person_id": person, "at": now}
    return record.add_once(store, acknowledgements, row, now) is not None


def acknowledged(store: Store, outbox_keys: Sequence[str]) -> dict[str, datetime]:
    """When each push was acknowledged, for those that were."""
    query = select(acknowledgements).where(acknowledgements.c.outbox_key.in_(outbox_keys))
    return {row.outbox_key: row.at for row in store.execute(query)}


def hold(store: Store, item: ItemId, subject: str, hold: Hold, person: PersonId, reason: str, now: datetime) -> bool:
    """Holds the ladder of one subject; False if it was held in this way before."""
    row = {"item_id": item, "subject": subject, "kind": hold.kind.value, "since": hold.since, "through": hold.through}
    row |= {"reason": reason, "person_id": person, "at": now}
    return record.add_once(store, holds, row, now) is not None


def holds_of(store: Store, wanted: Sequence[ItemId]) -> dict[ItemId, Holds]:
    """What holds the ladders of the items, by subject; items whose ladders nothing holds are left out."""

    def read(missing: list[ItemId]) -> dict[ItemId, Holds]:
        found: dict[ItemId, dict[str, tuple[Hold, ...]]] = {}
        for row in store.execute(HOLDS, {"items": missing}):
            subjects = found.setdefault(ItemId(row.item_id), {})
            one = Hold(HoldKind(row.kind), row.since, row.through)
            subjects[row.subject] = (*subjects.get(row.subject, ()), one)
        return dict(found)

    return store.recall(KEPT, wanted, read)


def snoozes_on(store: Store, day: date) -> dict[ItemId, Snooze]:
    """Whose reminders rest on a local day: of each item the snooze that lasts longest."""
    return {ItemId(row.item_id): Snooze(row.name, row.through) for row in store.execute(SNOOZES, {"day": day})}


def last_reminder(store: Store, person: PersonId) -> str | None:
    """The outbox key of the newest bundle a person was sent."""
    query = select(reminded.c.outbox_key).where(reminded.c.person_id == person)
    return store.execute(query.order_by(reminded.c.at.desc()).limit(1)).scalar_one_or_none()


def reminded_in(store: Store, outbox_key: str) -> dict[ItemId, set[str]]:
    """The items a bundle names, with the occurrences it tells of."""
    query = select(reminded.c.item_id, reminded.c.occurrence).where(reminded.c.outbox_key == outbox_key)
    found: dict[ItemId, set[str]] = {}
    for row in store.execute(query):
        found.setdefault(ItemId(row.item_id), set()).add(row.occurrence)
    return found


def reminded_in_each(store: Store, outbox_keys: Sequence[str]) -> dict[str, set[tuple[ItemId, str]]]:
    """The items and occurrences each of several bundles names; one without any is left out."""
    query = select(reminded.c.outbox_key, reminded.c.item_id, reminded.c.occurrence)
    found: dict[str, set[tuple[ItemId, str]]] = {}
    for row in store.execute(query.where(reminded.c.outbox_key.in_(outbox_keys))):
        found.setdefault(row.outbox_key, set()).add((ItemId(row.item_id), row.occurrence))
    return found


def told_of(store: Store, item: ItemId) -> set[str]:
    """Every occurrence of an item that somebody was told of."""
    query = select(reminded.c.occurrence).where(reminded.c.item_id == item).distinct()
    return set(store.execute(query).scalars())
