"""A year's agreements in memory: its items, whom they belong to, what they are called, on which areas they hang."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from domain.areas import AreaTree
from domain.groups import Group, amended, grouped, in_order, regrouped
from domain.items import ItemId
from domain.shortfalls import likeness
from domain.understanding import Catalogue
from domain.units import Unit
from storage.items import StoredItem

Groups = Mapping[str, Group[StoredItem]]


@dataclass(frozen=True)
class Book:
    """The items of one year that are held, so a code means one item. `items` and `by_code` are in no order.

    So are groups of them: those that a unit leads or has a part in (`owned`), that name a leader's post (`led`), that are parts
    of an item (`parts`).
    """

    year: int
    items: Mapping[ItemId, StoredItem]
    by_code: Mapping[str, StoredItem]
    owned: Groups
    led: Groups
    parts: Groups
    catalogue: Catalogue
    areas: AreaTree

    @classmethod
    def of(cls, year: int, stored: Sequence[StoredItem], units: Sequence[Unit], areas: AreaTree) -> "Book":
        """The book of these items, given by code."""
        return cls(
            year=year,
            items={each.id: each for each in stored},
            by_code={each.item.code: each for each in stored},
            owned=grouped(_keyed(stored, _owners)),
            led=grouped(_keyed(stored, _leaders)),
            parts=grouped(_keyed(stored, _wholes)),
            catalogue=Catalogue.build((each.item for each in stored), units),
            areas=areas,
        )

    @cached_property
    def everything(self) -> tuple[StoredItem, ...]:
        """The year's items by code."""
        return tuple(sorted(self.items.values(), key=_code))

    @cached_property
    def alike(self) -> Groups:
        """Items with the same task. Only packs that compare units ask for it."""
        return grouped((likeness(stored.item), stored) for stored in self.everything)

    def with_items(self, taken: Sequence[StoredItem], put: Sequence[StoredItem]) -> "Book":
        """The book without some items and with others: one that is amended is taken as it was and put as it is."""
        if not taken and not put:
            return self

        def moved(groups: Groups, keys: Callable[[StoredItem], Iterable[str]]) -> Groups:
            return regrouped(groups, _keyed(taken, keys), _keyed(put, keys), _code)

        fresh = replace(
            self,
            items=amended(self.items, [each.id for each in taken], {each.id: each for each in put}),
            by_code=amended(self.by_code, [each.item.code for each in taken], {each.item.code: each for each in put}),
            owned=moved(self.owned, _owners),
            led=moved(self.led, _leaders),
            parts=moved(self.parts, _wholes),
            catalogue=self.catalogue.changed([each.item for each in taken], [each.item for each in put]),
        )
        if "alike" in self.__dict__:
            fresh.__dict__["alike"] = moved(self.alike, _tasks)
        return fresh

    def with_units(self, changed: Sequence[Unit]) -> "Book":
        """The book after units were added or changed."""
        return replace(self, catalogue=self.catalogue.with_units(changed))

    def peers_of(self, stored: StoredItem) -> Sequence[StoredItem]:
        """The items of other units that have the same task, by code."""
        return [each for each in in_order(self.alike[likeness(stored.item)]) if each.item.unit != stored.item.unit]


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
