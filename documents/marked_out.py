"""The workbook that somebody sent, with each faulty cell coloured and its reason as a comment."""

import io
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from documents.workbook.containers import open_grids
from documents.workbook.values import Fault

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_ZIP = b"PK"
_RED = "FFFFC7CE"
_AUTHOR = "Zeren"
# Of a comment's box, in points.
_WIDTH, _HEIGHT = 260, 90
_LONGEST_NAME = 31
_NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said of a cell of a sheet; where `cell` is empty, of the whole row, or of the sheet where that is 0."""

    sheet: str
    row: int
    cell: str
    reason: str

    @classmethod
    def of(cls, fault: Fault) -> "Mark":
        """The mark of a fault."""
        return cls(fault.sheet, fault.row, fault.cell, fault.reason)


def marked(content: bytes, name: str, marks: Sequence[Mark]) -> bytes:
    """An .xlsx with the marks: the file itself where it is one, else a copy of its values. Never raises for a bad mark."""
    book = _loaded(content) or _copied(content, name)
    pages = {sheet.title: sheet for sheet in book.worksheets}
    said: dict[tuple[str, str], list[str]] = {}
    for mark in marks:
        if _called(mark.sheet) in pages:
            place = mark.cell or f"A{max(mark.row, 1)}"
            said.setdefault((_called(mark.sheet), place), []).append(mark.reason)
    for (sheet, place), reasons in said.items():
        _mark(pages[sheet], place, reasons)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def as_json(faults: Iterable[Fault]) -> list[list[str | int]]:
    """Marks as values that are stored with a message."""
    return [[each.sheet, each.row, each.cell, each.reason] for each in faults]


def from_json(told: object) -> list[Mark]:
    """Marks from such values; raises ValueError for others."""
    if not isinstance(told, list):
        raise ValueError("no list of marks")
    return [Mark(str(sheet), int(row), str(cell), str(reason)) for sheet, row, cell, reason in told]


def read(data: Mapping[str, object], content: bytes) -> bytes:
    """The marked workbook of a message's values; raises KeyError and ValueError for values of another shape."""
    return marked(content, str(data["name"]), from_json(data["marks"]))


def _loaded(content: bytes) -> "Workbook | None":
    """The workbook as it is; None for a file of another kind."""
    from openpyxl import load_workbook

    if not content.startswith(_ZIP):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(content), rich_text=True)
    except Exception:  # the library raises whatever a file of another kind makes it raise
        return None


def _copied(content: bytes, name: str) -> "Workbook":
    """The values of the file's tables, merged as they are."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for grid in open_grids(content, name)[0]:
        page = book.create_sheet(_called(grid.name))
        for (row, column), cell in grid.cells.items():
            target = page.cell(row, column)
            target.value = cell.value
            if isinstance(cell.value, str):
                # Never a formula, whatever it begins with.
                target.data_type = "s"
            if cell.percent:
                target.number_format = "0.##%"
        for top, left, bottom, right in grid.merged:
            page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    if not book.worksheets:
        book.create_sheet("Sheet1")
    return book


def _called(sheet: str) -> str:
    """A name that a sheet may have."""
    return sheet.translate(_NOT_IN_A_NAME)[:_LONGEST_NAME]


def _mark(page: "Worksheet", place: str, reasons: Sequence[str]) -> None:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = page[place]
    if isinstance(cell, MergedCell):
        # What is merged shows itself at its top left.
        area = next(each for each in page.merged_cells.ranges if place in each)
        cell = page.cell(area.min_row, area.min_col)
    before = cell.comment.text + "\n" if cell.comment is not None else ""
    cell.comment = Comment(before + "\n".join(reasons), _AUTHOR, height=_HEIGHT, width=_WIDTH)
    cell.fill = PatternFill("solid", start_color=_RED, end_color=_RED)
