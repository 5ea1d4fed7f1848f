"""From the bytes of a file to grids: xlsx, or CSV in UTF-8 or GB18030. Whatever is not readable becomes one clear fault."""

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from documents.workbook.grid import MAX_COLUMNS, MAX_ROWS, Cell, Grid, as_cell, tidy
from documents.workbook.rows import Findings
from documents.workbook.values import Fault

if TYPE_CHECKING:
    # Loaded when a workbook is opened, not when the service starts: a fifth of a second.
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as OneCell
    from openpyxl.worksheet.worksheet import Worksheet

MAX_FILE = 10 * 1024 * 1024
MAX_UNPACKED = 20 * 1024 * 1024
MAX_PARTS = 500
PIECE = 64 * 1024
MAX_MERGED_CELLS = 200_000
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?ref=[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)[\"']")
_TOTALS = ("小计", "合计", "总计")
_OLE = b"\xd0\xcf\x11\xe0"
# Columns in which a row is called a total.
_HEADS = 2
_UNSAVED = "公式没有保存计算结果，请在 Excel 中打开并保存后再导入"


class Refused(Exception):
    """The file cannot be read at all; the message is the sentence for the person."""


def open_grids(content: bytes, filename: str) -> tuple[list[Grid], Findings]:
    """The file's visible sheets, and what is wrong or remarkable about it as a whole. Never raises for a bad file."""
    try:
        if content.startswith(b"PK"):
            grids, faults, notices = _excel(content)
            return grids, Findings(faults, notices)
        _refuse_foreign(content, filename)
        return [_csv(content, filename)], Findings()
    except Refused as refused:
        return [], Findings([Fault("", 0, "", "", filename, str(refused))])


def _refuse_foreign(content: bytes, filename: str) -> None:
    """Refuses what is neither a workbook nor a table of text, with a hint what to do."""
    suffix = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    if not content.strip():
        raise Refused("文件是空的")
    if len(content) > MAX_FILE:
        raise Refused("文件超过 10 MB，请删去无关内容后再导入")
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Refused("文件已加密，请在 Excel 中取消密码后另存为 .xlsx")
        raise Refused("这是旧版 Excel 或 WPS 格式（.xls、.et、.wps），请另存为 .xlsx 后再导入")
    if content.startswith(b"%PDF"):
        raise Refused("这是 PDF 文件，请提供原 Excel 工作簿（.xlsx）")
    if content.lstrip()[:1] == b"<":
        raise Refused("文件内容是网页而不是工作簿，请在 Excel 中打开后另存为 .xlsx")
    if suffix in {"xls", "et", "wps", "ett", "xlsb", "ods", "doc", "docx", "pdf"}:
        raise Refused(f"不支持 .{suffix} 文件，请另存为 .xlsx 后再导入")
    if suffix in {"xlsx", "xlsm"}:
        raise Refused("文件已损坏，或不是 Excel 工作簿，请重新另存为 .xlsx")


def _excel(content: bytes) -> tuple[list[Grid], list[Fault], list[Fault]]:
    """All visible sheets of an xlsx workbook."""
    content = _sound_package(content)
    book = _loaded(content, results=False)
    if not book.worksheets:
        raise Refused("工作簿中没有工作表")
    faults, notices, sheets = [], [], []
    for sheet in book.worksheets:
        places = [(cell.row, cell.column) for cell in _written(sheet)]
        far_row, far_column = (max((place[at] for place in places), default=0) for at in (0, 1))
        if sheet.sheet_state != "visible":
            notices.append(Fault(sheet.title, 0, "", "", "", "隐藏的工作表没有读取"))
        elif far_row > MAX_ROWS or far_column > MAX_COLUMNS:
            reason = f"工作表过大，最多 {MAX_ROWS} 行、{MAX_COLUMNS} 列，请删去空白行列"
            faults.append(Fault(sheet.title, 0, "", "", "", reason))
        else:
            sheets.append(sheet)
    saved = _loaded(content, results=True) if any(map(_has_formulas, sheets)) else None
    return [_grid(sheet, saved[sheet.title] if saved else None) for sheet in sheets], faults, notices


