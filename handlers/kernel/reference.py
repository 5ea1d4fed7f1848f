"""What every conversation looks things up in: units, items, areas, calendar and the catalogue of words.

It is loaded once and then follows the changes that storage notes: each gives a new reference that shares what stayed with the
one before, so a transaction that is taken back leaves no trace in what the others hold.

Each year that is held has a book of its own (`handlers.kernel.book`), so equal codes of two years never meet. A reference shows
the running year; `of_year` and `of_item` give the same one showing another.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from domain.areas import AreaTree
from domain.calendar import DAY, WorkCalendar
from domain.groups import Joined, amended, in_order
from domain.items import Item, ItemId
from domain.packs import RulePack
from domain.understanding import Catalogue
from domain.units import Unit, with_former
from domain.years import is_held, span_of, year_closes
from handlers.kernel.book import Book, Groups
from storage import areas, calendar, items, reference_changes, units
from storage.items import StoredItem
from storage.reference_changes import Change, Changed
from storage.store import Store

# With more changes than this everything is loaded anew.
MOST_CHANGES = 1000


@dataclass(frozen=True, slots=True)
class Days:
    """The local days, both included, on which the same year runs and the same items are held."""

    first: date
    last: date


@dataclass(frozen=True)
class Reference:
    """A consistent picture of the slow-changing data, up to and with the change of number `seen`, as it is on some days.

    `year` is the one it shows, `running` the one that runs. `stored` are all years with agreements.
    """

    seen: int
    days: Days
    stored: frozenset[int]
    running: int
    year: int
    books: Mapping[int, Book]
    units: Mapping[str, Unit]
    calendar: WorkCalendar
    rules: RulePack

    @property
    def book(self) -> Book:
        """The book of the year that is shown."""
        return self.books[self.year]

    @cached_property
    def items(self) -> Mapping[ItemId, StoredItem]:
        """Every item that is held, of whatever year."""
        held = tuple(book.items for book in self.books.values())
        return held[0] if len(held) == 1 else Joined(held)

    @property
    def by_code(self) -> Mapping[str, StoredItem]:
        """The shown year's items by code."""
        return self.book.by_code

    @property
    def catalogue(self) -> Catalogue:
        """What the shown year's items and the units are called."""
        return self.book.catalogue

    @property
    def areas(self) -> AreaTree:
        """The areas with the shown year's items."""
        return self.book.areas

    @property
    def everything(self) -> tuple[StoredItem, ...]:
        """The shown year's items by code."""
        return self.book.everything

    def of_year(self, year: int) -> "Reference":
        """The reference showing a year; of one that is not held there are no items."""
        if year == self.year:
            return self
        if year in self.books:
            return replace(self, year=year)
        empty = Book.of(year, (), tuple(self.units.values()), AreaTree(self.areas.areas))
        return replace(self, year=year, books={**self.books, year: empty})

    def of_item(self, item: Item) -> "Reference":
        """The reference showing an item's own year."""
        return self.of_year(item.year)

    def others(self) -> Iterator["Reference"]:
        """The same showing each other year that is held, the newest first."""
        yield from (self.of_year(year) for year in sorted(self.books, reverse=True) if year != self.year)

    def called(self, code: str | None, year: int | None = None) -> StoredItem | None:
        """The item with a code of a year, of the shown one for None."""
        book = self.books.get(self.year if year is None else year)
        return book.by_code.get(code or "") if book else None

    def holds(self, item: Item, day: date) -> bool:
        """Whether an item is held on a local day that is one of `days`: it can be named, and the tick looks at it."""
        return is_held(item, day, self.running, self.rules, self.calendar)

    def unit_name(self, code: str | None) -> str:
        """The unit's official name; the district itself for None."""
        unit = self.units.get(code or "")
        return unit.name if unit else "区级"

    def short_name(self, code: str | None) -> str:
        """What the unit is called where there is little room."""
        unit = self.units.get(code or "")
        return unit.short if unit else self.unit_name(code)

    def unit_named(self, words: str) -> Unit | None:
        """The unit whose code, name or short name these words are; names are unique over all units."""
        codes = {words, *self.catalogue.unit_names.called_like(words)}
        found = (self.units[code] for code in sorted(codes) if code in self.units)
        return next((unit for unit in found if words in unit.names), None)

    def parts_of(self, code: str) -> Sequence[StoredItem]:
        """The shown year's items that are parts of an item, by code."""
        return _group(self.book.parts, code)

    def peers_of(self, stored: StoredItem) -> Sequence[StoredItem]:
        """The items of other units that have the same task in the same year, by code."""
        return self.books[stored.item.year].peers_of(stored)

    def of_unit(self, unit: str | None, *, lead_only: bool = False) -> tuple[StoredItem, ...]:
        """The shown year's items that the unit leads or has a part in, by code."""
        owned = _group(self.book.owned, unit or "")
        return tuple(stored for stored in owned if stored.item.unit == unit) if lead_only else owned

    def of_leader(self, post: str) -> tuple[StoredItem, ...]:
        """A leader's portfolio: the shown year's items that name the post as 责任领导, by code."""
        return _group(self.book.led, post)

    def with_items(self, taken: Sequence[StoredItem], put: Sequence[StoredItem]) -> "Reference":
        """The reference without some items and with others: one that is amended is taken as it was and put as it is."""
        touched = {each.item.year for each in (*taken, *put)}
        books = {year: self.books[year].with_items(_of(year, taken), _of(year, put)) for year in touched}
        return replace(self, books={**self.books, **books}) if books else self

    def with_units(self, changed: Sequence[Unit]) -> "Reference":
        """The reference after units were added or changed."""
        if not changed:
            return self
        known = amended(self.units, (), {unit.code: unit for unit in changed})
        if any(unit.code not in self.units for unit in changed):
            known = {code: known[code] for code in sorted(known)}
        books = {year: book.with_units(changed) for year, book in self.books.items()}
        return replace(self, units=known, books=books)


