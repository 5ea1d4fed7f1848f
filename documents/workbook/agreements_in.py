"""A district's workbook of agreements as items: every sheet, every row, all faults at once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from documents.workbook.checks import check_items, check_merged
from documents.workbook.containers import open_grids
from documents.workbook.grid import Grid, unbroken
from documents.workbook.headers import AGREEMENT_FIELDS, Header, find_header, is_repeated, missing_fields
from documents.workbook.item_row import Context, read_item
from documents.workbook.names import UnitNames
from documents.workbook.rows import Findings, Row
from documents.workbook.values import AgreementsRead, Fault, ImportedItem
from documents.workbook.years import agreed_year
from domain.quoting import quoted
from domain.units import Unit

_LABELS = {field.key: field.label for field in AGREEMENT_FIELDS}
_TOTAL = re.compile(r"^(?:本页|本板块)?(?:小计|合计|总计|共计)[:：]?(?:\d+项)?$")
_CLOSING = re.compile(
    r"盖章|签字|签名|签章|^注[:：]|^备注|^说明|^填表|^制表|^审核|^联系人|^责任单位[（(:：]|^附[:：注]|年月日$"
)
_SECTION = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)]|第[一二三四五六七八九十]+[类部])"
)


@dataclass(frozen=True)
class _Sheet:
    """A sheet with its heading and its board (None: a column says it)."""

    grid: Grid
    header: Header
    board: str | None


def read_agreements(
    content: bytes, filename: str, units: Sequence[Unit], boards: Mapping[str, str], year: int | None
) -> AgreementsRead:
    """Reads a workbook (xlsx) or a table (CSV with the columns of `items.csv`).

    `boards` maps board names to code prefixes; a sheet's name says its board. The year is the title's, else `year`, else the
    file name's or the dates'. Bad input never raises: every fault names sheet, row, cell and reason, and with a fault nothing
    may be stored.
    """
    grids, findings = open_grids(content, filename)
    sheets = [sheet for grid in grids if (sheet := _sheet(grid, boards, findings)) is not None]
    if not sheets and not findings.faults:
        findings.faults.append(
            Fault("", 0, "", "", filename, "文件中没有找到目标责任表，请检查工作表名称（应为板块名）和表头")
        )
    known = agreed_year([sheet.grid for sheet in sheets], [sheet.header for sheet in sheets], filename, year, findings)
    if known is None:
        return AgreementsRead(None, (), tuple(findings.faults), tuple(findings.notices))
    names = UnitNames(units)
    items: list[ImportedItem] = []
    for sheet in sheets:
        items += _items(sheet, Context(names, boards, known, sheet.board, filename), findings)
    check_items(items, _LABELS, names, findings)
    return AgreementsRead(known, tuple(items), tuple(findings.faults), tuple(findings.notices))


def _sheet(grid: Grid, boards: Mapping[str, str], findings: Findings) -> _Sheet | None:
    """The sheet's heading and board; None after noting why the sheet is not read."""
    if not grid.cells:
        return None
    board = _board_of(grid, boards)
    header = find_header(grid, AGREEMENT_FIELDS)
    if header is None:
        if board:
            findings.faults.append(
                Fault(grid.name, 0, "", "", "", "没有找到表头，应含指标/事项、目标值、完成时限、牵头单位等列")
            )
        else:
            findings.notices.append(Fault(grid.name, 0, "", "", "", "没有目标责任表，未读取"))
        return None
    board = board or _board_in_title(grid, header, boards)
    if "board" in header.columns:
        board = None
    elif board is None:
        reason = f"工作表{quoted(grid.name)}不是已设置的板块（{'、'.join(boards)}），无法编号"
        findings.faults.append(Fault(grid.name, 0, "", "", grid.name, reason))
        return None
    return _Sheet(grid, header, board) if _is_complete(grid, header, findings) else None


def _is_complete(grid: Grid, header: Header, findings: Findings) -> bool:
    """Whether every required column is there once; notes each that is not."""
    missing = [field.label for field in missing_fields(header, AGREEMENT_FIELDS)]
    if "number" not in header.columns and "code" not in header.columns:
        missing.append("序号")
    for label in missing:
        findings.faults.append(Fault(grid.name, header.top_row, "", label, "", f"表头缺少{quoted(label)}列"))
    for key in header.doubled:
        address = grid.address(header.top_row, header.columns[key])
        reason = f"表头有两列都是{quoted(header.headings[key])}，请改名或删去一列"
        findings.faults.append(Fault(grid.name, header.top_row, address, _LABELS[key], header.headings[key], reason))
    return not missing and not header.doubled


def _board_of(grid: Grid, boards: Mapping[str, str]) -> str | None:
    """The board a sheet's name says: exactly, or as the only board named in it (1.大经济板块)."""
    name = unbroken(grid.name)
    if name in boards:
        return name
    named = [board for board in boards if board in name]
    return named[0] if len(named) == 1 else None


def _board_in_title(grid: Grid, header: Header, boards: Mapping[str, str]) -> str | None:
    """The only board named above the heading, for a sheet called Sheet1."""
    title = "".join(cell.text for (row, _), cell in grid.cells.items() if row < header.top_row)
    named = [board for board in boards if board in title]
    return named[0] if len(named) == 1 else None


def _items(sheet: _Sheet, context: Context, findings: Findings) -> list[ImportedItem]:
    """The items of a sheet, in its order."""
    rows = [
        Row(sheet.grid, sheet.header, number, findings, _LABELS)
        for number in range(sheet.header.first_row, sheet.grid.last_row + 1)
    ]
    data = [row for row in rows if _is_data(row, findings)]
    check_merged(sheet.grid, sheet.header, data, findings)
    if not data:
        findings.faults.append(Fault(sheet.grid.name, sheet.header.first_row, "", "", "", "表头下面没有事项"))
    found: list[ImportedItem] = []
    for row in data:
        before = len(findings.faults)
        item = read_item(row, context)
        findings.faults[before:] = sorted(findings.faults[before:], key=lambda fault: (len(fault.cell), fault.cell))
        if item is not None:
            found.append(item)
    return found


def _is_data(row: Row, findings: Findings) -> bool:
    """Whether the row is an item, and not blank, a subtotal, a section, a repeated heading or the signatures."""
    grid, number = row.grid, row.number
    own = [
        cell
        for column in range(1, grid.last_column + 1)
        if not (cell := grid.own(number, column)).is_blank or cell.broken
    ]
    if not own:
        return False
    first = unbroken(own[0].text)
    if _TOTAL.match(first) or (_CLOSING.search(first) and len(own) <= 2) or is_repeated(grid, row.header, number):
        return False
    if len(own) > 1 or not grid.own(number, row.header.columns["name"]).is_blank:
        return _TOTAL.match(unbroken(row.text("name"))) is None
    if not _SECTION.match(first):
        findings.notices.append(Fault(grid.name, number, "", "", first[:80], "这一行不是事项，未读取"))
    return False
