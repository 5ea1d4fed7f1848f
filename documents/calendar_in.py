"""The yearly notice on holidays and make-up working days (调休) from CSV or xlsx."""

import re
from dataclasses import dataclass
from datetime import date

from documents.day_spans import read_days, read_notice
from documents.workbook.containers import open_grids
from documents.workbook.dates import read_day
from documents.workbook.grid import Cell, Grid, unbroken
from documents.workbook.headers import find_header, is_repeated, missing_fields
from documents.workbook.rows import Findings, Row
from documents.workbook.synonyms import CALENDAR_FIELDS
from documents.workbook.values import Fault, Unreadable
from domain.calendar import Day
from domain.quoting import quoted

_LABELS = {field.key: field.label for field in CALENDAR_FIELDS}
_WORKING = {"班", "上班", "调班", "补班", "工作日", "调休上班", "是", "1", "true", "work"}
_RESTING = {"休", "放假", "休息", "假", "节假日", "休息日", "否", "0", "false", "rest"}


_DAYS = re.compile(r"[至到、，和及]|日\s*[（(]|日\s*[-—–~～]|\d\s*[~～]\s*\d")


@dataclass(frozen=True, slots=True)
class CalendarRead:
    """The days of a notice in order of date, confirmed; with any fault nothing may be stored. `is_table`: it is one."""

    days: tuple[Day, ...]
    faults: tuple[Fault, ...]
    is_table: bool = False


def read_calendar(content: bytes, filename: str) -> CalendarRead:
    """Reads 日期, 是否上班 and 名称, a day, a list or a span of days a row, dates with their year; or the notice as it is
    published, in running text. Never raises for a bad file.
    """
    grids, findings = open_grids(content, filename)
    days: dict[date, Day] = {}
    found = False
    for grid in grids:
        for row in _rows(grid, findings):
            found = True
            _add(row, filename, days)
    if not found and not findings.faults:
        for grid in grids:
            found = _told(grid, filename, days, findings) or found
    if not found and not findings.faults:
        findings.faults.append(Fault("", 0, "", "", filename, "文件中没有找到日历，表头应含日期、是否上班、名称"))
    return CalendarRead(tuple(days[day] for day in sorted(days)), tuple(findings.faults), found)


def _rows(grid: Grid, findings: Findings) -> list[Row]:
    """The sheet's rows with anything in them."""
    header = find_header(grid, CALENDAR_FIELDS, least=2)
    if header is None or missing_fields(header, CALENDAR_FIELDS):
        return []
    rows = [Row(grid, header, number, findings, _LABELS) for number in range(header.first_row, grid.last_row + 1)]
    return [row for row in rows if (row.text("date") or row.text("work")) and not is_repeated(grid, header, row.number)]


def _told(grid: Grid, filename: str, days: dict[date, Day], findings: Findings) -> bool:
    """Adds the days of a notice in running text; whether the sheet is one."""
    text = "，".join(cell.text for _, cell in sorted(grid.cells.items()))
    try:
        for day, works, name in read_notice(text):
            days[day] = Day(day, works, name, filename, confirmed=True)
    except Unreadable as unreadable:
        findings.faults.append(Fault(grid.name, 0, "", _LABELS["date"], "", unreadable.reason))
    return bool(days)


def _add(row: Row, filename: str, days: dict[date, Day]) -> None:
    """Adds the row's days, or notes its faults."""
    found = row.read("date", _days)
    works = row.read("work", _works)
    if found is None or works is None:
        return
    for day in found:
        if day in days:
            row.fault("date", f"{day} 重复")
            return
        days[day] = Day(day, works, unbroken(row.text("name")), filename, confirmed=True)


def _days(cell: Cell) -> tuple[date, ...]:
    """Dates that name their year."""
    if isinstance(cell.value, str) and _DAYS.search(cell.text):
        return read_days(cell.text, None)
    if isinstance(cell.value, str) and not any(f"20{tens}" in cell.text for tens in range(10)):
        raise Unreadable(f"日期{quoted(cell.text)}没有年份" if cell.text else "日期为空")
    day = read_day(cell, 1)
    if day is None:
        raise Unreadable("日期为空")
    return (day,)


def _works(cell: Cell) -> bool:
    """Whether people work: 班 or 休."""
    word = unbroken(cell.text).lower()
    if word in _WORKING:
        return True
    if word in _RESTING:
        return False
    raise Unreadable(f"{quoted(cell.text)}应写“休”或“班”" if word else "是否上班为空")
