"""Agreements and their items as stored; an item is never deleted and never changed unseen."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar, cast

from sqlalchemy import bindparam, select

from domain.amendments import FieldChange, to_json
from domain.items import Basis, Cadence, Direction, Item, ItemId, Kind, Milestone, Own, Secrecy, Stage
from domain.people import PersonId
from storage import record, reference_changes, schedule
from storage.reference_changes import Changed
from storage.store import Fetched, Query, Store
from storage.tables import agreements, item_changes, items

# What reading a row raises whose values are not what this program writes.
UNREADABLE = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError)
T = TypeVar("T")
OF_IDS = select(items).where(items.c.id.in_(bindparam("ids", expanding=True))).order_by(items.c.code)
YEARS = select(agreements.c.year).distinct()
PAGE_SIZE = 1000
PAGE = (
    select(items)
    .where(items.c.year == bindparam("year"), items.c.code > bindparam("after"))
    .order_by(items.c.code)
    .limit(bindparam("most"))
)
PAGE_OF_LATE = PAGE.where(items.c.due > bindparam("due_after"))


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item with its number. `tracked_from` is the local day from which reports are owed."""

    id: ItemId
    item: Item
    tracked_from: date


class Common:
    """Equal values of many items, each held once."""

    def __init__(self) -> None:
        self._known: dict[object, object] = {}

    def held(self, stored: StoredItem) -> StoredItem:
        """The same item, made of values that others have too."""
        fields = {each.name: self._one(getattr(stored.item, each.name)) for each in dataclass_fields(Item)}
        return StoredItem(stored.id, Item(**fields), self._one(stored.tracked_from))

    def _one(self, value: T) -> T:
        if isinstance(value, tuple):
            value = cast(T, tuple(self._one(each) for each in value))
        elif isinstance(value, Milestone):
            value = cast(T, Milestone(self._one(value.date), self._one(value.text), self._one(value.planned)))
        # 1 and 1.0 are equal and are not written alike.
        key = (str(value), Decimal) if isinstance(value, Decimal) else value
        return cast(T, self._known.setdefault(key, value))


@dataclass(frozen=True, slots=True)
class Agreement:
    """A unit's agreement of a year: who signs with whom; `version` grows with every change of an item."""

    year: int
    unit: str
    title: str
    party_a: str
    version: int
    source: str
    items: int
    weight: Decimal


def by_id(store: Store, item: ItemId) -> StoredItem | None:
    """An item, also of a year that has closed."""
    return _one(store, select(items).where(items.c.id == item))


def by_code(store: Store, year: int, code: str) -> StoredItem | None:
    """An item of a year, also of one that has closed."""
    return _one(store, select(items).where(items.c.year == year, items.c.code == code))


def by_ids(store: Store, wanted: Sequence[ItemId]) -> dict[ItemId, StoredItem]:
    """Several items at once; nothing is asked for none."""
    if not wanted:
        return {}
    return {stored.id: stored for stored in map(_stored, store.execute(OF_IDS, {"ids": wanted}))}


def readable(store: Store, wanted: Sequence[ItemId]) -> dict[ItemId, StoredItem]:
    """Several items at once, without those whose rows make no sense."""
    try:
        return by_ids(store, wanted)
    except UNREADABLE:
        found = ((id_, _readable(store, id_)) for id_ in wanted)
        return {id_: stored for id_, stored in found if stored is not None}


def of_year(store: Store, year: int) -> tuple[StoredItem, ...]:
    """All items of a year by code."""
    return _all(store, select(items).where(items.c.year == year))


def readable_of_year(store: Store, year: int, due_after: date | None = None) -> Iterator[StoredItem]:
    """The items of a year by code, without those whose rows make no sense: one broken row must not stop the service.

    `due_after`: only those that are due later than this local day.

    The tick sets such a row aside with its reason, since it reads each item that it judges. They come page by page and hold
    what they have in common once: a province's copy has the same texts, days and figures many times over.
    """
    after, common = "", Common()
    query, late = (PAGE, {}) if due_after is None else (PAGE_OF_LATE, {"due_after": due_after})
    while page := store.execute(query, {"year": year, "after": after, "most": PAGE_SIZE, **late}).all():
        after = page[-1].code
        try:
            yield from [common.held(_stored(row)) for row in page]
        except UNREADABLE:
            found = (_readable(store, ItemId(row.id)) for row in page)
            yield from [common.held(stored) for stored in found if stored is not None]


def codes(store: Store, wanted: Sequence[int]) -> dict[int, str]:
    """The codes of items, whether the rest of their rows can be read or not."""
    rows = store.execute(select(items.c.id, items.c.code).where(items.c.id.in_(wanted)))
    return {row.id: row.code for row in rows}


def years(store: Store) -> frozenset[int]:
    """The years with agreements."""
    return frozenset(store.execute(YEARS).scalars())


def agreements_of(store: Store, year: int) -> tuple[Agreement, ...]:
    """The year's agreements by unit, with the number of items and the sum of their weights."""
    weights: dict[int, list[Decimal]] = {}
    for row in store.execute(select(items.c.agreement_id, items.c.weight).where(items.c.year == year)):
        weights.setdefault(row.agreement_id, []).append(row.weight)
    rows = store.execute(select(agreements).where(agreements.c.year == year).order_by(agreements.c.unit))
    return tuple(
        Agreement(
            row.year,
            row.unit,
            row.title,
            row.party_a,
            row.version,
            row.source,
            len(weights.get(row.id, ())),
            sum(weights.get(row.id, ()), Decimal(0)),
        )
        for row in rows
    )


