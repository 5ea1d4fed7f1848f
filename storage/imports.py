"""Imports of agreements as stored, and how tables of a known shape are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import ge, gt

from sqlalchemy import delete, insert, select, update

from domain.amendments import FieldChange, from_json, to_json
from domain.items import ItemId
from domain.people import PersonId
from storage.store import Fetched, Store
from storage.tables import blockers, import_layouts, imports, item_changes, item_decisions, notices, reports

# Rows of these tables rest on an item from their time on; those of an import's own moment are its own, but no report is.
RESTING = (
    (reports.c.item_id, reports.c.submitted_at, ge),
    (blockers.c.item_id, blockers.c.raised_at, ge),
    (item_changes.c.item_id, item_changes.c.at, gt),
    (item_decisions.c.item_id, item_decisions.c.at, gt),
)
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Import:
    """An import: the items it brought, and those it changed with their changes. Times are UTC."""

    id: int
    at: datetime
    person: PersonId | None
    year: int
    source: str
    added: tuple[ItemId, ...]
    changed: Mapping[ItemId, tuple[FieldChange, ...]]
    undone_at: datetime | None = None

    @property
    def items(self) -> tuple[ItemId, ...]:
        """All that it touched."""
        return (*self.added, *self.changed)


@dataclass(frozen=True, slots=True)
class KeptLayout:
    """How tables of a shape are read: the field's key by heading where a person said so; board and cycle where none is
    written.
    """

    headings: Mapping[str, str]
    board: str | None
    cadence: str | None


def add(
    store: Store,
    year: int,
    source: str,
    added: Sequence[ItemId],
    changed: Mapping[ItemId, Sequence[FieldChange]],
    person: PersonId | None,
    now: datetime,
) -> int:
    """Notes an import; gives its number."""
    told = [[id_, [to_json(each) for each in made]] for id_, made in changed.items()]
    row = {"year": year, "source": source[-200:], "added": list(added), "changed": told, "person_id": person, "at": now}
    return int(store.execute(insert(imports).values(**row).returning(imports.c.id)).scalar_one())


def by_id(store: Store, wanted: int) -> Import | None:
    """One import."""
    row = store.execute(select(imports).where(imports.c.id == wanted)).one_or_none()
    return _import(row) if row else None


def newest(store: Store, most: int) -> tuple[Import, ...]:
    """The last imports, the newest first."""
    return tuple(_import(row) for row in store.execute(select(imports).order_by(imports.c.id.desc()).limit(most)))


def withdrawn(store: Store, year: int) -> frozenset[ItemId]:
    """The items of a year that came with imports which were undone."""
    rows = store.execute(select(imports.c.added).where(imports.c.year == year, imports.c.undone_at.is_not(None)))
    return frozenset(ItemId(id_) for row in rows for id_ in row.added)


def undone(store: Store, wanted: int, now: datetime) -> None:
    """Notes that an import was taken back."""
    store.execute(update(imports).where(imports.c.id == wanted).values(undone_at=now))


def resting_on(store: Store, made: Import) -> frozenset[ItemId]:
    """Those of an import's items on which something rests that came later."""
    found: set[ItemId] = set()
    for start in range(0, len(made.items), CHUNK):
        some = made.items[start : start + CHUNK]
        for item, at, later in RESTING:
            found |= set(store.execute(select(item).where(item.in_(some), later(at, made.at))).scalars())
        noticed = select(notices.c.item_id).where(notices.c.item_id.in_(made.added[start : start + CHUNK]))
        found |= set(store.execute(noticed).scalars())
    return frozenset(found)


def layout(store: Store, shape: str) -> KeptLayout | None:
    """How tables of a shape are read, if somebody confirmed it."""
    row = store.execute(select(import_layouts).where(import_layouts.c.shape == shape)).one_or_none()
    return KeptLayout(row.headings, row.board, row.cadence) if row else None


def keep_layout(store: Store, shape: str, kept: KeptLayout, person: PersonId | None, now: datetime) -> None:
    """Notes how tables of a shape are read from now on."""
    store.execute(delete(import_layouts).where(import_layouts.c.shape == shape))
    row = {"shape": shape, "headings": dict(kept.headings), "board": kept.board, "cadence": kept.cadence}
    store.execute(insert(import_layouts).values(**row, at=now, person_id=person))


def _import(row: Fetched) -> Import:
    changed = {ItemId(id_): tuple(filter(None, map(from_json, made))) for id_, made in row.changed}
    added = tuple(map(ItemId, row.added))
    return Import(row.id, row.at, row.person_id, row.year, row.source, added, changed, row.undone_at)
