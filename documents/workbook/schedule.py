"""When: start, due date and milestones of a row, checked against one another."""

import re
from datetime import date

from documents.workbook.dates import Period, read_day, read_period
from documents.workbook.grid import Cell
from documents.workbook.milestones import read_milestones
from documents.workbook.plan_values import read_plan
from documents.workbook.rows import Row
from documents.workbook.targets import Goal
from domain.items import Milestone
from domain.quoting import quoted

_DATED = re.compile(
    r"\s*(?:[（(]?\d{1,2}[）)、.．]\s*)?(?:20)?\d{0,2}[年/.-]?\d{1,2}\s*[月/.-]"
    r"|\s*(?:[上下]半年|第?[一二三四]季度|年底|\d{4}年)"
)


def read_limits(row: Row, year: int) -> tuple[date | None, date | None]:
    """Start (None: not written) and due date (None: a draft, said in a notice). Faults are noted in the row.

    Without a column for it everything is due with the year; of the stages of an item the last limit is the item's.
    """
    before = len(row.findings.faults)
    period = row.read("due", lambda cell: _latest(row, cell, year)) or Period(None, None)
    start = row.read("start", lambda cell: read_day(cell, year)) or period.start
    if len(row.findings.faults) > before:
        return None, None
    if not row.has("due"):
        return start, date(year, 12, 31)
    if period.due is None:
        written = f"{quoted(row.text('due'))}没有具体日期" if row.text("due") else "为空"
        row.notice("due", f"完成时限{written}，先存为草稿，请补充日期")
    elif period.due < (start or date(year, 1, 1)):
        begin = f"开始日期 {start}" if start else f"{year}年1月1日"
        row.fault("due", f"完成时限 {period.due} 早于{begin}")
        return None, None
    elif period.due.year != year:
        row.notice("due", f"完成时限 {period.due} 不在 {year} 年度内")
    return start, period.due


def read_steps(row: Row, year: int, goal: Goal | None, start: date | None, due: date | None) -> tuple[Milestone, ...]:
    """The milestones, each between start and due date; faults are noted in the row."""
    steps = (*_written_steps(row, year, goal), *read_plan(row, goal, year))
    first = start or date(year, 1, 1)
    for step in steps:
        if step.date < first or (due is not None and step.date > due):
            limit = f"{first} 至 {due}" if due else f"{first} 之后"
            row.fault("milestones", f"节点{quoted(f'{step.date} {step.text}')}不在 {limit} 的时限内")
    return tuple(sorted(steps, key=lambda step: step.date))


def is_dated(row: Row) -> bool:
    """Whether the words of a column that may hold milestones begin with a day, or have one beside them in each row."""
    if not row.has("milestones") or (row.also and row.has("due")):
        return True
    text = row.text("milestones")
    return not text or bool(_DATED.match(text))


def _latest(row: Row, cell: Cell, year: int) -> Period:
    """The limit of the cell, or the last one of an item with stages, which has one a stage."""
    if not row.also:
        return read_period(cell, year)
    column = row.header.columns.get("due", 0)
    periods = [read_period(row.grid.at(number, column), year) for number in row.numbers]
    return Period(periods[0].start, max((each.due for each in periods if each.due is not None), default=None))


def _written_steps(row: Row, year: int, goal: Goal | None) -> tuple[Milestone, ...]:
    """The steps in words, of all columns and rows; a stage without a day of its own has the limit beside it."""
    unit = goal.measure_unit if goal else row.text("measure_unit")
    if not row.has("milestones") or ("milestones" in row.header.weak and not is_dated(row)):
        return ()

    def read(cell: Cell) -> tuple[Milestone, ...]:
        return read_milestones("" if cell.is_blank else "\n".join(_stages(row)), year, unit)

    return row.read("milestones", read) or ()


def _stages(row: Row) -> list[str]:
    """The texts with their line breaks, which separate steps."""
    column, due = row.header.columns["milestones"], row.header.columns.get("due")
    if not row.also:
        return [str(row.grid.at(row.number, column).value)]
    told = []
    for number in row.numbers:
        text, limit = str(row.grid.at(number, column).value or ""), row.grid.at(number, due).text if due else ""
        told.append(f"{limit}：{text}" if limit and not _DATED.match(text) else text)
    return list(dict.fromkeys(each for each in told if each))
