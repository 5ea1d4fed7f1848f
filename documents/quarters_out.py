"""The quarterly sheet (季度推进表) in the layout that districts publish: plan beside result by each quarter's end."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from documents.cells_out import Value, put, put_figure

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

QUARTERS = ("一季度", "上半年", "前三季度", "全年")
# Headings before and after the quarters, with widths in characters of 11 points.
BEFORE = (("序号", 6), ("指标/事项", 34), ("计量单位", 10), ("上年实绩", 11), ("年度目标", 11))
AFTER = (("亮灯", 7), ("责任单位", 24), ("责任领导", 16))
PARTS, PART_WIDTH = ("计划", "完成"), 10
HEAD, FIRST = 3, 5
TITLE_FONT, HEAD_FONT, BODY_FONT = "方正小标宋简体", "黑体", "仿宋_GB2312"


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """One item. Figures are in its measure; `plans` and `results` are those of the four ends, a result None where there is none
    or the quarter is not over. Of an item of stages `words` say how many are done.
    """

    name: str
    measure: str
    before: Decimal | None
    target: Decimal | None
    plans: tuple[Decimal | None, ...]
    results: tuple[Decimal | None, ...]
    light: str
    unit: str
    leader: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class QuarterSheet:
    """A heading, a line below it, and the rows in order of boards and codes."""

    title: str
    subtitle: str
    rows: tuple[QuarterRow, ...]

    def to_json(self) -> dict[str, object]:
        """As plain values, for a drawing that is made later."""
        dumped: dict[str, object] = TypeAdapter(QuarterSheet).dump_python(self, mode="json")
        return dumped

    @staticmethod
    def from_json(data: Mapping[str, object]) -> "QuarterSheet":
        """Back from plain values; raises ValueError for another shape."""
        return TypeAdapter(QuarterSheet).validate_python(data)


def quarters_workbook(sheet: QuarterSheet) -> bytes:
    """The .xlsx file: two rows of headings, figures as numbers, A4 landscape."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    book = Workbook()
    page = book.worksheets[0]
    page.title = "季度推进表"
    columns = len(BEFORE) + len(QUARTERS) * len(PARTS) + len(AFTER)
    last = get_column_letter(columns)
    _head(page, sheet, last)
    for number, row in enumerate(sheet.rows, start=1):
        _row(page, FIRST + number - 1, number, row)
    page.freeze_panes = f"C{FIRST}"
    page.auto_filter.ref = f"A{FIRST - 1}:{last}{FIRST - 1 + len(sheet.rows)}"
    page.print_title_rows = f"{HEAD}:{FIRST - 1}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _head(page: "Worksheet", sheet: QuarterSheet, last: str) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for line, text, font in (
        (1, sheet.title, Font(name=TITLE_FONT, size=20)),
        (2, sheet.subtitle, Font(name=BODY_FONT, size=12)),
    ):
        page.merge_cells(f"A{line}:{last}{line}")
        put(page[f"A{line}"], text)
        page[f"A{line}"].font = font
        page[f"A{line}"].alignment = Alignment(horizontal="center", vertical="center")
    page.row_dimensions[1].height = 36
    column = 1
    for heading, width in BEFORE:
        column = _over_both(page, column, heading, width)
    for quarter in QUARTERS:
        page.merge_cells(start_row=HEAD, end_row=HEAD, start_column=column, end_column=column + 1)
        put(page.cell(HEAD, column), quarter)
        for part in PARTS:
            put(page.cell(HEAD + 1, column), part)
            page.column_dimensions[get_column_letter(column)].width = PART_WIDTH
            column += 1
    for heading, width in AFTER:
        column = _over_both(page, column, heading, width)
    for line in (HEAD, HEAD + 1):
        _framed(page, line, column - 1, HEAD_FONT)


def _over_both(page: "Worksheet", column: int, heading: str, width: int) -> int:
    from openpyxl.utils import get_column_letter

    page.merge_cells(start_row=HEAD, end_row=HEAD + 1, start_column=column, end_column=column)
    put(page.cell(HEAD, column), heading)
    page.column_dimensions[get_column_letter(column)].width = width
    return column + 1


def _row(page: "Worksheet", line: int, number: int, row: QuarterRow) -> None:
    both = [each for pair in zip(row.plans, row.results, strict=True) for each in pair]
    values: list[Value] = [
        number,
        row.name,
        row.measure,
        row.before,
        row.target,
        *both,
        row.light,
        row.unit,
        row.leader,
    ]
    for column, value in enumerate(values, start=1):
        cell = page.cell(line, column)
        if isinstance(value, Decimal):
            put_figure(cell, value, row.measure)
        else:
            put(cell, value)
    if row.words:
        put(page.cell(line, len(BEFORE)), row.words)
    _framed(page, line, len(values), BODY_FONT)
    texts = ((row.name, BEFORE[1][1]), (row.unit, AFTER[1][1]), (row.leader, AFTER[2][1]))
    lines = max(-(-sum(2 if ord(each) > 0x2E80 else 1 for each in text) // (width - 2)) for text, width in texts)
    page.row_dimensions[line].height = max(18, 15 * lines + 3)


def _framed(page: "Worksheet", line: int, columns: int, font: str) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    thin = Side(style="thin", color="FF808080")
    for column in range(1, columns + 1):
        cell = page.cell(line, column)
        cell.font = Font(name=font, size=11)
        cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
        centred = line < FIRST or column not in (2, columns - 1)
        cell.alignment = Alignment(horizontal="center" if centred else "left", vertical="center", wrap_text=True)
