"""Units as stored."""

from collections.abc import Sequence

from sqlalchemy import insert, select

from domain.units import Unit, UnitKind
from storage.store import Store
from storage.tables import units


def every(store: Store) -> tuple[Unit, ...]:
    """All units by code."""
    rows = store.execute(select(units).order_by(units.c.code))
    return tuple(Unit(row.code, row.name, tuple(row.short_names), UnitKind(row.kind)) for row in rows)


def put(store: Store, wanted: Sequence[Unit]) -> tuple[int, int]:
    """Adds new units and renames known ones; nothing is ever deleted. Returns (added, changed)."""
    known = {unit.code: unit for unit in every(store)}
    added = [unit for unit in wanted if unit.code not in known]
    changed = [unit for unit in wanted if unit.code in known and known[unit.code] != unit]
    for unit in added:
        store.execute(insert(units).values(_row(unit)))
    for unit in changed:
        store.execute(units.update().where(units.c.code == unit.code).values(_row(unit)))
    return len(added), len(changed)


def _row(unit: Unit) -> dict[str, object]:
    return {
        "code": unit.code,
        "name": unit.name,
        "short_names": list(unit.short_names),
        "kind": unit.kind.value,
    }
