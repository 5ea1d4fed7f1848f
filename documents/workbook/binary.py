"""Workbooks of Excel before 2007 and of WPS (.xls, .et) as grids: values, formats, merged cells, hidden rows, struck-out text.

Format: [MS-XLS]. Results of formulas are always saved in it, so none is missing.
"""

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from documents.workbook.grid import MAX_COLUMNS, MAX_ROWS, Cell, Grid, as_cell
from documents.workbook.package import MAX_MERGED_CELLS, Refused
from documents.workbook.rows import Findings
from documents.workbook.values import Fault

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Cell as OneCell
    from xlrd.sheet import Sheet

# Names of streams in a compound file, in small letters.
_SHEETS, _TEXT = frozenset({"workbook", "book"}), "worddocument"
# The stream of a workbook of today that bears a password.
_LOCKED = "EncryptedPackage".encode("utf-16-le")
# Of the weights of letters from 100 to 1000.
_BOLD = 600
_BROKEN = "单元格是 Excel 错误值，请改正公式或填写数值"


def binary_grids(content: bytes) -> tuple[list[Grid], Findings]:
    """A grid a visible sheet; raises Refused for what cannot be read, with what to do."""
    import xlrd

    if _LOCKED in content:
        raise Refused("文件已加密，请在 Excel 中取消密码后再导入")
    streams = _streams(content)
    if streams.isdisjoint(_SHEETS):
        _refuse(streams)
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
    except Exception as error:  # the library raises whatever the broken part raises
        if "encrypted" in str(error):
            raise Refused("文件已加密，请在 Excel 中取消密码后再导入") from error
        raise Refused("工作簿内容已损坏，请在 Excel 或 WPS 中打开并另存为 .xlsx") from error
    findings = Findings()
    grids = []
    for sheet in book.sheets():
        if sheet.visibility:
            findings.notices.append(Fault(sheet.name, 0, "", "", "", "隐藏的工作表没有读取"))
        else:
            grids.append(_grid(book, sheet))
    return grids, findings


def _streams(content: bytes) -> frozenset[str]:
    import olefile

    try:
        with olefile.OleFileIO(content) as opened:
            return frozenset(str(part).lower() for path in opened.listdir() for part in path)
    except Exception as error:  # the same
        raise Refused("文件已损坏，请重新另存为 .xlsx") from error


def _refuse(streams: frozenset[str]) -> None:
    if _TEXT in streams:
        raise Refused("这是旧版 Word 或 WPS 文字格式（.doc、.wps），请另存为 .docx 后再导入")
    raise Refused("文件里没有工作簿，请在 Excel 或 WPS 中另存为 .xlsx 后再导入")


@dataclass(frozen=True, slots=True)
class _Form:
    """How cells of one form show themselves: the format of their numbers, and whether they are struck through."""

    number: str
    struck: bool


def _grid(book: "Book", sheet: "Sheet") -> Grid:
    """One sheet as a grid. What lies beyond the last cell with content does not count."""
    cells: dict[tuple[int, int], Cell] = {}
    forms: dict[int, _Form] = {}
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            if cell.value == "":
                continue
            form = forms.setdefault(cell.xf_index or 0, _form(book, cell.xf_index or 0))
            if (found := _cell(book, cell, form, _bold(book, sheet, row, column, str(cell.value)))) is not None:
                cells[row + 1, column + 1] = found
    last_row, last_column = max((row for row, _ in cells), default=0), max((column for _, column in cells), default=0)
    if last_row > MAX_ROWS or last_column > MAX_COLUMNS:
        raise Refused(f"工作表过大，最多 {MAX_ROWS} 行、{MAX_COLUMNS} 列，请删去空白行列")
    # Ranges of this format end before their last number.
    merged = tuple((top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells)
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in merged) > MAX_MERGED_CELLS:
        raise Refused("合并单元格范围过大，请取消整行整列的合并")
    hidden = frozenset(row + 1 for row, its in sheet.rowinfo_map.items() if its.hidden)
    return Grid(sheet.name, cells, last_row, last_column, merged, hidden)


def _form(book: "Book", index: int) -> _Form:
    form = book.xf_list[index]
    number = book.format_map.get(form.format_key)
    return _Form(number.format_str if number is not None else "General", bool(_is_struck(book, form.font_index)))


def _is_struck(book: "Book", font: int) -> bool:
    return bool(book.font_list[font].struck_out)


def _cell(book: "Book", cell: "OneCell", form: _Form, bold: str) -> Cell | None:
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Cell(xlrd.error_text_from_code.get(int(cell.value), "#ERR!"), broken=_BROKEN, struck=form.struck)
    value: object = cell.value
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        value = bool(cell.value)
    elif cell.ctype == xlrd.XL_CELL_DATE:
        try:
            value = xlrd.xldate_as_datetime(float(cell.value), book.datemode)
        except (ValueError, OverflowError):
            return Cell(str(cell.value), broken=_BROKEN)
    found = as_cell(value, form.number)
    return Cell(found.value, found.percent, found.broken, form.struck, bold)


def _bold(book: "Book", sheet: "Sheet", row: int, column: int, text: str) -> str:
    """The bold words of a text that is not bold as a whole."""
    runs = sheet.rich_text_runlist_map.get((row, column))
    if not runs:
        return ""
    first = book.xf_list[sheet.cell_xf_index(row, column)].font_index
    starts = [(0, first)] * (runs[0][0] > 0) + [*runs]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    words = [
        (text[start:end], book.font_list[font].weight >= _BOLD) for (start, font), end in zip(starts, ends, strict=True)
    ]
    told = [word for word, bold in words if bold and word.strip()]
    return "\n".join(told) if not all(bold for word, bold in words if word.strip()) else ""