def _group(groups: Groups, key: str) -> tuple[StoredItem, ...]:
    """The items under a key, by code; all but large groups lie in order already."""
    group = groups.get(key, ())
    return group if isinstance(group, tuple) else in_order(group)


def caught_up(store: Store, known: Reference | None, today: date, rules: RulePack) -> Reference:
    """The reference as this transaction sees the data: what is known, what followed from its changes, or all of it anew.

    An older view than what is known gets a reference of its own; so does a day on which other items are held.
    """
    newest = reference_changes.newest(store)
    if known is None or newest < known.seen or not known.days.first <= today <= known.days.last:
        return load(store, today, rules)
    if newest == known.seen:
        return known
    changes = reference_changes.since(store, known.seen, MOST_CHANGES)
    if changes is None or items.years(store) != known.stored:
        return load(store, today, rules)
    return replace(_followed(store, known, changes, today), seen=newest)


def opened(store: Store, known: Reference, year: int) -> Reference:
    """The reference showing all items of a year, also those that have closed: read for whoever asks for an older year."""
    if year >= known.running:
        return known.of_year(year)
    every = tuple(items.readable_of_year(store, year))
    book = Book.of(year, every, tuple(known.units.values()), areas.tree(store, year))
    return replace(known, year=year, books={**known.books, year: book})


def load(store: Store, today: date, rules: RulePack) -> Reference:
    """Loads units, the calendar, and what is held on a local day: the running year, those to come, and what is left of older."""
    stored, days = items.years(store), calendar.load(store)
    running = rules.year.running(stored, today)
    known = units.every(store)
    books: dict[int, Book] = {}
    for year in sorted({running, *stored}, reverse=True):
        some = _held(store, year, running, today, rules, days)
        if some or year == running:
            books[year] = Book.of(year, some, known, areas.tree(store, year))
    return Reference(
        seen=reference_changes.newest(store),
        days=_days(books, stored, running, today, rules, days),
        stored=stored,
        running=running,
        year=running,
        books=books,
        units={unit.code: unit for unit in known},
        calendar=days,
        rules=rules,
    )


