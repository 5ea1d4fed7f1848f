"""The month's sheet to fill in (台账模板): a row an item, the cells of the clerk open and all others locked.

What is written here is what `documents.workbook.progress_in` reads back.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from documents.cells_out import as_figure, put, put_figure
from documents.workbook.progress_in import AS_OF, SHEET

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.styles import Font
    from openpyxl.worksheet.worksheet import Worksheet

# Heading and width in characters of 11 points.
COLUMNS = (
    ("编号", 9),
    ("重点任务", 34),
    ("责任单位", 20),
    ("计量单位", 9),
    ("目标值", 11),
    ("序时计划", 11),
    ("上次数值", 14),
    ("上次截至", 12),
    ("累计完成", 14),
    ("存在问题", 28),
    ("下一步", 28),
)
TOTAL, LAST = 9, len(COLUMNS)
HEAD = 3
CHOICES = "选项"
# Any figure is one; a spreadsheet asks for bounds.
BOUND = 10**12
TITLE_FONT, HEAD_FONT, BODY_FONT = "方正小标宋简体", "黑体", "仿宋_GB2312"
LOCKED, OPEN = "FFF2F2F2", "FFFFFFE5"


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One item. Figures are in its measure; `planned` is the plan's of the sheet's day. Of an item that is told in words `stands`
    is where it stands and `choices` are what may be said of it.
    """

    code: str
    name: str
    unit: str
    measure: str
    target: Decimal | None
    planned: Decimal | None
    last: Decimal | None
    last_on: date | None
    stands: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """A heading, the local day that the figures are to stand for (it may be changed, from `first` on), how to fill it in, and the
    rows. `hint` and `refusal` are shown at a cell of a figure, before and after something else is typed.
    """

    title: str
    as_of: date
    first: date
    how: str
    hint: str
    refusal: str
    rows: tuple[MonthRow, ...]

    def to_json(self) -> dict[str, object]:
        """As plain values, for a drawing that is made later."""
        dumped: dict[str, object] = TypeAdapter(MonthSheet).dump_python(self, mode="json")
        return dumped

    @staticmethod
    def from_json(data: Mapping[str, object]) -> "MonthSheet":
        """Back from plain values; raises ValueError for another shape."""
        return TypeAdapter(MonthSheet).validate_python(data)


def month_workbook(sheet: MonthSheet) -> bytes:
    """The .xlsx file. Its locks keep one from a slip; they have no password."""
    from openpyxl import Workbook

    book = Workbook()
    page = book.worksheets[0]
    page.title = SHEET
    _head(page, sheet)
    for line, row in enumerate(sheet.rows, start=HEAD + 1):
        _row(page, line, row)
    _checked(book, page, sheet)
    _for_use(page)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _head(page: "Worksheet", sheet: MonthSheet) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    last = get_column_letter(LAST)
    page.merge_cells(f"A1:{last}1")
    put(page["A1"], sheet.title)
    page["A1"].font = Font(name=TITLE_FONT, size=18)
    page["A1"].alignment = Alignment(horizontal="center", vertical="center")
    page.row_dimensions[1].height = 34
    put(page["A2"], AS_OF)
    put(page["B2"], sheet.as_of)
    page.merge_cells(f"C2:{last}2")
    put(page["C2"], sheet.how)
    for cell in (page["A2"], page["B2"], page["C2"]):
        cell.font = Font(name=BODY_FONT, size=11)
        cell.alignment = Alignment(horizontal="left", vertical="center")
    _open(page["B2"])
    page.row_dimensions[2].height = 22
    for column, (heading, width) in enumerate(COLUMNS, start=1):
        cell = page.cell(HEAD, column)
        put(cell, heading)
        _framed(cell, Font(name=HEAD_FONT, size=11), LOCKED, centred=True)
        page.column_dimensions[get_column_letter(column)].width = width
    page.row_dimensions[HEAD].height = 26


