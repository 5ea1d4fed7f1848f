"""Which column means what: headings are found by meaning, in any order, in one to three rows."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from documents.workbook.grid import Grid, unbroken
from documents.workbook.labels import label, measure_of, year_of
from documents.workbook.periods import PlanColumn, month_of
from documents.workbook.synonyms import Field, Meanings, meanings

SEARCHED_ROWS = 15
_DEPTH = 3
_TITLE_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
# Headings that mean last year's figure where they bear an earlier year.
_DONE = "实绩 完成 完成值 完成数 实际 实际完成 完成情况 实际值 基数"
_PAST = frozenset(f"{_DONE} 执行数 决算数 现状 值 数 完成额 实现 数值".split())
_LAST_MONTH = 12


@dataclass(frozen=True, slots=True)
class OwnColumn:
    """A column that no field means: its number and its heading as written."""

    column: int
    heading: str


@dataclass(frozen=True)
class Header:
    """Where each field stands: column by key, heading as written by key, and the first row of data.

    `doubled` names the fields that two columns claim with equal right; `weak` those that were claimed by a word that may also
    mean something else. `many` has all columns of fields that several may carry. `measures` are the units in headings, by column.
    """

    columns: Mapping[str, int]
    headings: Mapping[str, str]
    first_row: int
    top_row: int
    doubled: tuple[str, ...] = ()
    many: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    weak: frozenset[str] = frozenset()
    plans: tuple[PlanColumn, ...] = ()
    own: tuple[OwnColumn, ...] = ()
    measures: Mapping[int, str] = field(default_factory=dict)

    @property
    def meant(self) -> int:
        """How many columns mean something."""
        return len(self.columns) + len(self.plans)


@dataclass(frozen=True, slots=True)
class _Heading:
    """The headings over a column from the top down: as labels, and as written."""

    column: int
    labels: tuple[str, ...]
    written: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The headings on one line."""
        return " ".join(self.written)


def find_header(
    grid: Grid, fields: Sequence[Field], least: int = 4, top: int = 1, said: Mapping[str, str] | None = None
) -> Header | None:
    """The heading in the rows from `top` that explains most columns; None when no row explains at least `least` of them.

    `said` is what a person said that headings mean: the field's key by heading, empty for a column of their own.
    """
    best: Header | None = None
    last = min(top + SEARCHED_ROWS - 1, grid.last_row)
    for depth in range(1, _DEPTH + 1):
        for row in range(top, last + 1):
            found = header_at(grid, fields, row, depth, said)
            if best is None or found.meant > best.meant:
                best = found
    return best if best and best.meant >= least else None


def missing_fields(header: Header, fields: Sequence[Field]) -> tuple[Field, ...]:
    """Required fields that no column carries."""
    return tuple(field for field in fields if field.required and field.key not in header.columns)


