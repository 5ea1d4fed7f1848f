"""What every conversation looks things up in: units, items, areas, calendar and the catalogue of words, loaded once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from domain.areas import AreaTree
from domain.calendar import WorkCalendar
from domain.gaps import likeness
from domain.items import ItemId
from domain.understanding import Catalogue
from domain.units import Unit
from storage import areas, calendar, items, marks, units
from storage.items import StoredItem
from storage.store import Store


@dataclass(frozen=True)
class Reference:
    """A consistent picture of the slow-changing data. `version` tells when it is out of date."""

    version: str
    year: int
    units: dict[str, Unit]
    items: dict[ItemId, StoredItem]
    by_code: dict[str, StoredItem]
    catalogue: Catalogue
    calendar: WorkCalendar
    areas: AreaTree

    def unit_name(self, code: str | None) -> str:
        """The unit's official name; the district itself for None."""
        unit = self.units.get(code or "")
        return unit.name if unit else "区级"

    def unit_named(self, words: str) -> Unit | None:
        """The unit whose code, name or short name these words are; names are unique over all units."""
        return next((unit for unit in self.units.values() if words in unit.names), None)

    @cached_property
    def _parts(self) -> dict[str, list[StoredItem]]:
        found: dict[str, list[StoredItem]] = {}
        for stored in self.items.values():
            if stored.item.part_of is not None:
                found.setdefault(stored.item.part_of, []).append(stored)
        return found

    def parts_of(self, code: str) -> Sequence[StoredItem]:
        """The items that are parts of an item, by code."""
        return self._parts.get(code, ())

    @cached_property
    def _alike(self) -> dict[str, list[StoredItem]]:
        found: dict[str, list[StoredItem]] = {}
        for stored in self.items.values():
            found.setdefault(likeness(stored.item), []).append(stored)
        return found

    def peers_of(self, stored: StoredItem) -> Sequence[StoredItem]:
        """The items of other units that have the same task, by code."""
        return [each for each in self._alike[likeness(stored.item)] if each.item.unit != stored.item.unit]

    @cached_property
    def _owned(self) -> dict[str, tuple[StoredItem, ...]]:
        found: dict[str, list[StoredItem]] = {}
        for stored in self.items.values():
            for unit in {stored.item.unit, *stored.item.co_units}:
                found.setdefault(unit, []).append(stored)
        return {unit: tuple(owned) for unit, owned in found.items()}

    def of_unit(self, unit: str | None, *, lead_only: bool = False) -> tuple[StoredItem, ...]:
        """Items the unit leads or has a part in, by code."""
        owned = self._owned.get(unit or "", ())
        return tuple(stored for stored in owned if stored.item.unit == unit) if lead_only else owned

    def of_leader(self, post: str) -> tuple[StoredItem, ...]:
        """A leader's portfolio: items that name the post as 责任领导, by code."""
        return tuple(stored for stored in self.items.values() if stored.item.leader == post)


def version_of(store: Store) -> str:
    """The version a freshly loaded reference would have: one small query."""
    return marks.get(store, marks.CATALOGUE) or "0"


def load(store: Store, this_year: int) -> Reference:
    """Loads units, the current year's items and the calendar. The newest agreements count until newer ones are imported."""
    year = items.latest_year(store) or this_year
    stored = items.readable_of_year(store, year)
    known = units.every(store)
    return Reference(
        version=version_of(store),
        year=year,
        units={unit.code: unit for unit in known},
        items={each.id: each for each in stored},
        by_code={each.item.code: each for each in stored},
        catalogue=Catalogue.build((each.item for each in stored), known),
        calendar=calendar.load(store),
        areas=areas.tree(store, year),
    )
