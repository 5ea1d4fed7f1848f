"""The ledger (台账) as a workbook in the layout offices use: one row an item, figures as numbers, lead units bold, ready to be
sorted, filtered, added up, and printed on A4 landscape.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from documents.cells_out import PERCENT, Value, put, put_figure

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Header and width in characters of 11 points.
COLUMNS = (
    ("序号", 6),
    ("板块", 9),
    ("编号", 9),
    ("重点任务", 28),
    ("计量单位", 10),
    ("目标值", 11),
    ("累计完成", 11),
    ("完成率", 9),
    ("截至日期", 12),
    ("亮灯", 6),
    ("进展说明", 32),
    ("下一步计划", 28),
    ("牵头单位", 20),
    ("配合单位", 22),
    ("责任领导", 16),
    ("完成时限", 12),
)
NUMBER_OF = {name: at for at, (name, _) in enumerate(COLUMNS, start=1)}
OWN_WIDTH = 16
CENTRED = frozenset({"序号", "板块", "编号", "计量单位", "截至日期", "亮灯", "完成时限"})
FIGURES = frozenset({"目标值", "累计完成", "完成率"})
HEAD = 3
TITLE_FONT, HEAD_FONT, BODY_FONT = "方正小标宋简体", "黑体", "仿宋_GB2312"
FILL = {"红": "FFF4CCCC", "黄": "FFFFF2CC", "绿": "FFD9EAD3", "蓝": "FFCFE2F3"}
# The same values give the same bytes.
FIXED = datetime(2000, 1, 1)  # noqa: DTZ001 - a file property without a zone
_SHARE = Decimal(100)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One item as printed. `light` is its word (红, 黄, 绿, 蓝, 灰): a print without colour says the same.

    `target`, `done` and `due` are words: where there is no figure or day to stand for them, and what else is to be said.
    Figures are in `measure`; `share` is in per cent of the target, `falling`: the target must not be exceeded. `own` are the
    district's own columns by heading.
    """

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
    measure: str = ""
    goal: Decimal | None = None
    falling: bool = False
    total: Decimal | None = None
    share: Decimal | None = None
    as_of: date | None = None
    due_on: date | None = None
    own: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """A heading, a line below it (district, day, counts), the rows in order of boards and codes, and a closing note."""

    title: str
    subtitle: str
    rows: tuple[LedgerRow, ...]
    note: str = ""

    @property
    def own_headings(self) -> list[str]:
        """The headings of the district's own columns, in the order they come."""
        return [*dict.fromkeys(heading for row in self.rows for heading, _ in row.own)]

    def to_json(self) -> dict[str, object]:
        """As plain values, for a drawing that is made later."""
        dumped: dict[str, object] = TypeAdapter(Ledger).dump_python(self, mode="json")
        return dumped

    @staticmethod
    def from_json(data: Mapping[str, object]) -> "Ledger":
        """Back from plain values; raises ValueError for another shape."""
        return TypeAdapter(Ledger).validate_python(data)


