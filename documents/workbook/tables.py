"""The tables of a sheet: where each begins and ends, what its title says, and which of its rows are items."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from documents.workbook.grid import Grid, unbroken
from documents.workbook.headers import Header, header_at, is_repeated
from documents.workbook.labels import label
from documents.workbook.names import UnitNames
from documents.workbook.periods import month_of
from documents.workbook.rows import Findings, Row
from documents.workbook.synonyms import AGREEMENT_FIELDS, meanings
from documents.workbook.values import Fault
from domain.quantities import is_measure

LABELS = {field.key: field.label for field in AGREEMENT_FIELDS}
_LEAST = 3
_DEPTHS = (1, 2, 3)
_LONGEST_HEADING = 16
_MEASURED = ("target", "baseline", "weight", "start", "due")
_TOTAL = re.compile(r"^(?:本页|本板块)?(?:小计|合计|总计|共计)[:：]?(?:\d+项)?$")
_CLOSING = re.compile(
    r"盖章|签字|签名|签章|^注[:：]|^备注[:：]?$|^备注[:：]|^说明|^填表|^制表|^审核|^联系人|^责任单位[（(:：]|^附[:：注]|年月日$|^填报"
)
_SECTION = re.compile(
    r"^(?:(?P<top>[一二三四五六七八九十]+[、.．])|(?P<sub>[（(][一二三四五六七八九十]+[）)])|(?P<part>第[一二三四五六七八九十]+[类部章篇]))"
)
# Before the one unit whose letter it is.
_SIGNED = re.compile(r"^(?:责任单位|承诺单位|签订单位|填报单位|单位名称|乙方)(?:[（(]乙方[）)])?[:：]")
_MEASURE = re.compile(r"(?:计量)?单位[:：]\s*([^\s，,；;）)]+)")


@dataclass(frozen=True)
class Table:
    """A table of a sheet with what stands above it: board, unit of measure, the one unit whose letter it is."""

    grid: Grid
    header: Header
    last_row: int
    board: str | None = None
    measure: str = ""
    lead: str | None = None


@dataclass(frozen=True)
class Line:
    """A row of a table that is an item, under its section (小标题) and the board that the section names."""

    row: Row
    section: str = ""
    board: str | None = None
    # Lines of one run are numbered on; a section or a new count begins another.
    run: int = 0


def tables_of(grid: Grid, said: Mapping[str, str]) -> list[Table]:
    """The tables of a sheet from the top down; what stands above each is not looked at yet."""
    found: list[Header] = []
    row = 1
    while row <= grid.last_row:
        header = _begins(grid, row, said, others=bool(found))
        if header is None or (found and is_repeated(grid, found[-1], row)):
            row += 1
            continue
        found.append(header)
        row = header.first_row
    if not found:
        return []
    ends = [header.top_row - 1 for header in found[1:]] + [grid.last_row]
    return [Table(grid, header, end) for header, end in zip(found, ends, strict=True)]


def titled(table: Table, above: int, boards: Mapping[str, str], names: UnitNames) -> Table:
    """The table with what the rows from `above` up to its heading say."""
    texts = [
        unbroken(cell.text)
        for row in range(above, table.header.top_row)
        for column in range(1, table.grid.last_column + 1)
        if not (cell := table.grid.own(row, column)).is_blank
    ]
    measures = [unit[1] for text in texts for unit in _MEASURE.finditer(text)]
    measure = measures[0] if len(measures) == 1 and is_measure(measures[0]) else ""
    lead = next((code for text in texts if (code := names.in_title(_SIGNED.sub("", text))) is not None), None)
    return replace(table, board=board_in("".join(texts), boards), measure=measure, lead=lead)


def board_in(text: str, boards: Mapping[str, str]) -> str | None:
    """The board a text says: exactly, or as the only board named in it (1.大经济板块)."""
    plain = unbroken(text)
    if plain in boards:
        return plain
    named = [board for board in boards if board in plain]
    return named[0] if len(named) == 1 else None


def _begins(grid: Grid, row: int, said: Mapping[str, str], *, others: bool) -> Header | None:
    """The heading that begins in this row, or that is told better from one of the next two; None for none."""
    if _recognised(grid, row, said) < (_LEAST if others else _LEAST - 1):
        return None
    best: Header | None = None
    for top in range(row, min(row + len(_DEPTHS), grid.last_row + 1)):
        if top > row and _recognised(grid, top, said) < _LEAST - 1:
            break
        alone = header_at(grid, AGREEMENT_FIELDS, top, 1, said)
        for depth in _DEPTHS:
            if depth > 1 and _holds_figures(grid, alone, top + depth - 1):
                # Whatever else an item's row says (a day, 6月底前), it is no heading.
                break
            header = alone if depth == 1 else header_at(grid, AGREEMENT_FIELDS, top, depth, said)
            if best is None or header.meant > best.meant:
                best = header
    if best is None or best.meant < _LEAST or "name" not in best.columns:
        return None
    return best if {"unit", "target", "due", "code"} & best.columns.keys() else None


def _holds_figures(grid: Grid, header: Header, row: int) -> bool:
    """Whether figures and days stand in a row where a heading promises them."""
    columns = [header.columns[key] for key in _MEASURED if key in header.columns]
    return sum(isinstance(grid.own(row, column).value, Decimal | date) for column in columns) > 1


def _recognised(grid: Grid, row: int, said: Mapping[str, str]) -> int:
    """How many cells of a row are headings that mean something."""
    known = meanings(AGREEMENT_FIELDS)
    count = 0
    for column in range(1, grid.last_column + 1):
        cell = grid.own(row, column)
        text = cell.text if isinstance(cell.value, str) else ""
        if text and len(text) <= _LONGEST_HEADING:
            means = bool(known.of(text)[0]) or unbroken(text) in said
            count += means or month_of((label(text),)) is not None
    return count


@dataclass
class _Walk:
    """Where one is in a table: the section, the board it names, the count of its rows."""

    section: str = ""
    board: str | None = None
    style: str | None = None
    last: int = 0
    run: int = 0


def lines_of(table: Table, boards: Mapping[str, str], findings: Findings) -> list[Line]:
    """The rows that are items, in their order; what else stands there is passed over, and named where it is not plain."""
    walk, lines = _Walk(), []
    for numbers in _grouped(table):
        row = Row(table.grid, table.header, numbers[0], findings, LABELS, tuple(numbers[1:]))
        if _is_item(table, row, walk, boards, findings):
            _count(row, walk)
            lines.append(Line(row, walk.section, walk.board, walk.run))
    return lines


def _grouped(table: Table) -> Iterator[list[int]]:
    """The rows one by one, those together whose name and unit are merged over the same rows and whose target is not told anew."""
    number = table.header.first_row
    while number <= table.last_row:
        end = _end_of_item(table, number)
        yield [*range(number, end + 1)]
        number = end + 1


def _end_of_item(table: Table, number: int) -> int:
    grid, columns = table.grid, table.header.columns
    area = grid.range_at(number, columns["name"])
    if area is None or area[0] != number or area[2] <= number:
        return number
    last = min(area[2], table.last_row)
    below = range(number + 1, last + 1)
    told = [key for key in ("unit", "target", "weight", "measure_unit") if key in columns and key != "name"]
    anew = any(not grid.own(row, columns[key]).is_blank for key in told for row in below)
    return number if anew else last


def _is_item(table: Table, row: Row, walk: _Walk, boards: Mapping[str, str], findings: Findings) -> bool:
    """Whether the row is an item, and not blank, a subtotal, a section, a repeated heading or the signatures."""
    grid, number = table.grid, row.number
    places = [column for column in range(1, grid.last_column + 1) if not grid.own(number, column).is_blank]
    broken = any(grid.own(number, column).broken for column in range(1, grid.last_column + 1))
    if not places and not broken:
        return False
    first = unbroken(grid.own(number, places[0]).text) if places else ""
    if _TOTAL.match(first) or _TOTAL.match(unbroken(row.text("name"))) or is_repeated(grid, table.header, number):
        return False
    if _CLOSING.search(first) and (len(places) <= 2 or _is_signature(table, row, places)):
        return False
    if len(places) == 1 and (_spans(grid, number, places[0]) or places[0] != table.header.columns["name"]):
        return _heads(row, first, walk, boards, findings)
    if _only_heads(table, row):
        name = unbroken(row.text("name"))
        row.notice("name", "只有名称，没有单位、目标和时限，按小标题读取")
        _enter(f"{first}、{name}" if first != name else name, name, walk, boards)
        return False
    return not _is_struck(row)


def _is_signature(table: Table, row: Row, places: Sequence[int]) -> bool:
    """Whether a row of signatures has some more cells: none of them is a unit's or a figure of a target."""
    told = [unbroken(table.grid.own(row.number, column).text) for column in places]
    return sum(bool(_CLOSING.search(text)) or text.endswith((":", "：")) for text in told) >= 2 or not (
        row.text("unit") or row.text("target")
    )


