"""The tree of areas as stored. Areas are never deleted; every change of one and of what hangs on it is on record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import bindparam, func, select, update

from domain.areas import Area, AreaChange, AreaField, AreaFieldChange, AreaTree
from domain.items import ItemId
from domain.people import PersonId
from storage import record, reference_changes
from storage.reference_changes import Changed
from storage.store import Store
from storage.tables import area_changes, areas, item_areas, items, people

OF_CODES = (
    select(areas).where(areas.c.code.in_(bindparam("codes", expanding=True))).order_by(areas.c.position, areas.c.code)
)
HUNG = (
    select(items.c.code, items.c.year, item_areas.c.area)
    .outerjoin(item_areas, item_areas.c.item_id == items.c.id)
    .where(items.c.id.in_(bindparam("items", expanding=True)))
)


class Step(Enum):
    """What became of an area."""

    ADDED = "added"
    CHANGED = "changed"
    HUNG = "hung"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who changes the tree (None: on the terminal), from what (a file's name, a line of chat), and when (UTC)."""

    person: PersonId | None
    source: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Recorded:
    """One entry of an area's history. `item` is the code of what was hung on it or taken off it, `by` a name.

    Both are None where there is none; nobody's name stands for the terminal. `at` is UTC.
    """

    step: Step
    item: str | None
    fields: tuple[AreaFieldChange, ...]
    by: str | None
    source: str
    at: datetime


def tree(store: Store, year: int) -> AreaTree:
    """The whole tree with the items of a year that hang on it. Two queries."""
    rows = store.execute(select(areas).order_by(areas.c.position, areas.c.code)).all()
    known = tuple(Area(row.code, row.name, row.kind, row.parent) for row in rows)
    if not known:
        return AreaTree()
    query = select(item_areas.c.area, items.c.code).join(items, items.c.id == item_areas.c.item_id)
    hung: dict[str, set[str]] = {}
    for row in store.execute(query.where(items.c.year == year)).all():
        hung.setdefault(row.area, set()).add(row.code)
    return AreaTree(known, {code: frozenset(some) for code, some in hung.items()})


def by_codes(store: Store, codes: Sequence[str]) -> tuple[Area, ...]:
    """Some areas, siblings in their order."""
    return tuple(Area(row.code, row.name, row.kind, row.parent) for row in store.execute(OF_CODES, {"codes": codes}))


def hung_with(store: Store, year: int, wanted: Sequence[ItemId]) -> dict[str, frozenset[str]]:
    """The areas on which some items of a year hang, by the items' codes; one that hangs nowhere has none."""
    found: dict[str, set[str]] = {}
    # The year is looked at here: asked for it too, SQLite would go through the whole year for a few items.
    for row in store.execute(HUNG, {"items": wanted}):
        if row.year == year:
            found.setdefault(row.code, set()).update(() if row.area is None else (row.area,))
    return {code: frozenset(some) for code, some in found.items()}


def add(store: Store, new: Sequence[Area], origin: Origin) -> None:
    """Adds areas, each behind those that are there."""
    last = store.execute(select(func.coalesce(func.max(areas.c.position), 0))).scalar_one()
    rows = [
        {"code": area.code, "name": area.name, "kind": area.kind, "parent": area.parent, "position": last + number}
        for number, area in enumerate(new, start=1)
    ]
    if rows:
        record.add_many(store, areas, rows, origin.now)
        _record(store, [(area.code, Step.ADDED, None, ()) for area in new], origin)


def change(store: Store, changes: Sequence[AreaChange], origin: Origin) -> None:
    """Renames and moves areas, each change on record."""
    # Two areas may swap their names, and a name is unique at every step.
    for each in changes:
        store.execute(update(areas).where(areas.c.code == each.new.code).values(name=f"\t{each.new.code}"))
    for each in changes:
        values = {"name": each.new.name, "kind": each.new.kind, "parent": each.new.parent}
        record.amend(store, areas, areas.c.code == each.new.code, values, origin.now)
    _record(store, [(each.new.code, Step.CHANGED, None, each.fields) for each in changes], origin)


def hang(store: Store, area: str, wanted: Sequence[ItemId], origin: Origin) -> None:
    """Hangs items on an area; the caller knows that they do not hang there yet."""
    if wanted:
        rows = [{"area": area, "item_id": item, "at": origin.now} for item in wanted]
        record.add_many(store, item_areas, rows, origin.now)
        _record(store, [(area, Step.HUNG, item, ()) for item in wanted], origin)


def take(store: Store, area: str, wanted: Sequence[ItemId], origin: Origin) -> None:
    """Takes items off an area; that they hung there stays on record."""
    if wanted:
        hung = (item_areas.c.area == area) & item_areas.c.item_id.in_(wanted)
        record.remove(store, item_areas, hung, origin.now)
        _record(store, [(area, Step.TAKEN, item, ()) for item in wanted], origin)


def history(store: Store, area: str, limit: int) -> tuple[Recorded, ...]:
    """What became of an area and of what hangs on it, newest first."""
    query = (
        select(area_changes, items.c.code.label("item"), people.c.name.label("by"))
        .outerjoin(items, items.c.id == area_changes.c.item_id)
        .outerjoin(people, people.c.id == area_changes.c.person_id)
        .where(area_changes.c.area == area)
        .order_by(area_changes.c.id.desc())
        .limit(limit)
    )
    return tuple(
        Recorded(
            step=Step(row.kind),
            item=row.item,
            fields=tuple(AreaFieldChange(AreaField(name), old, new) for name, old, new in row.fields),
            by=row.by,
            source=row.source,
            at=row.at,
        )
        for row in store.execute(query)
    )


def _record(
    store: Store,
    entries: Iterable[tuple[str, Step, ItemId | None, Sequence[AreaFieldChange]]],
    origin: Origin,
) -> None:
    rows: list[dict[str, Any]] = [
        {
            "area": area,
            "kind": step.value,
            "item_id": item,
            "fields": [[each.field.value, each.old, each.new] for each in fields],
            "source": origin.source[:200],
            "person_id": origin.person,
            "at": origin.now,
        }
        for area, step, item, fields in entries
    ]
    if rows:
        record.add_many(store, area_changes, rows, origin.now)
        hung = [row for row in rows if row["item_id"] is not None]
        reference_changes.note(store, Changed.HUNG, (row["item_id"] for row in hung))
        reference_changes.note(store, Changed.HUNG_ON, (row["area"] for row in hung))
        reference_changes.note(store, Changed.AREA, (row["area"] for row in rows if row["item_id"] is None))
