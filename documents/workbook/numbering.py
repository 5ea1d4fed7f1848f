"""Codes of items that a file numbers itself: the board's prefix and a running number, each once."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from documents.workbook.cells import number
from documents.workbook.grid import unbroken
from documents.workbook.rows import Row
from documents.workbook.values import ImportedItem
from domain.items import Item

_LEVELS = (
    re.compile(r"^\d+$|^[一二三四五六七八九十]+、?$"),
    re.compile(r"^\d+[.．-]\d+$|^[（(][一二三四五六七八九十]+[）)]$"),
)
_PARTED = re.compile(r"^\d+(?:[.．-]\d+)+$|^[（(]?[一二三四五六七八九十]+[）)、]?$|^[①-⑳]$")


@dataclass(frozen=True, slots=True)
class Numbered:
    """An item as read, its prefix, its code or number as the file states it, and the run of rows that are counted together.

    `level` is 0 for items, 1 for what stands under one (2.1, （一）), -1 where the number says nothing.
    """

    read: ImportedItem
    row: Row
    prefix: str
    code: str | None
    number: int | None
    run: tuple[str, int, int]
    level: int = -1


def stated(row: Row) -> int | None:
    """The row's running number; None for none and for 2.1, （一）, which only say where it belongs. Raises Unreadable."""
    text = unbroken(row.text("number"))
    area = row.grid.range_at(row.number, row.header.columns.get("number", 0))
    if area is not None and area[0] != row.number:
        # Merged over the rows of several units: the first one has it.
        return None
    return None if not text or _PARTED.match(text) else row.read("number", number)


def level_of(row: Row) -> int:
    """How deep a row's number lies."""
    text = unbroken(row.text("number"))
    return next((level for level, form in enumerate(_LEVELS) if form.match(text)), -1)


def coded(found: Sequence[Numbered]) -> list[ImportedItem]:
    """The items with their codes: what has no number of its own, or one of another run, gets the board's next. A number that
    one run has twice stays twice.
    """
    codes: dict[int, str] = {}
    taken: dict[str, Numbered] = {}
    for at, each in enumerate(found):
        code = each.code or (f"{each.prefix}-{each.number:03d}" if each.number else None)
        if code is None:
            continue
        first = taken.setdefault(code, each)
        if first is each or each.code or first.run == each.run:
            codes[at] = code
    highest = _highest(taken)
    for at, each in enumerate(found):
        if at not in codes:
            highest[each.prefix] += 1
            codes[at] = f"{each.prefix}-{highest[each.prefix]:03d}"
    return [_placed(each, codes[at], _parent(found, codes, at)) for at, each in enumerate(found)]


def _highest(codes: Iterable[str]) -> Counter[str]:
    """The highest number by prefix."""
    highest: Counter[str] = Counter()
    for code in codes:
        prefix, _, number_ = code.rpartition("-")
        highest[prefix] = max(highest[prefix], int(number_))
    return highest


def _parent(found: Sequence[Numbered], codes: dict[int, str], at: int) -> str | None:
    """The code of the item under which a row stands: the nearest above of a lower level in its run."""
    each = found[at]
    if each.level != 1:
        return None
    for before in range(at - 1, -1, -1):
        other = found[before]
        if other.run != each.run:
            return None
        if other.level == 0:
            return codes[before]
    return None


def _placed(each: Numbered, code: str, parent: str | None) -> ImportedItem:
    item: Item = replace(each.read.item, code=code)
    if parent is None:
        return replace(each.read, item=item)
    kept = tuple(key for key in each.read.unstated if key != "part_of")
    return replace(each.read, item=replace(item, part_of=parent), unstated=kept)