def _spans(grid: Grid, number: int, column: int) -> bool:
    """Whether a lone cell is merged over most of the row."""
    area = grid.range_at(number, column)
    return area is not None and (area[3] - area[1] + 1) * 2 >= grid.last_column


def _heads(row: Row, text: str, walk: _Walk, boards: Mapping[str, str], findings: Findings) -> bool:
    """A lonely line: a section, or something that is named and passed over. Never an item."""
    if _SECTION.match(text) or board_in(text, boards) is not None:
        _enter(text, text, walk, boards)
    elif not _MEASURE.search(text):
        findings.notices.append(Fault(row.grid.name, row.number, "", "", text[:80], "这一行不是事项，未读取"))
    return False


def _only_heads(table: Table, row: Row) -> bool:
    """Whether a row has a name and nothing that an item needs."""
    needed = [
        key for key in ("unit", "target", "due", "co_units", "weight", "milestones") if key in table.header.columns
    ]
    promised = any(row.text(key) or row.cell(key).broken for key in needed)
    planned = any(not row.grid.at(row.number, plan.column).is_blank for plan in table.header.plans)
    return bool(row.text("name")) and len(needed) > 1 and not promised and not planned


def _enter(text: str, shown: str, walk: _Walk, boards: Mapping[str, str]) -> None:
    """A section begins. One that names no board ends the board that a section of its own level named."""
    found = _SECTION.match(text)
    style = found.lastgroup if found else "top"
    board = board_in(shown, boards)
    if board is not None:
        walk.board, walk.style = board, style
    elif walk.style == style:
        walk.board = None
    walk.section = _SECTION.sub("", shown) or shown
    walk.run += 1
    walk.last = 0


def _count(row: Row, walk: _Walk) -> None:
    """A count that begins again is another run."""
    text = unbroken(row.text("number"))
    number = int(text) if text.isdecimal() else 0
    if number == 1 and walk.last > 1:
        walk.run += 1
    walk.last = number or walk.last


def _is_struck(row: Row) -> bool:
    """Whether the item is struck through: it is named and not read."""
    if row.grid.at(row.number, row.header.columns["name"]).struck:
        row.notice("name", "已划删除线，未读取")
        return True
    return False