def is_repeated(grid: Grid, header: Header, row: int) -> bool:
    """Whether the row repeats the heading, as printed tables do on every page."""
    needed, left = max(3, len(header.columns) // 2), len(header.columns)
    for key, column in header.columns.items():
        cell = grid.at(row, column)
        left -= 1
        needed -= isinstance(cell.value, str) and label(cell.text) == header.headings[key]
        if needed > left:
            return False
    return True


def header_at(
    grid: Grid, fields: Sequence[Field], top: int, depth: int, said: Mapping[str, str] | None = None
) -> Header:
    """Reads rows `top` to `top + depth - 1` as the heading; the lowest row that means something names the column."""
    headings = [
        found for column in range(1, grid.last_column + 1) if (found := _heading(grid, top, depth, column)).labels
    ]
    claims = _Claims(meanings(tuple(fields)), _main_year(grid, top, headings), said or {})
    for heading in headings:
        claims.take(heading)
    return claims.settled(headings, top, depth)


class _Claims:
    """What claims which field, and what is settled of it."""

    def __init__(self, known: Meanings, year: int | None, said: Mapping[str, str]) -> None:
        self.known, self.year, self.said = known, year, said
        self.strong: dict[str, list[tuple[int, int, str]]] = {}
        self.shared: list[tuple[int, int, str, tuple[str, ...]]] = []
        self.plans: list[PlanColumn] = []

    def take(self, heading: _Heading) -> None:
        """Notes what a column's headings claim."""
        if (key := self.said.get(heading.shown)) is not None:
            if key:
                self.strong.setdefault(key, []).append((-1, heading.column, heading.labels[-1]))
            return
        if "measure_unit" in self.known.own.values() and (month := month_of(heading.labels)) is not None:
            self.plans.append(PlanColumn(heading.column, heading.written[-1], month))
            return
        for rank, (word, written) in enumerate(zip(reversed(heading.labels), reversed(heading.written), strict=True)):
            if (year := year_of(written)) is not None and self.year is not None and year != self.year:
                if year < self.year and word in _PAST and "baseline" in self.known.own.values():
                    self.strong.setdefault("baseline", []).append((rank, heading.column, word))
                return
            meant, keys = self.known.of(written)
            if meant and not self.known.is_shared(meant):
                self.strong.setdefault(keys[0], []).append((rank, heading.column, word))
                return
            if meant:
                self.shared.append((list(self.known.shared).index(meant), heading.column, word, keys))
                return

    def settled(self, headings: Sequence[_Heading], top: int, depth: int) -> Header:
        """The heading, every column in one place."""
        chosen = {key: self._best(key, found) for key, found in self.strong.items()}
        doubled = tuple(key for key, found in self.strong.items() if self._is_doubled(chosen[key], found))
        many = {
            key: tuple(column for _, column, _ in self.strong[key]) for key in self.known.many if key in self.strong
        }
        weak = set()
        for _, column, word, keys in sorted(self.shared):
            key = next((key for key in keys if key not in chosen or key in many), None)
            if key is None:
                continue
            if key not in chosen:
                chosen[key] = (0, column, word)
                weak.add(key)
            if key in self.known.many:
                many[key] = (*many.get(key, ()), column)
        plans = self._plans(chosen)
        used = {column for _, column, _ in chosen.values()} | {column for each in many.values() for column in each}
        used |= {plan.column for plan in plans}
        return Header(
            {key: column for key, (_, column, _) in chosen.items()},
            {key: word for key, (_, _, word) in chosen.items()},
            top + depth,
            top,
            doubled,
            many,
            frozenset(weak),
            tuple(plans),
            tuple(OwnColumn(each.column, each.shown) for each in headings if each.column not in used),
            {each.column: unit for each in headings if (unit := _measure(each.written))},
        )

    def _best(self, key: str, found: Sequence[tuple[int, int, str]]) -> tuple[int, int, str]:
        """The claim that is heard: the lowest row's; of other words for a name the last, of a field the best known."""
        lowest = min(rank for rank, _, _ in found)
        heard = [claim for claim in found if claim[0] == lowest]
        if key == "name":
            return max(heard, key=lambda claim: claim[1])
        order = [label(word) for word, meant in self.known.own.items() if meant == key]
        return min(heard, key=lambda claim: (order.index(claim[2]) if claim[2] in order else 0, claim[1]))

    def _is_doubled(self, chosen: tuple[int, int, str], found: Sequence[tuple[int, int, str]]) -> bool:
        return chosen[0] >= 0 and sum((rank, word) == (chosen[0], chosen[2]) for rank, _, word in found) > 1

    def _plans(self, chosen: dict[str, tuple[int, int, str]]) -> list[PlanColumn]:
        """The plan columns; the one for the whole year is the target where no other column is."""
        whole = [plan for plan in self.plans if plan.month == _LAST_MONTH and label(plan.heading) == "全年"]
        if "target" in chosen or not whole:
            return self.plans
        chosen["target"] = (0, whole[0].column, label(whole[0].heading))
        return [plan for plan in self.plans if plan is not whole[0]]


def _heading(grid: Grid, top: int, depth: int, column: int) -> _Heading:
    """The headings over a column from the top down, merged cells once."""
    labels: list[str] = []
    written: list[str] = []
    for row in range(top, top + depth):
        text = unbroken(grid.at(row, column).text)
        found = label(text)
        if found and found not in labels:
            labels.append(found)
            written.append(text)
    return _Heading(column, tuple(labels), tuple(written))


def _measure(written: Iterable[str]) -> str:
    """The unit in the lowest heading that has one."""
    return next((unit for text in reversed(tuple(written)) if (unit := measure_of(text))), "")


def _main_year(grid: Grid, top: int, headings: Sequence[_Heading]) -> int | None:
    """The year of the table: the title's, else the latest that a heading bears."""
    for row in range(1, top):
        for column in range(1, grid.last_column + 1):
            if found := _TITLE_YEAR.search(unbroken(grid.own(row, column).text)):
                return int(found[1])
    return max((year for each in headings for text in each.written if (year := year_of(text))), default=None)
