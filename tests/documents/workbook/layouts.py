"""Tables as districts publish and keep them, each with the right answer written by hand.

The layouts follow published ones: quarterly sheets, supervision ledgers, breakdowns of the government's work report, lists of
practical matters for the people, letters of responsibility, plans by quarter and month. Places and figures are made up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from domain.units import Unit, UnitKind
from tests.documents.workbook.books import saved

BOARDS = {"经济发展": "JF", "城市建设": "CJ", "民生保障": "MB"}
UNITS = (
    Unit("F1", "区发展和改革局", ("区发改局", "发改局"), UnitKind.DEPARTMENT),
    Unit("F2", "区统计局", ("统计局",), UnitKind.DEPARTMENT),
    Unit("F3", "区工业和信息化局", ("区工信局",), UnitKind.DEPARTMENT),
    Unit("F4", "区教育和体育局", ("区教体局",), UnitKind.DEPARTMENT),
    Unit("F5", "区城市更新局", ("区更新局",), UnitKind.DEPARTMENT),
    Unit("F6", "区投资促进局", ("区投促局",), UnitKind.DEPARTMENT),
    Unit("S1", "望江街道", ("望江",), UnitKind.STREET),
    Unit("S2", "古渡街道", ("古渡",), UnitKind.STREET),
    Unit("S3", "临港街道", ("临港",), UnitKind.STREET),
)
Rows = Sequence[Sequence[Any]]
# What an item must come to: name, lead unit, target, measure, due day.
Right = tuple[str, str, str | None, str, str | None]


@dataclass(frozen=True)
class Layout:
    """A table, and what it comes to. `more` are other values by name of the item and of the field."""

    name: str
    rows: Rows
    right: Sequence[Right]
    sheet: str = "经济发展"
    merges: Sequence[str] = ()
    more: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    bold: Sequence[str] = ()
    board: str | None = None

    def content(self) -> bytes:
        """The workbook."""
        made = Workbook()
        page = made.active
        assert isinstance(page, Worksheet)
        page.title = self.sheet
        for row in self.rows:
            page.append(list(row))
        for address in self.bold:
            page[address].font = Font(bold=True)
        for area in self.merges:
            page.merge_cells(area)
        return saved(made)


TITLE = ["临江区2026年重点任务分解表"]
END = "2026-12-31"