def _loaded(content: bytes, *, results: bool) -> "Workbook":
    """The workbook with its formulas, or with the results saved beside them."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(content), keep_links=False, data_only=results, rich_text=not results)
    except Exception as error:  # openpyxl raises whatever the broken part raises
        raise Refused("工作簿内容已损坏，请在 Excel 中打开并另存为 .xlsx") from error


def _sound_package(content: bytes) -> bytes:
    """The package packed anew of what its directory promises. Raises Refused for damaged, foreign and hostile ones.

    Each part is unpacked piece by piece and no further than its promised size: a directory may lie, and whoever reads a part
    whole unpacks all that is behind it (one of 9 MB came to 2 GB).
    """
    if len(content) > MAX_FILE:
        raise Refused("文件超过 10 MB，请删去图片等无关内容后再导入")
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(made, "w") as sound:
            for part in _parts(package):
                unpacked = _unpacked(package, part)
                if part.filename.endswith((".xml", ".rels")):
                    _check_part(unpacked)
                sound.writestr(zipfile.ZipInfo(part.filename), unpacked)
    except (
        zipfile.BadZipFile,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        ValueError,
        zlib.error,
    ) as error:
        raise Refused("文件已损坏，请重新另存为 .xlsx") from error
    return made.getvalue()


def _parts(package: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The parts by the directory, of a name the last; refuses what it alone shows to be no workbook of a bearable size."""
    parts = list({part.filename: part for part in package.infolist()}.values())
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("文件已加密，请取消密码后另存为 .xlsx")
    if "xl/workbook.bin" in names:
        raise Refused("这是 .xlsb 格式，请另存为 .xlsx 后再导入")
    if "xl/workbook.xml" not in names:
        raise Refused("文件不是 Excel 工作簿，请提供 .xlsx 文件")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refused("工作簿展开后过大，请删去无关内容后再导入")
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        # Excel packs by no other means, and these cannot be unpacked in pieces.
        raise Refused("文件已损坏，请重新另存为 .xlsx")
    return parts


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """The bytes that the directory promises; raises BadZipFile where their check sum is another."""
    with package.open(part) as stream:
        return b"".join(iter(lambda: stream.read(PIECE), b""))


def _check_part(xml: bytes) -> None:
    """Refuses entity definitions and merged ranges that would unfold into millions of cells."""
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise Refused("工作簿含有不允许的内容，请在 Excel 中另存为 .xlsx")
    covered = 0
    for left, top, right, bottom in _MERGE.findall(xml):
        covered += (int(bottom) - int(top) + 1) * (_column(right) - _column(left) + 1)
    if covered > MAX_MERGED_CELLS:
        raise Refused("合并单元格范围过大，请取消整行整列的合并")


def _column(letters: bytes) -> int:
    """Column number of its letters, without a limit."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _has_formulas(sheet: "Worksheet") -> bool:
    """Whether a formula stands outside the totals, whose sums nobody reads, so that saved results must be loaded too."""
    heads = [cell for cell in _written(sheet) if cell.column <= _HEADS]
    totals = {cell.row for cell in heads if any(word in "".join(str(cell.value).split()) for word in _TOTALS)}
    return any(cell.data_type == "f" and cell.row not in totals for cell in _written(sheet))


def _grid(sheet: "Worksheet", saved: "Worksheet | None") -> Grid:
    """One sheet as a grid; a formula gives its saved result. What lies beyond the last cell with content does not count."""
    cells: dict[tuple[int, int], Cell] = {}
    for cell in _written(sheet):
        place, form = (cell.row, cell.column), cell.number_format or "General"
        if cell.data_type == "f":
            result = saved.cell(*place).value if saved else None
            found = Cell("公式", broken=_UNSAVED) if result is None else as_cell(result, form)
        else:
            found = as_cell(cell.value, form)
        cells[place] = _dressed(found, cell)
    last_row, last_column = max((row for row, _ in cells), default=0), max((column for _, column in cells), default=0)
    merged = tuple((each.min_row, each.min_col, each.max_row, each.max_col) for each in sheet.merged_cells.ranges)
    hidden = frozenset(row for row, its in sheet.row_dimensions.items() if its.hidden)
    return Grid(sheet.title, cells, last_row, last_column, merged, hidden)


def _written(sheet: "Worksheet") -> "list[OneCell]":
    """The cells with content in the order of rows; a colour or a border far away makes no cell."""
    there = sheet._cells
    return [cell for _, cell in sorted(there.items()) if cell.value is not None]


def _dressed(found: Cell, cell: "OneCell") -> Cell:
    """The cell with what its form says: struck through, partly bold."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock

    if isinstance(cell.value, CellRichText):
        blocks = [part for part in cell.value if isinstance(part, TextBlock)]
        bold = [str(part.text) for part in blocks if part.font.b]
        gone = bool(blocks) and all(part.font.strike for part in blocks) and len(blocks) == len(cell.value)
        return replace(found, bold="\n".join(bold), struck=gone)
    if cell.has_style and cell.font.strike:
        return replace(found, struck=True)
    return found


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
