"""What every conversation looks things up in: units, items, areas, calendar and the catalogue of words.

It is loaded once and then follows the changes that storage notes: each gives a new reference that shares what stayed with the
one before, so a transaction that is taken back leaves no trace in what the others hold.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from domain.areas import AreaTree
from domain.calendar import WorkCalendar
from domain.groups import Group, amended, grouped, in_order, regrouped
from domain.items import ItemId
from domain.shortfalls import likeness
from domain.understanding import Catalogue
from domain.units import Unit
from storage import areas, calendar, items, reference_changes, units
from storage.items import StoredItem
from storage.reference_changes import Change, Changed
from storage.store import Store

Groups = Mapping[str, Group[StoredItem]]
# With more changes than this everything is loaded anew.
MOST_CHANGES = 1000


@dataclass(frozen=True)
class Reference:
    """A consistent picture of the slow-changing data, up to and with the change of number `seen`.

    `items` and `by_code` are the year's items, in no order; so are groups of them: those that a unit leads or has a part in
    (`owned`), that name a leader's post (`led`), that are parts of an item (`parts`).
    """

    seen: int
    year: int
    units: Mapping[str, Unit]
    items: Mapping[ItemId, StoredItem]
    by_code: Mapping[str, StoredItem]
    owned: Groups
    led: Groups
    parts: Groups
    catalogue: Catalogue
    calendar: WorkCalendar
    areas: AreaTree

    def unit_name(self, code: str | None) -> str:
        """The unit's official name; the district itself for None."""
        unit = self.units.get(code or "")
        return unit.name if unit else "区级"

    def unit_named(self, words: str) -> Unit | None:
        """The unit whose code, name or short name these words are; names are unique over all units."""
        codes = {words, *self.catalogue.unit_names.called_like(words)}
        found = (self.units[code] for code in sorted(codes) if code in self.units)
        return next((unit for unit in found if words in unit.names), None)

    def parts_of(self, code: str) -> Sequence[StoredItem]:
        """The items that are parts of an item, by code."""
        return _group(self.parts, code)

    @cached_property
    def everything(self) -> tuple[StoredItem, ...]:
        """The year's items by code."""
        return tuple(sorted(self.items.values(), key=_code))

    @cached_property
    def _alike(self) -> Groups:
        """Only packs that compare units ask for it."""
        return grouped((likeness(stored.item), stored) for stored in self.everything)

    def peers_of(self, stored: StoredItem) -> Sequence[StoredItem]:
        """The items of other units that have the same task, by code."""
        return [each for each in in_order(self._alike[likeness(stored.item)]) if each.item.unit != stored.item.unit]

    def of_unit(self, unit: str | None, *, lead_only: bool = False) -> tuple[StoredItem, ...]:
        """Items the unit leads or has a part in, by code."""
        owned = _group(self.owned, unit or "")
        return tuple(stored for stored in owned if stored.item.unit == unit) if lead_only else owned

    def of_leader(self, post: str) -> tuple[StoredItem, ...]:
        """A leader's portfolio: items that name the post as 责任领导, by code."""
        return _group(self.led, post)

    def with_items(self, taken: Sequence[StoredItem], put: Sequence[StoredItem]) -> "Reference":
        """The reference without some items and with others: one that is amended is taken as it was and put as it is."""
        if not taken and not put:
            return self
        amended_items = amended(self.items, [each.id for each in taken], {each.id: each for each in put})
        by_code = amended(self.by_code, [each.item.code for each in taken], {each.item.code: each for each in put})

        def moved(groups: Groups, keys: Callable[[StoredItem], Iterable[str]]) -> Groups:
            return regrouped(groups, _keyed(taken, keys), _keyed(put, keys), _code)

        fresh = replace(
            self,
            items=amended_items,
            by_code=by_code,
            owned=moved(self.owned, _owners),
            led=moved(self.led, _leaders),
            parts=moved(self.parts, _wholes),
            catalogue=self.catalogue.changed([each.item for each in taken], [each.item for each in put]),
        )
        if "_alike" in self.__dict__:
            fresh.__dict__["_alike"] = moved(self._alike, _tasks)
        return fresh

    def with_units(self, changed: Sequence[Unit]) -> "Reference":
        """The reference after units were added or changed."""
        if not changed:
            return self
        known = amended(self.units, (), {unit.code: unit for unit in changed})
        if any(unit.code not in self.units for unit in changed):
            known = {code: known[code] for code in sorted(known)}
        return replace(self, units=known, catalogue=self.catalogue.with_units(changed))


