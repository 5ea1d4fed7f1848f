"""Areas (片区): the tree a district is planned by, such as 一轴三区多园, and which items hang on it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

# A tree that people can read on a telephone; deeper ones are mistakes.
MOST_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Area:
    """One area. `code` is its identity over the years, `kind` the district's own word (轴, 片区, 园区), `parent` a code."""

    code: str
    name: str
    kind: str = ""
    parent: str | None = None


class Problem(Enum):
    """What is wrong with a tree."""

    CODE_TWICE = "code twice"
    NAME_TWICE = "name twice"
    UNKNOWN_PARENT = "unknown parent"
    CYCLE = "cycle"
    TOO_DEEP = "too deep"


@dataclass(frozen=True, slots=True)
class TreeFault:
    """A fault of the area at place `at` of the sequence; `about` is what it collides with, or the way round of a cycle."""

    at: int
    problem: Problem
    about: str


class AreaField(Enum):
    """A field of an area, by its name in `Area`."""

    NAME = "name"
    KIND = "kind"
    PARENT = "parent"


@dataclass(frozen=True, slots=True)
class AreaFieldChange:
    """One field of an area before and after; empty where it says nothing, a parent by its code."""

    field: AreaField
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class AreaChange:
    """What becomes of one area: its fields that change, and the area as it will be."""

    new: Area
    fields: tuple[AreaFieldChange, ...]


@dataclass(frozen=True, slots=True)
class Hanging:
    """Codes of items that are hung on an area, and of items taken off it."""

    area: Area
    hung: tuple[str, ...]
    taken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AreaChanges:
    """What an import would do. `absent` areas are stored but not in the file: they are shown and never removed by it."""

    new: tuple[Area, ...]
    changed: tuple[AreaChange, ...]
    hangings: tuple[Hanging, ...]
    same: int
    absent: tuple[Area, ...]

    @property
    def is_empty(self) -> bool:
        """Whether everything is stored already."""
        return not (self.new or self.changed or self.hangings)


