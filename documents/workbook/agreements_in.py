"""A district's workbook of agreements as items: every sheet, every table, every row, all faults at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from documents.pace import reading
from documents.workbook.checks import check_items, check_merged
from documents.workbook.containers import open_grids
from documents.workbook.grid import Grid
from documents.workbook.item_row import Context, read_items
from documents.workbook.names import UnitNames
from documents.workbook.numbering import Numbered, coded
from documents.workbook.rows import Findings
from documents.workbook.tables import LABELS, Line, Table, board_in, lines_of, tables_of, titled
from documents.workbook.values import AgreementsRead, Choices, Fault, ReadColumn, ReadTable
from documents.workbook.years import agreed_year
from domain.items import Cadence
from domain.quoting import quoted
from domain.units import Unit

NO_CHOICES = Choices()
# Fields of which a table need not have a column: what stands in for it is told.
_ASSUMED = ("weight", "cadence", "due", "number", "target")


@dataclass(frozen=True)
class _Sheet:
    """A sheet with its tables and its board (None: they say it themselves, or nobody does)."""

    grid: Grid
    tables: tuple[Table, ...]
    board: str | None


def read_agreements(
    content: bytes,
    filename: str,
    units: Sequence[Unit],
    boards: Mapping[str, str],
    year: int | None,
    choices: Choices = NO_CHOICES,
) -> AgreementsRead:
    """Reads a workbook (xlsx) or a table (CSV with the columns of `items.csv`).

    `boards` maps board names to code prefixes; a board is said by a column, a section, the sheet's name, its title, or by
    `choices`. The year is the title's, else `year`, else the file name's or the dates'. Bad input never raises: every fault names
    sheet, row, cell and reason, and with a fault nothing may be stored.
    """
    grids, findings = open_grids(content, filename)
    names = UnitNames(units)
    sheets = [each for grid in grids if (each := _sheet(grid, boards, names, choices, findings)) is not None]
    tables = [table for sheet in sheets for table in sheet.tables]
    if not tables and not findings.faults:
        reason = "文件中没有找到目标责任表，请检查工作表名称（应为板块名）和表头"
        findings.faults.append(Fault("", 0, "", "", filename, reason))
    known = agreed_year([table.grid for table in tables], [table.header for table in tables], filename, year, findings)
    if known is None:
        return AgreementsRead(None, (), tuple(findings.faults), tuple(findings.notices))
    context = Context(names, boards, known, filename, choices.cadence or Cadence.MONTH)
    return _read(sheets, context, choices, findings)


def _read(sheets: Sequence[_Sheet], context: Context, choices: Choices, findings: Findings) -> AgreementsRead:
    """The items of all tables, numbered and checked together."""
    found: list[Numbered] = []
    told: list[ReadTable] = []
    homeless: list[str] = []
    done, rows = 0, sum(sheet.grid.last_row for sheet in sheets)
    for sheet in sheets:
        board = sheet.board
        for at, table in enumerate(sheet.tables):
            # A sheet's name says more than the title of its first table; the title of a later one says more than both.
            board = (table.board or board) if at else (board or table.board)
            items, lost = _items(table, board, context, choices, findings)
            done += table.last_row - table.header.top_row
            reading(done, rows)
            homeless += [sheet.grid.name] if lost else []
            found += items
            told.append(_told(table, len(items)))
    read = coded(found)
    check_items(read, LABELS, context.units, findings)
    findings.notices += _hidden(found)
    missing = tuple(dict.fromkeys(homeless))
    return AgreementsRead(
        context.year, tuple(read), tuple(findings.faults), tuple(findings.notices), tuple(told), missing
    )


def _sheet(
    grid: Grid, boards: Mapping[str, str], names: UnitNames, choices: Choices, findings: Findings
) -> _Sheet | None:
    """The sheet's tables and board; None after noting why the sheet is not read."""
    if not grid.cells:
        return None
    board = board_in(grid.name, boards)
    found = tables_of(grid, choices.headings)
    if not found:
        if board:
            reason = "没有找到表头，应含指标/事项、目标值、完成时限、牵头单位等列"
            findings.faults.append(Fault(grid.name, 0, "", "", "", reason))
        else:
            findings.notices.append(Fault(grid.name, 0, "", "", "", "没有目标责任表，未读取"))
        return None
    tables, above = [], 1
    for table in found:
        tables.append(titled(table, above, boards, names))
        above = table.header.first_row
    return _Sheet(grid, tuple(table for table in tables if _is_complete(table, findings)), board)