def ledger_workbook(ledger: Ledger) -> bytes:
    """An .xlsx file: heading, a filter on every column, and rows whose lead unit is bold."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "台账"
    own = ledger.own_headings
    last = get_column_letter(len(COLUMNS) + len(own))
    _title(sheet, ledger, last)
    _head(sheet, own)
    for number, row in enumerate(ledger.rows, start=1):
        _row(sheet, HEAD + number, number, row, own)
    end = HEAD + len(ledger.rows)
    # The note stays where it is when rows are sorted.
    sheet.auto_filter.ref = f"A{HEAD}:{last}{end}"
    if ledger.note:
        _note(sheet, ledger.note, end + 1, last)
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
        put(cell, text)
        cell.font = font
        cell.alignment = Alignment(horizontal="center", vertical="center")
        sheet.row_dimensions[at].height = height


def _note(sheet: "Worksheet", note: str, line: int, last: str) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.merge_cells(f"A{line}:{last}{line}")
    put(sheet[f"A{line}"], note)
    sheet[f"A{line}"].font = Font(name=BODY_FONT, size=11)
    sheet[f"A{line}"].alignment = Alignment(vertical="center", wrap_text=True)


def _head(sheet: "Worksheet", own: Sequence[str]) -> None:
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    for at, (name, width) in enumerate([*COLUMNS, *((each, OWN_WIDTH) for each in own)], start=1):
        cell = sheet.cell(HEAD, at)
        put(cell, name)
        cell.font = Font(name=HEAD_FONT, size=12)
        cell.fill = PatternFill("solid", fgColor="FFF2F2F2")
        _frame(cell, "center")
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.row_dimensions[HEAD].height = 36


def _row(sheet: "Worksheet", line: int, number: int, row: LedgerRow, own: Sequence[str]) -> None:
    from openpyxl.styles import Font, PatternFill

    texts = dict(row.own)
    values = values_of(number, row)
    for at, name in enumerate([*(name for name, _ in COLUMNS), *own], start=1):
        cell = sheet.cell(line, at)
        put(cell, values[name] if at <= len(COLUMNS) else texts.get(name))
        cell.font = Font(name=BODY_FONT, size=11, bold=name == "牵头单位")
        is_words = name in FIGURES and isinstance(values[name], str)
        _frame(cell, "center" if name in CENTRED or is_words else "right" if name in FIGURES else "left")
    _figures(sheet, line, row)
    if row.light in FILL:
        sheet.cell(line, NUMBER_OF["亮灯"]).fill = PatternFill("solid", fgColor=FILL[row.light])
    sheet.row_dimensions[line].height = max(18, 15.5 * _lines(values, texts) + 4)


def values_of(number: int, row: LedgerRow) -> dict[str, Value]:
    """What stands in each column: a figure or a day where there is one, words else."""
    return {
        "序号": number,
        "板块": row.board,
        "编号": row.code,
        "重点任务": row.name,
        "计量单位": row.measure,
        "目标值": row.target if row.goal is None else row.goal,
        "累计完成": row.total,
        "完成率": row.share,
        "截至日期": row.as_of,
        "亮灯": row.light,
        "进展说明": row.done,
        "下一步计划": row.plan,
        "牵头单位": row.lead,
        "配合单位": "、".join(row.co_units),
        "责任领导": row.leader,
        "完成时限": row.due if row.due_on is None else row.due_on,
    }


def _figures(sheet: "Worksheet", line: int, row: LedgerRow) -> None:
    """Figures in the format of their measure; what must not be exceeded shows that and is a number all the same."""
    for name, figure in (("目标值", row.goal), ("累计完成", row.total)):
        if figure is not None:
            put_figure(sheet.cell(line, NUMBER_OF[name]), figure, row.measure)
    if row.share is not None:
        cell = sheet.cell(line, NUMBER_OF["完成率"])
        put_figure(cell, row.share, PERCENT)
        cell.number_format = "0.0%"
    goal = sheet.cell(line, NUMBER_OF["目标值"])
    if row.falling and row.goal is not None:
        goal.number_format = f'"≤"{goal.number_format}'


def _lines(values: Mapping[str, Value], own: Mapping[str, str]) -> int:
    """openpyxl measures nothing: lines of the longest cell, a Chinese character two wide."""
    texts = [(str(values[name]), width) for name, width in COLUMNS if isinstance(values[name], str)]
    texts += [(text, OWN_WIDTH) for text in own.values()]
    return max(-(-sum(2 if ord(each) > 0x2E80 else 1 for each in text) // (width - 2)) for text, width in texts)


def _frame(cell: "Cell | MergedCell", across: str) -> None:
    from openpyxl.styles import Alignment, Border, Side

    thin = Side(style="thin", color="FF808080")
    cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
    cell.alignment = Alignment(horizontal=across, vertical="center", wrap_text=True)


def _for_print(sheet: "Worksheet") -> None:
    """A4 landscape, as wide as the page, the header again on each page, pages numbered."""
    from openpyxl.worksheet.header_footer import HeaderFooter, HeaderFooterItem
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.freeze_panes = f"E{HEAD + 1}"
    sheet.print_title_rows = f"{HEAD}:{HEAD}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    footer = HeaderFooterItem()
    footer.center.text = "第 &P 页 共 &N 页"
    sheet.HeaderFooter = HeaderFooter(oddFooter=footer)
