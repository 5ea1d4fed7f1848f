"""Units as stored."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from domain.units import Unit, UnitKind
from storage import record
from storage.store import Store
from storage.tables import units


def every(store: Store) -> tuple[Unit, ...]:
    """All units by code."""
    rows = store.execute(select(units).order_by(units.c.code))
    return tuple(Unit(row.code, row.name, tuple(row.short_names), UnitKind(row.kind)) for row in rows)


def put(store: Store, wanted: Sequence[Unit], now: datetime) -> tuple[int, int]:
    """Adds new units and renames known ones; nothing is ever deleted. Returns (added, changed)."""
    known = {unit.code: unit for unit in every(store)}
    added = [unit for unit in wanted if unit.code not in known]
    changed = [unit for unit in wanted if unit.code in known and known[unit.code] != unit]
    record.add_many(store, units, map(_row, added), now)
    for unit in changed:
        record.amend(store, units, units.c.code == unit.code, _row(unit), now)
    return len(added), len(changed)


def _row(unit: Unit) -> dict[str, object]:
    return {
        "code": unit.code,
        "name": unit.name,
        "short_names": list(unit.short_names),
        "kind": unit.kind.value,
    }