def _held(
    store: Store, year: int, running: int, today: date, rules: RulePack, days: WorkCalendar
) -> tuple[StoredItem, ...]:
    """Of an older year that is over the store is asked only for items that are due beyond it."""
    if year >= running:
        return tuple(items.readable_of_year(store, year))
    over = rules.year.ends(year) if today > year_closes(year, rules, days) else None
    found = items.readable_of_year(store, year, due_after=over)
    return tuple(stored for stored in found if is_held(stored.item, today, running, rules, days))


def _days(
    books: Mapping[int, Book], stored: frozenset[int], running: int, today: date, rules: RulePack, days: WorkCalendar
) -> Days:
    """From today until another year begins or an item closes."""
    coming = [rules.year.begins(year) - DAY for year in stored if rules.year.begins(year) > today]
    older = (stored for year, book in books.items() if year < running for stored in book.items.values())
    closing = {span_of(stored.item, rules, days).closes for stored in older}
    empty = () if stored else (rules.year.ends(running),)
    return Days(today, min((*coming, *closing, *empty), default=date.max))


def _followed(store: Store, known: Reference, changes: Sequence[Change], today: date) -> Reference:
    """What the reference becomes by some changes; units first, since items bear their names."""
    refs = {kind: [change.ref for change in changes if change.kind is kind] for kind in Changed}
    if refs[Changed.UNIT]:
        known = _with_units(store, known, refs[Changed.UNIT])
    if refs[Changed.ITEM]:
        known = _with_items(store, known, [ItemId(int(ref)) for ref in refs[Changed.ITEM]], today)
    if refs[Changed.AREA] or refs[Changed.HUNG]:
        books = {year: _with_areas(store, book, refs) for year, book in known.books.items()}
        known = replace(known, books=books)
    if refs[Changed.CALENDAR]:
        known = replace(known, calendar=calendar.load(store))
        known = replace(known, days=_days(known.books, known.stored, known.running, today, known.rules, known.calendar))
    return known


def _with_units(store: Store, known: Reference, codes: Sequence[str]) -> Reference:
    """An earlier name counts for no unit while another bears it: so the units with such a name are looked at as well."""
    fresh, borne = units.by_codes(store, codes), units.borne_by(store, codes)
    alike = {code for _, name in borne for code in known.catalogue.unit_names.called_like(name)}.difference(codes)
    others = [known.units[code] for code in sorted(alike)]
    return known.with_units(with_former([*fresh, *others], borne)[: len(fresh)])


def _with_areas(store: Store, book: Book, refs: Mapping[Changed, Sequence[str]]) -> Book:
    tree = book.areas
    if refs[Changed.AREA]:
        tree = tree.with_areas(areas.by_codes(store, refs[Changed.AREA]))
    if refs[Changed.HUNG]:
        hung = areas.hung_with(store, book.year, [ItemId(int(ref)) for ref in refs[Changed.HUNG]])
        tree = tree.with_items(hung, refs[Changed.HUNG_ON])
    return replace(book, areas=tree)


def _with_items(store: Store, known: Reference, ids: Sequence[ItemId], today: date) -> Reference:
    found = items.readable(store, ids).values()
    taken = [known.items[id_] for id_ in ids if id_ in known.items]
    put = [stored for stored in found if stored.item.year in known.books and known.holds(stored.item, today)]
    fresh = known.with_items(taken, put)
    older = [stored.item for stored in put if stored.item.year < known.running]
    closing = (span_of(item, known.rules, known.calendar).closes for item in older)
    return replace(fresh, days=Days(known.days.first, min((known.days.last, *closing))))


def _of(year: int, some: Sequence[StoredItem]) -> list[StoredItem]:
    return [each for each in some if each.item.year == year]
