"""Units as stored."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from domain.units import Unit, UnitKind
from storage import record, reference_changes
from storage.reference_changes import Changed
from storage.store import Fetched, Store
from storage.tables import units

OF_CODES = select(units).where(units.c.code.in_(bindparam("codes", expanding=True))).order_by(units.c.code)


def every(store: Store) -> tuple[Unit, ...]:
    """All units by code."""
    return tuple(_unit(row) for row in store.execute(select(units).order_by(units.c.code)).all())


def by_codes(store: Store, codes: Sequence[str]) -> tuple[Unit, ...]:
    """Some units by code."""
    return tuple(_unit(row) for row in store.execute(OF_CODES, {"codes": codes}))


def put(store: Store, wanted: Sequence[Unit], now: datetime) -> tuple[int, int]:
    """Adds new units and renames known ones; nothing is ever deleted. Returns (added, changed)."""
    known = {unit.code: unit for unit in by_codes(store, [unit.code for unit in wanted])}
    added = [unit for unit in wanted if unit.code not in known]
    changed = [unit for unit in wanted if unit.code in known and known[unit.code] != unit]
    record.add_many(store, units, map(_row, added), now)
    for unit in changed:
        record.amend(store, units, units.c.code == unit.code, _row(unit), now)
    reference_changes.note(store, Changed.UNIT, (unit.code for unit in (*added, *changed)))
    return len(added), len(changed)


def _unit(row: Fetched) -> Unit:
    return Unit(row.code, row.name, tuple(row.short_names), UnitKind(row.kind))


def _row(unit: Unit) -> dict[str, object]:
    return {
        "code": unit.code,
        "name": unit.name,
        "short_names": list(unit.short_names),
        "kind": unit.kind.value,
    }