def caught_up(store: Store, known: Reference | None, this_year: int) -> Reference:
    """The reference as this transaction sees the data: what is known, what followed from its changes, or all of it anew.

    An older view than what is known gets a reference of its own.
    """
    newest = reference_changes.newest(store)
    if known is None or newest < known.seen or (not known.items and known.year != this_year):
        return load(store, this_year)
    if newest == known.seen:
        return known
    changes = reference_changes.since(store, known.seen, MOST_CHANGES)
    if changes is None or (items.latest_year(store) or this_year) != known.year:
        return load(store, this_year)
    return replace(_followed(store, known, changes), seen=newest)


def load(store: Store, this_year: int) -> Reference:
    """Loads units, the current year's items and the calendar. The newest agreements count until newer ones are imported."""
    year = items.latest_year(store) or this_year
    stored = tuple(items.readable_of_year(store, year))
    known = units.every(store)
    return Reference(
        seen=reference_changes.newest(store),
        year=year,
        units={unit.code: unit for unit in known},
        items={each.id: each for each in stored},
        by_code={each.item.code: each for each in stored},
        owned=grouped(_keyed(stored, _owners)),
        led=grouped(_keyed(stored, _leaders)),
        parts=grouped(_keyed(stored, _wholes)),
        catalogue=Catalogue.build((each.item for each in stored), known),
        calendar=calendar.load(store),
        areas=areas.tree(store, year),
    )


def _followed(store: Store, known: Reference, changes: Sequence[Change]) -> Reference:
    """What the reference becomes by some changes; units first, since items bear their names."""
    refs = {kind: [change.ref for change in changes if change.kind is kind] for kind in Changed}
    if refs[Changed.UNIT]:
        known = known.with_units(units.by_codes(store, refs[Changed.UNIT]))
    if refs[Changed.ITEM]:
        known = _with_items(store, known, [ItemId(int(ref)) for ref in refs[Changed.ITEM]])
    if refs[Changed.AREA]:
        known = replace(known, areas=known.areas.with_areas(areas.by_codes(store, refs[Changed.AREA])))
    if refs[Changed.HUNG]:
        hung = areas.hung_with(store, known.year, [ItemId(int(ref)) for ref in refs[Changed.HUNG]])
        known = replace(known, areas=known.areas.with_items(hung, refs[Changed.HUNG_ON]))
    if refs[Changed.CALENDAR]:
        known = replace(known, calendar=calendar.load(store))
    return known


def _with_items(store: Store, known: Reference, ids: Sequence[ItemId]) -> Reference:
    found = items.readable(store, ids).values()
    taken = [known.items[id_] for id_ in ids if id_ in known.items]
    return known.with_items(taken, [stored for stored in found if stored.item.year == known.year])


def _group(groups: Groups, key: str) -> tuple[StoredItem, ...]:
    """The items under a key, by code; all but large groups lie in order already."""
    group = groups.get(key, ())
    return group if isinstance(group, tuple) else in_order(group)


def _keyed(some: Iterable[StoredItem], keys: Callable[[StoredItem], Iterable[str]]) -> Iterable[tuple[str, StoredItem]]:
    return ((key, stored) for stored in some for key in keys(stored))


def _code(stored: StoredItem) -> str:
    return stored.item.code


def _owners(stored: StoredItem) -> Iterable[str]:
    return dict.fromkeys((stored.item.unit, *stored.item.co_units))


def _leaders(stored: StoredItem) -> Iterable[str]:
    return (stored.item.leader,)


def _wholes(stored: StoredItem) -> Iterable[str]:
    return () if stored.item.part_of is None else (stored.item.part_of,)


def _tasks(stored: StoredItem) -> Iterable[str]:
    return (likeness(stored.item),)