def _is_complete(table: Table, findings: Findings) -> bool:
    """Whether the table can be read row by row; notes each required column that is not there, and each that is there twice."""
    grid, header = table.grid, table.header
    missing = [] if "unit" in header.columns or table.lead is not None else [LABELS["unit"]]
    for label in missing:
        findings.faults.append(Fault(grid.name, header.top_row, "", label, "", f"表头缺少{quoted(label)}列"))
    for key in header.doubled:
        address = grid.address(header.top_row, header.columns[key])
        reason = f"表头有两列都是{quoted(header.headings[key])}，请改名或删去一列"
        findings.faults.append(Fault(grid.name, header.top_row, address, LABELS[key], header.headings[key], reason))
    return not header.doubled


def _items(
    table: Table, here: str | None, context: Context, choices: Choices, findings: Findings
) -> tuple[list[Numbered], bool]:
    """The items of a table in its order, and whether some of them have no board. `here` is the table's own board."""
    lines = lines_of(table, context.boards, findings)
    check_merged(table.grid, table.header, [line.row for line in lines], findings)
    if not lines:
        findings.faults.append(Fault(table.grid.name, table.header.first_row, "", "", "", "表头下面没有事项"))
    found: list[Numbered] = []
    lost: list[Line] = []
    for line in lines:
        board = line.board or here or (choices.board if choices.board in context.boards else None)
        if board is None and not line.row.has("board"):
            lost.append(line)
            continue
        at = len(findings.faults)
        found += read_items(line, table, board, context)
        findings.faults[at:] = sorted(findings.faults[at:], key=lambda fault: (len(fault.cell), fault.cell))
    if lost:
        findings.faults.append(_without_board(table, lost, context.boards))
    return found, bool(lost)


def _without_board(table: Table, lost: Sequence[Line], boards: Mapping[str, str]) -> Fault:
    """One fault for all rows whose board nobody names."""
    name = table.grid.name
    listed = "、".join(boards)
    reason = f"工作表{quoted(name)}不是已设置的板块（{listed}），{len(lost)} 项看不出属于哪个板块，请指明板块"
    return Fault(name, lost[0].row.number, "", LABELS["board"], name, reason)


def _told(table: Table, items: int) -> ReadTable:
    """How the table was read, column by column."""
    header = table.header
    meant = {column: key for key, column in header.columns.items()}
    meant |= {column: key for key, columns in header.many.items() for column in columns}
    meant |= {plan.column: "plan" for plan in header.plans} | {own.column: "own" for own in header.own}
    headings = {plan.column: plan.heading for plan in header.plans} | {own.column: own.heading for own in header.own}
    columns = []
    for column in sorted(meant):
        heading = headings.get(column) or table.grid.at(header.first_row - 1, column).text
        letter = table.grid.address(1, column).rstrip("1")
        columns.append(ReadColumn(letter, "".join(heading.split()), meant[column]))
    coded = {"number"} if "code" in header.columns else set()
    assumed = tuple(key for key in _ASSUMED if key not in header.columns and key not in coded)
    return ReadTable(table.grid.name, header.top_row, tuple(columns), assumed, items)


def _hidden(found: Sequence[Numbered]) -> list[Fault]:
    """One notice a sheet for items in rows that are hidden or filtered out: they are read."""
    rows: dict[str, list[int]] = {}
    for each in found:
        if each.row.number in each.row.grid.hidden:
            rows.setdefault(each.read.sheet, []).append(each.read.row)
    return [
        Fault(
            sheet, numbers[0], "", "", "、".join(map(str, numbers[:20])), f"{len(numbers)} 行是隐藏或筛选掉的，也已读取"
        )
        for sheet, numbers in rows.items()
    ]
