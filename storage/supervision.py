"""Reminders as they went: who was told and received it, what holds a ladder, how often units were asked, what was not told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select

from domain.items import ItemId, Stage
from domain.keys.due import Owed, Subject, parse_occurrence, parse_subject
from domain.keys.matters import Missed
from domain.keys.messages import BundleKey, parse_bundle
from domain.ladders import Hold, HoldKind, Holds
from domain.people import PersonId
from storage import outbox, record
from storage.store import Kept, Store, insert_each_once
from storage.tables import acknowledgements, asks, holds, items, people, reminded, unreached, withheld

KEPT: Kept[ItemId, Holds] = Kept("holds", holds)
HOLDS = select(holds).where(holds.c.item_id.in_(bindparam("items", expanding=True)))


SNOOZES = (
    select(holds.c.item_id, people.c.name, holds.c.through)
    .join(people, people.c.id == holds.c.person_id)
    .join(items, items.c.id == holds.c.item_id)
    .where(items.c.stage != Stage.CLOSED.value)
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
    """Whose reminders rest on a local day, of items that go on: of each the snooze that lasts longest."""
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
    texts = list(by_text)
    query = select(reminded.c.outbox_key, reminded.c.item_id, reminded.c.occurrence)
    found: dict[BundleKey, set[Owed]] = {}
    for first in range(0, len(texts), outbox.KEYS_A_QUERY):
        for row in store.execute(query.where(reminded.c.outbox_key.in_(texts[first : first + outbox.KEYS_A_QUERY]))):
            owed = Owed(ItemId(row.item_id), parse_occurrence(row.occurrence))
            found.setdefault(by_text[row.outbox_key], set()).add(owed)
    return found


def told_of(store: Store, item: ItemId) -> set[Owed]:
    """What of an item anybody was ever told of."""
    query = select(reminded.c.occurrence).where(reminded.c.item_id == item).distinct()
    return {Owed(item, parse_occurrence(each)) for each in store.execute(query).scalars()}


def name_unreached(
    store: Store, lost: Iterable[tuple[PersonId, Missed]], now: datetime
) -> set[tuple[PersonId, Missed]]:
    """Records that inspectors are told what did not reach a person; gives what they were not told before."""
    named = {(person, missed.text()): missed for person, missed in lost}
    rows = [{"person_id": person, "subject": subject, "at": now} for person, subject in named]
    fresh = insert_each_once(store, unreached, rows, unreached.c.person_id, unreached.c.subject)
    return {(PersonId(person), named[PersonId(person), subject]) for person, subject in fresh}


def count_asks(store: Store, units: Sequence[str], on: date, now: datetime) -> None:
    """Each of the units was asked on a local day; a second time on the day counts no more."""
    insert_each_once(store, asks, [{"unit": unit, "on": on, "at": now} for unit in units], asks.c.unit)


def asks_of_month(store: Store, day: date) -> dict[str, int]:
    """On how many days of the month of `day`, up to it, each unit was asked."""
    return asks_between(store, day.replace(day=1), day)


def asks_between(store: Store, first: date, last: date) -> dict[str, int]:
    """On how many days from `first` to `last`, both included, each unit was asked."""
    query = select(asks.c.unit, func.count()).where(asks.c.on >= first, asks.c.on <= last)
    return {row[0]: int(row[1]) for row in store.execute(query.group_by(asks.c.unit))}


def units_asked_on(store: Store, day: date) -> set[str]:
    """The units that were asked on a local day."""
    return set(store.execute(select(asks.c.unit).where(asks.c.on == day)).scalars())


def withhold(store: Store, untold: Iterable[Owed], reason: str, now: datetime) -> None:
    """Puts on record that what is owed was not told to those it was meant for."""
    rows = [
        {"item_id": each.item, "occurrence": each.occurrence.text(), "reason": reason, "at": now}
        for each in dict.fromkeys(untold)
    ]
    insert_each_once(store, withheld, rows, withheld.c.occurrence)
