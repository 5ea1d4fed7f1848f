"""From the bytes of a file to grids: xlsx, xls and et, ods, tables of docx, or CSV. What is not readable is one clear fault."""

import csv
import io
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from documents.pace import opening
from documents.workbook.binary import binary_grids
from documents.workbook.grid import MAX_COLUMNS, MAX_ROWS, Cell, Grid, as_cell, tidy
from documents.workbook.package import MAX_FILE, Container, Refused, sound_package
from documents.workbook.rows import Findings
from documents.workbook.values import Fault

if TYPE_CHECKING:
    # Loaded when a workbook is opened, not when the service starts: a fifth of a second.
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as OneCell
    from openpyxl.worksheet.worksheet import Worksheet

_TOTALS = ("小计", "合计", "总计")
_OLE = b"\xd0\xcf\x11\xe0"
_OFFICE = frozenset({"xls", "et", "wps", "ett", "xlsb", "doc", "xlsx", "xlsm", "ods", "docx"})
_TOO_LONG = "文件超过 10 MB，请删去无关内容后再导入"
# Columns in which a row is called a total.
_HEADS = 2
# Values that a library gives as they are; a text of several forms is none of them.
_PLAIN = (str, int, float, date, time, timedelta)
_UNSAVED = "公式没有保存计算结果，请在 Excel 中打开并保存后再导入"


def open_grids(content: bytes, filename: str) -> tuple[list[Grid], Findings]:
    """The file's visible sheets, and what is wrong or remarkable about it as a whole. Never raises for a bad file."""
    grids, findings = _opened(content, filename)
    return [*grids], Findings([*findings.faults], [*findings.notices])


@lru_cache(maxsize=1)
def _opened(content: bytes, filename: str) -> tuple[list[Grid], Findings]:
    """The same, kept for the next reading: one file is read as several things before it is known what it is."""
    try:
        if content.startswith(b"PK"):
            return _packaged(content, filename)
        if content.startswith(_OLE):
            if len(content) > MAX_FILE:
                raise Refused(_TOO_LONG)
            return binary_grids(content)
        _refuse_foreign(content, filename)
        return [_csv(content, filename)], Findings()
    except Refused as refused:
        return [], Findings([Fault("", 0, "", "", filename, str(refused))])


def _packaged(content: bytes, filename: str) -> tuple[list[Grid], Findings]:
    """The tables of a zipped office file: sheets of Excel and OpenDocument, tables of Word."""
    from documents.workbook.opendocument import opendocument_grids
    from documents.workbook.word import word_grids

    sound, held = sound_package(content)
    if held is Container.EXCEL:
        grids, faults, notices = _excel(sound)
        return grids, Findings(faults, notices)
    return (word_grids(sound, filename) if held is Container.WORD else opendocument_grids(sound)), Findings()


def _refuse_foreign(content: bytes, filename: str) -> None:
    """Refuses what is neither a workbook nor a table of text, with a hint what to do."""
    suffix = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    if not content.strip():
        raise Refused("文件是空的")
    if len(content) > MAX_FILE:
        raise Refused(_TOO_LONG)
    if content.startswith(b"%PDF"):
        raise Refused("这是 PDF 文件，请提供原 Excel 工作簿（.xlsx）")
    if content.lstrip()[:1] == b"<":
        raise Refused("文件内容是网页而不是工作簿，请在 Excel 中打开后另存为 .xlsx")
    if suffix in _OFFICE and not _is_table_of_text(content):
        raise Refused("文件已损坏，或不是 Excel 工作簿，请重新另存为 .xlsx")


def _is_table_of_text(content: bytes) -> bool:
    """Whether it is a table of text under the name of a workbook, as other systems export it."""
    lines = [line for line in content[:4000].splitlines() if line.strip()]
    return len(lines) > 1 and all(b"\t" in line or b"," in line for line in lines[:2]) and b"\x00" not in content[:4000]


def _excel(content: bytes) -> tuple[list[Grid], list[Fault], list[Fault]]:
    """All visible sheets of an xlsx workbook."""
    book = _loaded(content, results=False)
    if not book.worksheets:
        raise Refused("工作簿中没有工作表")
    faults, notices, sheets = [], [], []
    for sheet in book.worksheets:
        written = _written(sheet)
        far_row = written[-1].row if written else 0
        far_column = max((cell.column for cell in written), default=0)
        if sheet.sheet_state != "visible":
            notices.append(Fault(sheet.title, 0, "", "", "", "隐藏的工作表没有读取"))
        elif far_row > MAX_ROWS or far_column > MAX_COLUMNS:
            reason = f"工作表过大，最多 {MAX_ROWS} 行、{MAX_COLUMNS} 列，请删去空白行列"
            faults.append(Fault(sheet.title, 0, "", "", "", reason))
        else:
            sheets.append((sheet, written))
    saved = _loaded(content, results=True) if any(_has_formulas(written) for _, written in sheets) else None
    grids = [_grid(sheet, written, saved[sheet.title] if saved else None) for sheet, written in sheets]
    return grids, faults, notices