def _row(page: "Worksheet", line: int, row: MonthRow) -> None:
    from openpyxl.styles import Font

    figures = {5: row.target, 6: row.planned, 7: row.last}
    texts = {1: row.code, 2: row.name, 3: row.unit, 4: row.measure, 8: row.last_on}
    for column in range(1, LAST + 1):
        cell = page.cell(line, column)
        _framed(cell, Font(name=BODY_FONT, size=11), LOCKED, centred=column not in (2, 3, 10, 11))
        if column in texts:
            put(cell, texts[column])
        elif column in figures and not row.choices:
            put_figure(cell, figures[column], row.measure)
    if row.choices:
        put(page.cell(line, 7), row.stands)
    for column in range(TOTAL, LAST + 1):
        _open(page.cell(line, column))
    if not row.choices:
        as_figure(page.cell(line, TOTAL), row.measure)
    wide = max(_lines(row.name, COLUMNS[1][1]), _lines(row.unit, COLUMNS[2][1]), _lines(row.stands, COLUMNS[6][1]))
    page.row_dimensions[line].height = max(30, 15 * wide + 4)


def _checked(book: "Workbook", page: "Worksheet", sheet: MonthSheet) -> None:
    """What may be typed: a figure, one of the choices, a day."""
    from openpyxl.worksheet.datavalidation import DataValidation

    figure = DataValidation("decimal", formula1=str(-BOUND), formula2=str(BOUND), operator="between")
    figure.prompt, figure.error = sheet.hint, sheet.refusal
    day = DataValidation("date", formula1=_day(sheet.first), formula2=_day(date(sheet.first.year, 12, 31)))
    day.operator = "between"
    day.add("B2")
    for each in (figure, day):
        each.allow_blank = each.showErrorMessage = each.showInputMessage = True
    page.add_data_validation(day)
    kept = _Choices(book, page)
    for line, row in enumerate(sheet.rows, start=HEAD + 1):
        if row.choices:
            kept.offer(line, row.choices)
        else:
            figure.add(page.cell(line, TOTAL).coordinate)
    if len(figure.sqref.ranges):
        page.add_data_validation(figure)


class _Choices:
    """Lists of choices on a hidden sheet: a list within a rule may have 255 characters."""

    def __init__(self, book: "Workbook", page: "Worksheet") -> None:
        self._book, self._page = book, page
        self._sheet: Worksheet | None = None

    def offer(self, line: int, choices: Sequence[str]) -> None:
        """The figure's cell of a row takes one of these, or other words all the same: they are asked about then."""
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.datavalidation import DataValidation

        if self._sheet is None:
            self._sheet = self._book.create_sheet(CHOICES)
            self._sheet.sheet_state = "hidden"
        letter = get_column_letter(line)
        for at, text in enumerate(choices, start=1):
            put(self._sheet[f"{letter}{at}"], text)
        listed = DataValidation("list", formula1=f"{CHOICES}!${letter}$1:${letter}${len(choices)}", allow_blank=True)
        listed.errorStyle = "warning"
        listed.add(self._page.cell(line, TOTAL).coordinate)
        self._page.add_data_validation(listed)


def _for_use(page: "Worksheet") -> None:
    """Locked but for the open cells, sortable, and ready for A4 landscape."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    page.freeze_panes = f"C{HEAD + 1}"
    page.auto_filter.ref = f"A{HEAD}:{get_column_letter(LAST)}{page.max_row}"
    lock = page.protection
    lock.sheet = True
    # False is "allowed" in the file format.
    lock.formatColumns = lock.formatRows = lock.autoFilter = lock.sort = False
    page.print_title_rows = f"{HEAD}:{HEAD}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins.left = page.page_margins.right = 0.4


def _framed(cell: "Cell | MergedCell", font: "Font", fill: str, *, centred: bool) -> None:
    from openpyxl.styles import Alignment, Border, PatternFill, Side

    thin = Side(style="thin", color="FF808080")
    cell.font = font
    cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
    cell.fill = PatternFill("solid", fgColor=fill)
    cell.alignment = Alignment(horizontal="center" if centred else "left", vertical="center", wrap_text=True)


def _open(cell: "Cell | MergedCell") -> None:
    """A cell that may be filled in, and looks so."""
    from openpyxl.styles import PatternFill, Protection

    cell.protection = Protection(locked=False)
    cell.fill = PatternFill("solid", fgColor=OPEN)


def _lines(text: str, width: int) -> int:
    return -(-sum(2 if ord(each) > 0x2E80 else 1 for each in text) // width)


def _day(day: date) -> str:
    return f"DATE({day.year},{day.month},{day.day})"
