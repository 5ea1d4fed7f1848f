"""The ledger (台账) as a workbook in the layout offices use: one row an item, lead units bold, ready to print on A4 landscape."""

import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.cell.rich_text import CellRichText
    from openpyxl.worksheet.worksheet import Worksheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Header and width in characters of 11 points.
COLUMNS = (
    ("序号", 6),
    ("编号", 9),
    ("重点任务", 30),
    ("目标", 16),
    ("完成情况", 32),
    ("亮灯", 7),
    ("下一步计划", 34),
    ("责任单位", 26),
    ("责任领导", 16),
    ("完成时限", 12),
)
UNITS = 8
TITLE_FONT, HEAD_FONT, BODY_FONT = "方正小标宋简体", "黑体", "仿宋_GB2312"
FILL = {"红": "FFF4CCCC", "黄": "FFFFF2CC", "绿": "FFD9EAD3", "蓝": "FFCFE2F3"}
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@")
# The same values give the same bytes.
FIXED = datetime(2000, 1, 1)  # noqa: DTZ001 - a file property without a zone


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One item as printed. `light` is its word (红, 黄, 绿, 蓝, 灰): a print without colour says the same."""

    board: str
    code: str
    name: str
    target: str
    done: str
    light: str
    plan: str
    lead: str
    co_units: tuple[str, ...]
    leader: str
    due: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """A heading, a line below it (district, day, counts), the rows in order of boards and codes, and a closing note."""

    title: str
    subtitle: str
    rows: tuple[LedgerRow, ...]
    note: str = ""

    def to_json(self) -> dict[str, object]:
        """As plain values, for a drawing that is made later."""
        rows = [asdict(each) for each in self.rows]
        return {"title": self.title, "subtitle": self.subtitle, "rows": rows, "note": self.note}

    @staticmethod
    def from_json(data: Mapping[str, object]) -> "Ledger":
        """Back from plain values; raises ValueError for another shape."""
        return TypeAdapter(Ledger).validate_python(data)


def ledger_workbook(ledger: Ledger) -> bytes:
    """An .xlsx file: heading, a band a board, and rows whose lead unit is bold."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has no sheet")
    sheet.title = "台账"
    last = get_column_letter(len(COLUMNS))
    _title(sheet, ledger, last)
    _head(sheet)
    line, board = 4, ""
    for number, row in enumerate(ledger.rows, start=1):
        if row.board != board:
            board = row.board
            _band(sheet, line, board, last)
            line += 1
        _row(sheet, line, number, row)
        line += 1
    if ledger.note:
        sheet.merge_cells(f"A{line}:{last}{line}")
        _put(sheet[f"A{line}"], ledger.note)
        sheet[f"A{line}"].font = Font(name=BODY_FONT, size=11)
    _for_print(sheet)
    book.properties.created = book.properties.modified = FIXED
    book.properties.creator = ""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _title(sheet: "Worksheet", ledger: Ledger, last: str) -> None:
    from openpyxl.styles import Alignment, Font

    for at, (text, font, height) in enumerate(
        ((ledger.title, Font(name=TITLE_FONT, size=20), 36), (ledger.subtitle, Font(name=BODY_FONT, size=12), 22)),
        start=1,
    ):
        sheet.merge_cells(f"A{at}:{last}{at}")
        cell = sheet[f"A{at}"]
        _put(cell, text)
        cell.font = font
        cell.alignment = Alignment(horizontal="center", vertical="center")
        sheet.row_dimensions[at].height = height


def _head(sheet: "Worksheet") -> None:
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    for at, (name, width) in enumerate(COLUMNS, start=1):
        cell = sheet.cell(row=3, column=at, value=name)
        cell.font = Font(name=HEAD_FONT, size=12)
        cell.fill = PatternFill("solid", fgColor="FFF2F2F2")
        _frame(cell, centred=True)
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.row_dimensions[3].height = 26


def _band(sheet: "Worksheet", line: int, board: str, last: str) -> None:
    from openpyxl.styles import Font

    sheet.merge_cells(f"A{line}:{last}{line}")
    for at in range(1, len(COLUMNS) + 1):
        _frame(sheet.cell(row=line, column=at), centred=False)
    cell = sheet.cell(row=line, column=1)
    _put(cell, board)
    cell.font = Font(name=HEAD_FONT, size=12)
    sheet.row_dimensions[line].height = 22


def _row(sheet: "Worksheet", line: int, number: int, row: LedgerRow) -> None:
    from openpyxl.styles import Font, PatternFill

    values: tuple[str | int, ...] = (
        number,
        row.code,
        row.name,
        row.target,
        row.done,
        row.light,
        row.plan,
        "",
        row.leader,
        row.due,
    )
    for at, value in enumerate(values, start=1):
        cell = sheet.cell(row=line, column=at)
        _put(cell, value)
        cell.font = Font(name=BODY_FONT, size=11)
        _frame(cell, centred=at in (1, 2, 6, 10))
    sheet.cell(row=line, column=UNITS).value = _units(row)
    if row.light in FILL:
        sheet.cell(row=line, column=6).fill = PatternFill("solid", fgColor=FILL[row.light])
    # openpyxl measures nothing: lines of the longest cell, a Chinese character two wide.
    needed = max(
        -(-sum(2 if ord(each) > 0x2E80 else 1 for each in str(text)) // width)
        for text, width in (
            (row.name, COLUMNS[2][1]),
            (row.done, COLUMNS[4][1]),
            (row.plan, COLUMNS[6][1]),
            (row.lead + "、".join(row.co_units), COLUMNS[7][1]),
        )
    )
    sheet.row_dimensions[line].height = max(18, 15.5 * needed + 4)


def _units(row: LedgerRow) -> "CellRichText":
    """The lead unit in bold, the co-units after it."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    lead = TextBlock(InlineFont(rFont=BODY_FONT, sz=11, b=True), row.lead)
    if not row.co_units:
        return CellRichText(lead)
    return CellRichText(lead, TextBlock(InlineFont(rFont=BODY_FONT, sz=11), "、" + "、".join(row.co_units)))


def _frame(cell: "Cell | MergedCell", *, centred: bool) -> None:
    from openpyxl.styles import Alignment, Border, Side

    thin = Side(style="thin", color="FF808080")
    cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
    cell.alignment = Alignment(horizontal="center" if centred else "left", vertical="center", wrap_text=True)


def _for_print(sheet: "Worksheet") -> None:
    """A4 landscape, as wide as the page, the header again on each page, pages numbered."""
    from openpyxl.worksheet.header_footer import HeaderFooter, HeaderFooterItem
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.freeze_panes = "D4"
    sheet.print_title_rows = "3:3"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    footer = HeaderFooterItem()
    footer.center.text = "第 &P 页 共 &N 页"
    sheet.HeaderFooter = HeaderFooter(oddFooter=footer)


def _put(cell: "Cell | MergedCell", value: str | int) -> None:
    """A value; text that a spreadsheet would take for a formula is marked as text, which nobody sees."""
    cell.value = value
    if isinstance(value, str) and value:
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA)
