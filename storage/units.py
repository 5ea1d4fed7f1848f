"""Units as stored, with the names they bore before."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, select

from domain.people import PersonId
from domain.units import Unit, UnitKind, with_former
from storage import record, reference_changes
from storage.reference_changes import Changed
from storage.store import Fetched, Store
from storage.tables import unit_names, units

EVERY = select(units).order_by(units.c.code)
SOME = EVERY.where(units.c.code.in_(bindparam("codes", expanding=True)))
BORNE = select(unit_names.c.unit, unit_names.c.name).order_by(unit_names.c.id)
# A statement takes no more values than some ten thousand.
MOST_AT_ONCE = 1000
BORNE_BY = BORNE.where(
    unit_names.c.name.in_(select(unit_names.c.name).where(unit_names.c.unit.in_(bindparam("codes", expanding=True))))
)
BEARERS = select(unit_names.c.unit).where(unit_names.c.name.in_(bindparam("names", expanding=True))).distinct()


def every(store: Store) -> tuple[Unit, ...]:
    """All units by code."""
    known = [_unit(row) for row in store.execute(EVERY).all()]
    borne = [(row.unit, row.name) for row in store.execute(BORNE)]
    return tuple(with_former(known, borne) if borne else known)


def by_codes(store: Store, codes: Collection[str]) -> tuple[Unit, ...]:
    """Some units by code, without the names they bore before: `domain.units.with_former` says whose those are."""
    if len(codes) > MOST_AT_ONCE:
        return tuple(unit for unit in map(_unit, store.execute(EVERY).all()) if unit.code in codes)
    return tuple(map(_unit, store.execute(SOME, {"codes": sorted(codes)}).all()))


def borne_by(store: Store, codes: Collection[str]) -> list[tuple[str, str]]:
    """Every name that one of some units bore before, with the code of whoever bore it, the oldest first."""
    return [(row.unit, row.name) for row in store.execute(BORNE_BY, {"codes": sorted(codes)})]


def put(
    store: Store, wanted: Sequence[Unit], now: datetime, person: PersonId | None = None, reason: str = ""
) -> tuple[int, int]:
    """Adds new units and changes known ones; nothing is ever deleted. Returns (added, changed).

    What a unit was called until it gets another official name goes on finding it; `reason` says why it was renamed.
    """
    known = {unit.code: unit for unit in by_codes(store, {unit.code for unit in wanted})}
    fresh = [replace(unit, former=()) for unit in wanted]
    added = [unit for unit in fresh if unit.code not in known]
    changed = [unit for unit in fresh if unit.code in known and known[unit.code] != unit]
    record.add_many(store, units, map(_row, added), now)
    for unit in changed:
        record.amend(store, units, units.c.code == unit.code, _row(unit), now)
        before = known[unit.code]
        if before.name != unit.name:
            told = {"unit": unit.code, "at": now, "person_id": person, "reason": reason}
            gone = [name for name in before.present if name not in unit.present]
            record.add_many(store, unit_names, [told | {"name": name} for name in gone], now)
    _note(store, [*added, *changed], [known[unit.code] for unit in changed])
    return len(added), len(changed)


def _note(store: Store, fresh: Sequence[Unit], before: Sequence[Unit]) -> None:
    """Notes the changed units, and those that once bore a name which one of them took or gave up."""
    codes = {unit.code for unit in fresh}
    names = sorted({name for unit in (*fresh, *before) for name in unit.present})
    bearers = store.execute(BEARERS, {"names": names}).scalars() if names else ()
    reference_changes.note(store, Changed.UNIT, sorted(codes.union(bearers)))


def _unit(row: Fetched) -> Unit:
    return Unit(row.code, row.name, tuple(row.short_names), UnitKind(row.kind))


def _row(unit: Unit) -> dict[str, object]:
    return {
        "code": unit.code,
        "name": unit.name,
        "short_names": list(unit.short_names),
        "kind": unit.kind.value,
    }