def _loaded(content: bytes, *, results: bool) -> "Workbook":
    """The workbook with its formulas, or with the results saved beside them."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            source = _Heard(content)
            return load_workbook(source, keep_links=False, data_only=results, rich_text=not results)
    except Exception as error:  # openpyxl raises whatever the broken part raises
        raise Refused("工作簿内容已损坏，请在 Excel 中打开并另存为 .xlsx") from error


class _Heard(io.BytesIO):
    """A file that tells how much of it is read: its parts are not packed, so that goes on evenly."""

    def read(self, size: int | None = -1, /) -> bytes:
        """See io.BytesIO."""
        opening(self.tell(), self.getbuffer().nbytes)
        return super().read(size)


def _has_formulas(written: "Sequence[OneCell]") -> bool:
    """Whether a formula stands outside the totals, whose sums nobody reads, so that saved results must be loaded too."""
    formulas = {cell.row for cell in written if cell.data_type == "f"}
    heads = [cell for cell in written if cell.row in formulas and cell.column <= _HEADS]
    totals = {cell.row for cell in heads if any(word in "".join(str(cell.value).split()) for word in _TOTALS)}
    return bool(formulas - totals)


def _grid(sheet: "Worksheet", written: "Sequence[OneCell]", saved: "Worksheet | None") -> Grid:
    """One sheet as a grid; a formula gives its saved result. What lies beyond the last cell with content does not count."""
    cells: dict[tuple[int, int], Cell] = {}
    # A sheet has few forms and many cells, and asking a cell for its form costs more than all the rest.
    forms: dict[tuple[int, int], _Form] = {}
    for cell in written:
        place = (cell.row, cell.column)
        style = cell._style  # type: ignore[attr-defined] # what the library keeps of a cell's form, by number
        key = (style.numFmtId, style.fontId)
        if (form := forms.get(key)) is None:
            form = forms[key] = _Form(cell.number_format or "General", bool(cell.font.strike))
        if cell.data_type == "f":
            result = saved.cell(*place).value if saved else None
            found = Cell("公式", broken=_UNSAVED) if result is None else as_cell(result, form.number)
        else:
            found = as_cell(cell.value, form.number)
        if form.struck or not isinstance(cell.value, _PLAIN):
            found = _dressed(found, cell, form)
        cells[place] = found
    last_row = written[-1].row if written else 0
    last_column = max((column for _, column in cells), default=0)
    merged = tuple((each.min_row, each.min_col, each.max_row, each.max_col) for each in sheet.merged_cells.ranges)
    hidden = frozenset(row for row, its in sheet.row_dimensions.items() if its.hidden)
    return Grid(sheet.title, cells, last_row, last_column, merged, hidden)


def _written(sheet: "Worksheet") -> "list[OneCell]":
    """The cells with content in the order of rows; a colour or a border far away makes no cell."""
    there = sheet._cells
    return [cell for _, cell in sorted(there.items()) if cell.value is not None]


@dataclass(frozen=True, slots=True)
class _Form:
    """How cells of one form show themselves: the format of their numbers, and whether they are struck through."""

    number: str
    struck: bool


def _dressed(found: Cell, cell: "OneCell", form: _Form) -> Cell:
    """The cell with what its form says: struck through, partly bold."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock

    if isinstance(cell.value, CellRichText):
        blocks = [part for part in cell.value if isinstance(part, TextBlock)]
        bold = [str(part.text) for part in blocks if part.font.b]
        gone = bool(blocks) and all(part.font.strike for part in blocks) and len(blocks) == len(cell.value)
        return replace(found, bold="\n".join(bold), struck=gone)
    return replace(found, struck=True) if form.struck else found


def _csv(content: bytes, filename: str) -> Grid:
    """A table of text as a grid named after the file."""
    text = _decoded(content)
    head = text[:2000].splitlines()[:3]
    delimiter = max(",\t;", key=lambda mark: max((line.count(mark) for line in head), default=0))
    try:
        rows = list(_bounded(csv.reader(io.StringIO(text), delimiter=delimiter)))
    except csv.Error as error:
        raise Refused("CSV 文件格式有误，请在 Excel 中另存为 CSV UTF-8") from error
    cells = {
        (number, column): Cell(value)
        for number, row in rows
        for column, value in enumerate(row, start=1)
        if value.strip()
    }
    if not cells:
        raise Refused("文件中没有内容")
    last_row, last_column = max(row for row, _ in cells), max(column for _, column in cells)
    if last_column > MAX_COLUMNS:
        raise Refused(f"表格超过 {MAX_COLUMNS} 列，不是目标责任表")
    return Grid(tidy(filename), cells, last_row, last_column)


def _bounded(rows: Iterable[list[str]]) -> Iterable[tuple[int, list[str]]]:
    """Numbers the rows as a spreadsheet would and refuses too many."""
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise Refused(f"表格超过 {MAX_ROWS} 行，请拆分后再导入")
        yield number, row


def _decoded(content: bytes) -> str:
    """The text of a CSV file: UTF-8 with or without mark, UTF-16 with mark, else GB18030."""
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise Refused("文件的文字编码无法识别，请另存为 CSV UTF-8 或 .xlsx")