@dataclass(frozen=True)
class AreaTree:
    """A sound tree (see `tree_faults`), siblings in the order given, and the codes of the items that hang on each area.

    An item may hang on any number of areas. Item codes are those of one year.
    """

    areas: tuple[Area, ...] = ()
    hung: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def by_code(self) -> dict[str, Area]:
        """The areas by code."""
        return {area.code: area for area in self.areas}

    @cached_property
    def _children(self) -> dict[str | None, tuple[Area, ...]]:
        found: dict[str | None, list[Area]] = {}
        for area in self.areas:
            found.setdefault(area.parent, []).append(area)
        return {code: tuple(some) for code, some in found.items()}

    @cached_property
    def ordered(self) -> tuple[tuple[Area, int], ...]:
        """Every area with its depth from 0, each before its children."""
        return tuple(self._below(None, 0))

    @cached_property
    def _under(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for area, _ in reversed(self.ordered):
            below = [found[child.code] for child in self.children(area.code)]
            found[area.code] = self.items_on(area.code).union(*below)
        return found

    def _below(self, parent: str | None, depth: int) -> Iterator[tuple[Area, int]]:
        for area in self.children(parent):
            yield area, depth
            yield from self._below(area.code, depth + 1)

    def children(self, code: str | None) -> tuple[Area, ...]:
        """The areas right below one; the top ones for None."""
        return self._children.get(code, ())

    def items_on(self, code: str) -> frozenset[str]:
        """Codes of the items that hang on the area itself."""
        return self.hung.get(code, frozenset())

    def items_under(self, code: str) -> frozenset[str]:
        """Codes of the items that hang on the area or anywhere below it, each once."""
        return self._under.get(code, frozenset())

    def areas_of(self, item: str) -> tuple[Area, ...]:
        """The areas an item hangs on, in the tree's order."""
        return tuple(area for area, _ in self.ordered if item in self.items_on(area.code))

    def path(self, code: str) -> tuple[Area, ...]:
        """The way from the top down to the area."""
        way, at = [], self.by_code.get(code)
        while at is not None:
            way.append(at)
            at = self.by_code.get(at.parent or "")
        return tuple(reversed(way))

    def find(self, words: str) -> tuple[Area, ...]:
        """The area with that code or name; else those whose name holds the words."""
        wanted = words.strip().casefold()
        exact = [area for area in self.areas if wanted in (area.code.casefold(), area.name.casefold())]
        return tuple(exact or (area for area in self.areas if wanted and wanted in area.name.casefold()))

    def with_areas(self, changed: Sequence[Area]) -> "AreaTree":
        """The tree after areas were changed, each in its place, or added behind their siblings."""
        known = {**self.by_code, **{area.code: area for area in changed}}
        return AreaTree(tuple(known.values()), self.hung)

    def with_items(self, hung: Mapping[str, frozenset[str]], changed: Iterable[str]) -> "AreaTree":
        """The tree after items were hung elsewhere: the areas on which each now hangs, by its code, and which areas changed."""
        areas = dict(self.hung)
        for code in changed:
            some = (self.items_on(code) - hung.keys()) | {item for item, on in hung.items() if code in on}
            if some:
                areas[code] = some
            else:
                areas.pop(code, None)
        return AreaTree(self.areas, areas)


def tree_faults(areas: Sequence[Area]) -> tuple[TreeFault, ...]:
    """Everything that keeps the areas from being one tree of bounded depth; codes and names must be unique together.

    An area that hangs below a fault is not named for it once more.
    """
    faults = _doubles(areas)
    # Of two areas with one code the first is the one that is meant.
    by_code = {area.code: area for area in reversed(areas)}
    for at, area in enumerate(areas):
        if area.parent is None:
            continue
        if area.parent not in by_code:
            faults.append(TreeFault(at, Problem.UNKNOWN_PARENT, area.parent))
            continue
        way = _way_up(area, by_code)
        if len(way) > 1 and way[-1] == area.code:
            faults.append(TreeFault(at, Problem.CYCLE, " → ".join(way)))
        elif way[-1] not in way[:-1] and len(way) == MOST_DEPTH + 1:
            faults.append(TreeFault(at, Problem.TOO_DEEP, str(MOST_DEPTH)))
    return tuple(sorted(faults, key=lambda fault: fault.at))


def _doubles(areas: Sequence[Area]) -> list[TreeFault]:
    faults, taken = [], dict[str, int]()
    for at, area in enumerate(areas):
        for word, problem in ((area.code, Problem.CODE_TWICE), (area.name, Problem.NAME_TWICE)):
            first = taken.setdefault(word.casefold(), at)
            if first != at:
                faults.append(TreeFault(at, problem, areas[first].code))
    return faults


def _way_up(area: Area, by_code: Mapping[str, Area]) -> list[str]:
    """Codes from the area upwards; ends at the top, at an unknown parent, or with the first code met twice."""
    way = [area.code]
    while (parent := by_code[way[-1]].parent) is not None and parent in by_code:
        way.append(parent)
        if parent in way[:-1]:
            break
    return way


def compare(stored: AreaTree, read: Sequence[Area], hung: Mapping[str, frozenset[str]]) -> AreaChanges:
    """What a file would change in the stored tree, matched by code.

    `hung` names all items that hang on an area; about areas it does not name the file says nothing.
    """
    new = tuple(area for area in read if area.code not in stored.by_code)
    changed = []
    for area in read:
        old = stored.by_code.get(area.code)
        if old is not None and old != area:
            changed.append(AreaChange(area, _fields(old, area)))
    hangings = []
    for area in read:
        known = stored.items_on(area.code)
        wanted = hung.get(area.code, known)
        if wanted != known:
            hangings.append(Hanging(area, tuple(sorted(wanted - known)), tuple(sorted(known - wanted))))
    touched = {area.code for area in new} | {each.new.code for each in changed} | {each.area.code for each in hangings}
    named = {area.code for area in read}
    absent = tuple(area for area in stored.areas if area.code not in named)
    return AreaChanges(new, tuple(changed), tuple(hangings), len(named - touched), absent)


def _fields(old: Area, new: Area) -> tuple[AreaFieldChange, ...]:
    pairs = ((field, getattr(old, field.value) or "", getattr(new, field.value) or "") for field in AreaField)
    return tuple(AreaFieldChange(field, before, after) for field, before, after in pairs if before != after)
