"""A sheet as a grid of cells, the same for Excel and CSV: merged cells know their range, percentages their format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from math import isfinite

MAX_ROWS = 20_000
MAX_COLUMNS = 120
_HALF_WIDTH: dict[int, int | str] = {
    code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()
}
_HALF_WIDTH |= {ord(full): half for full, half in zip("＋％．＝－／＆＞＜＃　", "+%.=-/&><# ", strict=True)}
BLANKS = frozenset({"", "-", "—", "——", "–", "/", "\\", "无", "*", "－"})


@lru_cache(maxsize=20_000)
def tidy(text: str) -> str:
    """Full-width digits, letters and signs made half-width; Chinese punctuation stays as it was written."""
    return text.translate(_HALF_WIDTH).strip()


@lru_cache(maxsize=20_000)
def unbroken(text: str) -> str:
    """`tidy`, and blanks removed except between two Latin words: a name broken over two lines is one name."""
    words = tidy(text).split()
    joined = ""
    for word in words:
        gap = (
            " "
            if joined and joined[-1].isascii() and joined[-1].isalnum() and word[0].isascii() and word[0].isalnum()
            else ""
        )
        joined += gap + word
    return joined


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `value` is text, Decimal, date or None; `percent` tells a percentage format (0.15 shown as 15%).

    `broken` says why the value cannot be trusted: an error value, or a formula saved without its result. `struck`: it is struck
    through. `bold` are the bold words of a text that is not bold as a whole.
    """

    value: str | Decimal | date | None = None
    percent: bool = False
    broken: str = ""
    struck: bool = False
    bold: str = ""

    @property
    def text(self) -> str:
        """The value as text, tidied; a figure without superfluous zeros, a date as ISO."""
        value = self.value
        if isinstance(value, str):
            return tidy(value)
        if isinstance(value, Decimal):
            shown = format(value, "f")
            return shown.rstrip("0").rstrip(".") if "." in shown else shown
        return "" if value is None else tidy(str(value))

    @property
    def is_blank(self) -> bool:
        """Nothing there, or a dash that says so."""
        if self.broken:
            return False
        return self.value is None or (isinstance(self.value, str) and tidy(self.value) in BLANKS)


EMPTY = Cell()
Range = tuple[int, int, int, int]


@dataclass(frozen=True)
class Grid:
    """A sheet: cells by (row, column) counted from 1, and merged ranges as (first row, first column, last row, last column)."""

    name: str
    cells: Mapping[tuple[int, int], Cell]
    last_row: int
    last_column: int
    merged: tuple[Range, ...] = ()
    # Rows that are hidden or filtered out.
    hidden: frozenset[int] = frozenset()
    _range_of: dict[tuple[int, int], Range] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for top, left, bottom, right in self.merged:
            for row in range(top, min(bottom, self.last_row) + 1):
                for column in range(left, min(right, self.last_column) + 1):
                    self._range_of[row, column] = (top, left, bottom, right)

    def at(self, row: int, column: int) -> Cell:
        """The cell, or the top left cell of the merged range it lies in."""
        if found := self._range_of.get((row, column)):
            return self.cells.get(found[:2], EMPTY)
        return self.cells.get((row, column), EMPTY)

    def own(self, row: int, column: int) -> Cell:
        """The cell itself: empty where a merged range covers it."""
        return self.cells.get((row, column), EMPTY)

    def range_at(self, row: int, column: int) -> Range | None:
        """The merged range the cell lies in."""
        return self._range_of.get((row, column))

    def address(self, row: int, column: int) -> str:
        """The cell's address as people see it, E12."""
        from openpyxl.utils import get_column_letter

        return f"{get_column_letter(column)}{row}"


def as_cell(value: object, number_format: str = "General") -> Cell:
    """An openpyxl value as a cell. A float is read to 12 digits, which is what Excel shows at most."""
    if value is None:
        return EMPTY
    if isinstance(value, bool):
        return Cell("是" if value else "否")
    if isinstance(value, float) and not isfinite(value):
        return Cell(str(value), broken="单元格的数值超出范围，请改正")
    if isinstance(value, int | float):
        return Cell(
            Decimal(f"{value:.12g}") if isinstance(value, float) else Decimal(value), percent="%" in number_format
        )
    if isinstance(value, datetime):
        return Cell(value.date())
    if isinstance(value, date):
        return Cell(value)
    text = str(value)
    if text.startswith("#") and text.rstrip("!?").isupper():
        return Cell(text, broken="单元格是 Excel 错误值，请改正公式或填写数值")
    return Cell(text)
