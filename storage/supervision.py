"""What was pushed and what was received: reminders and receipts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from domain.items import ItemId
from domain.keys.due import Owed, Subject, parse_occurrence, parse_subject
from domain.keys.messages import BundleKey, parse_bundle
from domain.ladders import Hold, HoldKind, Holds
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
    """Something owed that a person is told of in this bundle."""

    owed: Owed
    bundle: BundleKey


def claim_reminders(store: Store, claims: Sequence[Claim], now: datetime) -> set[Claim]:
    """Takes occurrences, each for one person once and for all; gives those that were not taken before."""
    named = {claim: (claim.owed.item, claim.owed.occurrence.text(), claim.bundle.person) for claim in claims}
    rows = [
        {
            "item_id": item,
            "occurrence": occurrence,
            "person_id": person,
            "outbox_key": claim.bundle.text(),
            "at": now,
        }
        for claim, (item, occurrence, person) in named.items()
    ]
    fresh = insert_each_once(store, reminded, rows, reminded.c.item_id, reminded.c.occurrence, reminded.c.person_id)
    return {claim for claim, key in named.items() if key in fresh}


def acknowledge(store: Store, bundle: BundleKey, person: PersonId, now: datetime) -> bool:
    """Records 收到; False if it was on the record already."""
    row = {"outbox_key": bundle.text(), "person_id": person, "at": now}
    return record.add_once(store, acknowledgements, row, now) is not None


def hold(
    store: Store, item: ItemId, subject: Subject, hold: Hold, person: PersonId, reason: str, now: datetime
) -> bool:
    """Holds the ladder of one subject; False if it was held in this way before."""
    row = {"item_id": item, "subject": subject.text(), "kind": hold.kind.value, "since": hold.since}
    row |= {"through": hold.through, "reason": reason, "person_id": person, "at": now}
    return record.add_once(store, holds, row, now) is not None


def holds_of(store: Store, wanted: Sequence[ItemId]) -> dict[ItemId, Holds]:
    """What holds the ladders of the items, by subject; items whose ladders nothing holds are left out."""

    def read(missing: list[ItemId]) -> dict[ItemId, Holds]:
        found: dict[ItemId, dict[Subject, tuple[Hold, ...]]] = {}
        for row in store.execute(HOLDS, {"items": missing}):
            subjects, subject = found.setdefault(ItemId(row.item_id), {}), parse_subject(row.subject)
            one = Hold(HoldKind(row.kind), row.since, row.through)
            subjects[subject] = (*subjects.get(subject, ()), one)
        return dict(found)

    return store.recall(KEPT, wanted, read)


def snoozes_on(store: Store, day: date) -> dict[ItemId, Snooze]:
    """Whose reminders rest on a local day: of each item the snooze that lasts longest."""
    return {ItemId(row.item_id): Snooze(row.name, row.through) for row in store.execute(SNOOZES, {"day": day})}


def last_reminder(store: Store, person: PersonId) -> BundleKey | None:
    """The newest bundle a person was sent."""
    query = select(reminded.c.outbox_key).where(reminded.c.person_id == person)
    key = store.execute(query.order_by(reminded.c.at.desc()).limit(1)).scalar_one_or_none()
    return parse_bundle(key) if key is not None else None


def reminded_in(store: Store, bundle: BundleKey) -> set[Owed]:
    """What a bundle told."""
    return reminded_in_each(store, [bundle]).get(bundle, set())


def reminded_in_each(store: Store, bundles: Iterable[BundleKey]) -> dict[BundleKey, set[Owed]]:
    """What each of several bundles told; one that told nothing is left out."""
    by_text = {each.text(): each for each in bundles}
    query = select(reminded.c.outbox_key, reminded.c.item_id, reminded.c.occurrence)
    found: dict[BundleKey, set[Owed]] = {}
    for row in store.execute(query.where(reminded.c.outbox_key.in_(list(by_text)))):
        owed = Owed(ItemId(row.item_id), parse_occurrence(row.occurrence))
        found.setdefault(by_text[row.outbox_key], set()).add(owed)
    return found


def told_of(store: Store, item: ItemId) -> set[Owed]:
    """What of an item anybody was ever told of."""
    query = select(reminded.c.occurrence).where(reminded.c.item_id == item).distinct()
    return {Owed(item, parse_occurrence(each)) for each in store.execute(query).scalars()}
