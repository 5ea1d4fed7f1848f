"""One row as people see it: cells by field, and a place to note what is wrong with each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from documents.workbook.grid import EMPTY, Cell, Grid
from documents.workbook.headers import Header
from documents.workbook.values import Fault, Unreadable

T = TypeVar("T")
_CLIP = 80
_LONGEST = 4000
_LONGEST_REASON = 200


@dataclass
class Findings:
    """Everything wrong or remarkable so far."""

    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    """A row of data under its heading; it notes faults and notices at its own cells."""

    grid: Grid
    header: Header
    number: int
    findings: Findings
    labels: dict[str, str]
    # The further rows of an item whose name is merged over its stages.
    also: tuple[int, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """Its rows on the sheet."""
        return (self.number, *self.also)

    def has(self, key: str) -> bool:
        """Whether the table has such a column at all."""
        return key in self.header.columns

    def cell(self, key: str) -> Cell:
        """The field's cell; a merged range gives its value to every row it covers. Empty without such a column."""
        column = self.header.columns.get(key)
        return self.grid.at(self.number, column) if column else EMPTY

    def text(self, key: str) -> str:
        """The field's text, empty for a dash."""
        cell = self.cell(key)
        return "" if cell.is_blank else cell.text

    def fault(self, key: str, reason: str) -> None:
        """Notes a fault at the field's cell."""
        self.findings.faults.append(self._finding(key, reason))

    def notice(self, key: str, reason: str) -> None:
        """Notes something people should know at the field's cell."""
        self.findings.notices.append(self._finding(key, reason))

    def read(self, key: str, reader: Callable[[Cell], T]) -> T | None:
        """What `reader` makes of the cell; None after noting a fault when it cannot be read."""
        return self._read(self.cell(key), reader, lambda reason: self.fault(key, reason))

    def at(self, column: int, heading: str, reader: Callable[[Cell], T]) -> T | None:
        """The same of a column without a field."""
        note = lambda reason: self.findings.faults.append(self._found(column, heading, reason))  # noqa: E731
        return self._read(self.grid.at(self.number, column), reader, note)

    def texts(self, column: int) -> list[str]:
        """The texts of a column in all its rows, each merged cell once."""
        found: dict[tuple[int, int], str] = {}
        for number in self.numbers:
            area = self.grid.range_at(number, column)
            cell = self.grid.at(number, column)
            found.setdefault(area[:2] if area else (number, column), "" if cell.is_blank else str(cell.value))
        return [text for text in found.values() if text]

    def _read(self, cell: Cell, reader: Callable[[Cell], T], note: Callable[[str], None]) -> T | None:
        if cell.broken:
            note(cell.broken)
            return None
        if len(cell.text) > _LONGEST:
            note(f"单元格文字超过 {_LONGEST} 字")
            return None
        try:
            return reader(cell)
        except Unreadable as unreadable:
            note(unreadable.reason)
            return None

    def _finding(self, key: str, reason: str) -> Fault:
        return self._found(self.header.columns.get(key), self.labels.get(key, key), reason)

    def _found(self, column: int | None, heading: str, reason: str) -> Fault:
        address = self.grid.address(self.number, column) if column else ""
        value = self.grid.at(self.number, column).text if column else ""
        shown = value if len(value) <= _CLIP else value[:_CLIP] + "…"
        return Fault(self.grid.name, self.number, address, heading, shown, reason[:_LONGEST_REASON])