def add(store: Store, new: Iterable[Item], party_a: str, tracked_from: date, now: datetime) -> list[ItemId]:
    """Stores new items under their unit's agreement of the year; reports are owed from the later of `tracked_from` and start."""
    rows, made = [], []
    agreements_of: dict[tuple[int, str], int] = {}
    for item in new:
        if (agreement := agreements_of.get((item.year, item.unit))) is None:
            agreement = agreements_of[item.year, item.unit] = _agreement(store, item, party_a, now)
        rows.append({**_row(item), "agreement_id": agreement, "tracked_from": max(tracked_from, item.start)})
        made.append(item)
    ids = [ItemId(row["id"]) for row in record.add_many(store, items, rows, now)]
    for id_, item in zip(ids, made, strict=True):
        schedule.follow(store, id_, item)
    reference_changes.note(store, Changed.ITEM, ids)
    return ids


def can_be_read_again(store: Store, wanted: Sequence[ItemId]) -> None:
    """Whoever found the rows to make no sense looks at them once more."""
    reference_changes.note(store, Changed.ITEM, wanted)


def change(
    store: Store,
    item: ItemId,
    new: Item,
    fields: Sequence[FieldChange],
    person: PersonId | None,
    now: datetime,
) -> None:
    """Changes a stored item on purpose: the change is recorded field by field and the version grows."""
    before = store.execute(select(agreements).join(items).where(items.c.id == item)).one()
    row, touched = _row(new), {before.id}
    if before.unit != new.unit:
        # Another unit's from now on: it stands in that unit's agreement, and both have changed.
        row["agreement_id"] = _agreement(store, new, before.party_a, now)
        touched.add(row["agreement_id"])
    record.amend(store, items, items.c.id == item, row, now)
    for which in sorted(touched):
        grown = store.execute(select(agreements.c.version).where(agreements.c.id == which)).scalar_one() + 1
        told = {"version": grown, "source": new.source, "updated_at": now}
        record.amend(store, agreements, agreements.c.id == which, told, now)
    told = {
        "item_id": item,
        "at": now,
        "person_id": person,
        "source": new.source,
        "changes": [to_json(each) for each in fields],
    }
    record.add(store, item_changes, told, now)
    schedule.follow(store, item, new)
    reference_changes.note(store, Changed.ITEM, (item,))


def _agreement(store: Store, item: Item, party_a: str, now: datetime) -> int:
    key = (agreements.c.year == item.year) & (agreements.c.unit == item.unit)
    known = store.execute(select(agreements.c.id).where(key)).scalar_one_or_none()
    if known is not None:
        return int(known)
    row = {
        "year": item.year,
        "unit": item.unit,
        "title": f"{item.year}年目标责任书",
        "party_a": party_a,
        "version": 1,
        "source": item.source,
        "updated_at": now,
    }
    return int(record.add(store, agreements, row, now)["id"])


def _one(store: Store, query: Query) -> StoredItem | None:
    row = store.execute(query).one_or_none()
    return _stored(row) if row else None


def _readable(store: Store, id_: ItemId) -> StoredItem | None:
    try:
        return by_id(store, id_)
    except UNREADABLE:
        return None


def _all(store: Store, query: Query) -> tuple[StoredItem, ...]:
    return tuple(_stored(row) for row in store.execute(query.order_by(items.c.code)))


def _row(item: Item) -> dict[str, object]:
    return {
        "year": item.year,
        "code": item.code,
        "board": item.board,
        "unit": item.unit,
        "co_units": list(item.co_units),
        "name": item.name,
        "aliases": list(item.aliases),
        "kind": item.kind.value,
        "target": item.target,
        "measure_unit": item.measure_unit,
        "baseline": item.baseline,
        "weight": item.weight,
        "start": item.start,
        "due": item.due,
        "cadence": item.cadence.value,
        "leader": item.leader,
        "milestones": [
            [node.date.isoformat(), node.text, None if node.planned is None else str(node.planned)]
            for node in item.milestones
        ],
        "direction": item.direction.value,
        "basis": item.basis.value,
        "part_of": item.part_of,
        "secrecy": item.secrecy.value,
        "stage": item.stage.value,
        "source": item.source,
        "own": [[own.heading, own.text] for own in item.own] or None,
    }


def _stored(row: Fetched) -> StoredItem:
    item = Item(
        code=row.code,
        year=row.year,
        board=row.board,
        unit=row.unit,
        co_units=tuple(row.co_units),
        name=row.name,
        aliases=tuple(row.aliases),
        kind=Kind(row.kind),
        target=row.target,
        measure_unit=row.measure_unit,
        baseline=row.baseline,
        weight=row.weight,
        start=row.start,
        due=row.due,
        cadence=Cadence(row.cadence),
        leader=row.leader,
        milestones=tuple(
            Milestone(date.fromisoformat(day), text, None if planned is None else Decimal(planned))
            for day, text, planned in row.milestones
        ),
        direction=Direction(row.direction),
        basis=Basis(row.basis),
        part_of=row.part_of,
        secrecy=Secrecy(row.secrecy),
        stage=Stage(row.stage),
        source=row.source,
        own=tuple(Own(heading, text) for heading, text in row.own or ()),
    )
    return StoredItem(ItemId(row.id), item, row.tracked_from)
