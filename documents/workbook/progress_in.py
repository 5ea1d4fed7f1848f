"""The month's sheet (编号, 本月完成, 累计完成, 存在问题, 下一步) as a unit's clerk fills it in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from documents.workbook.containers import open_grids
from documents.workbook.grid import BLANKS, EMPTY, Cell, Grid, unbroken
from documents.workbook.headers import Header, find_header, is_repeated
from documents.workbook.labels import label
from documents.workbook.rows import Findings, Row
from documents.workbook.synonyms import PROGRESS_FIELDS

# The sheet and the cell beside the day of `documents.month_sheet_out`.
SHEET, AS_OF = "进展填报", "截至日期"
_LABELS = {field.key: field.label for field in PROGRESS_FIELDS}
_DAY = re.compile(r"截?至(?:(20\d\d)年)?(\d{1,2})月(\d{1,2})[日号]")
_NO_PROBLEM = re.compile(
    r"(?:目前|暂时|暂|当前)*(?:无|没有|不存在|未发现)(?:明显|突出|需要?协调的?|存在的?)*(?:问题|困难|堵点|事项)*(?:和|及|、)?(?:问题|困难|堵点)?[。.]?"
)
_MONTH = re.compile(r"(?:(20\d\d)年)?(?<!\d)(\d{1,2})月(?:份)?(?!\d)")


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """A row that says something: the item by code or name as written, the cell of its figure (EMPTY where there are words alone)
    and whether that is a total, and the words beside it. `place` is the figure's address.
    """

    code: str
    name: str
    figure: Cell
    is_total: bool
    problem: str
    next: str
    place: str


@dataclass(frozen=True, slots=True)
class Stand:
    """Of when a sheet tells: a day, or a month (`day` None) at whose end it stands. `year` None: not written."""

    year: int | None
    month: int
    day: int | None


@dataclass(frozen=True, slots=True)
class ProgressRead:
    """A month's sheet as read. `empty` are the items, by code or name, of which it says nothing. `is_sheet`: it is one."""

    rows: tuple[ProgressRow, ...] = ()
    empty: tuple[str, ...] = ()
    stand: Stand | None = None
    is_sheet: bool = False


def read_progress(content: bytes, filename: str) -> ProgressRead:
    """Reads the first sheet with such a heading; whatever else the file holds is none. Never raises for a bad file."""
    grids, findings = open_grids(content, filename)
    # The product's own sheet first, wherever it stands in the book.
    for grid in sorted(grids, key=lambda grid: grid.name != SHEET):
        header = find_header(grid, PROGRESS_FIELDS, least=2)
        if header is not None and _is_sheet(header):
            return _read(grid, header, findings)
    return ProgressRead()


def _is_sheet(header: Header) -> bool:
    keys = header.columns.keys()
    return bool({"code", "name"} & keys) and bool({"total", "added"} & keys)


def _read(grid: Grid, header: Header, findings: Findings) -> ProgressRead:
    rows: list[ProgressRow] = []
    empty: list[str] = []
    for number in range(header.first_row, grid.last_row + 1):
        row = Row(grid, header, number, findings, _LABELS)
        called = unbroken(row.text("code")) or unbroken(row.text("name"))
        if not called or is_repeated(grid, header, number):
            continue
        found = _row(row)
        if found is None:
            empty.append(called)
        else:
            rows.append(found)
    return ProgressRead(tuple(rows), tuple(empty), _stand(grid, header), is_sheet=True)


def _row(row: Row) -> ProgressRow | None:
    """The row by its total, else by what was added, else by its words alone; None for a row without any."""
    names = (unbroken(row.text("code")).upper(), unbroken(row.text("name")))
    words = ("" if is_none(row.cell("problem").text) else unbroken(row.text("problem")), unbroken(row.text("next")))
    key = next((key for key in ("total", "added") if not row.cell(key).is_blank), None)
    if key is None:
        return ProgressRow(*names, EMPTY, False, *words, "") if words[0] else None
    place = row.grid.address(row.number, row.header.columns[key])
    return ProgressRow(*names, row.cell(key), key == "total", *words, place)


def is_none(problem: str) -> bool:
    """Whether a cell of problems says that there are none: 无, 暂无, 没有问题, 无明显困难。"""
    return problem in BLANKS or bool(_NO_PROBLEM.fullmatch(unbroken(problem)))


def _stand(grid: Grid, header: Header) -> Stand | None:
    """The day in the cell that is made for it, else the day or month that the title names."""
    for row in range(1, header.top_row):
        for column in range(1, grid.last_column):
            day = grid.own(row, column + 1).value
            if label(grid.own(row, column).text) == AS_OF and isinstance(day, date):
                return Stand(day.year, day.month, day.day)
    text = "".join(
        unbroken(grid.own(row, column).text)
        for row in range(1, header.top_row)
        for column in range(1, grid.last_column + 1)
    )
    return _named(_DAY.search(text) or _MONTH.search(text))


def _named(found: re.Match[str] | None) -> Stand | None:
    if found is None:
        return None
    year, month, *day = found.groups()
    return Stand(int(year) if year else None, int(month), int(day[0]) if day else None)


__all__: Sequence[str] = ("ProgressRead", "ProgressRow", "Stand", "read_progress")
