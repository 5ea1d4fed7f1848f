"""When: start, due date and milestones of a row, checked against one another."""

from datetime import date

from documents.workbook.dates import Period, read_day, read_period
from documents.workbook.milestones import read_milestones
from documents.workbook.rows import Row
from documents.workbook.targets import Goal
from domain.items import Milestone
from domain.quoting import quoted


def read_limits(row: Row, year: int) -> tuple[date | None, date | None]:
    """Start (None: not written) and due date (None: a draft, said in a notice). Faults are noted in the row."""
    before = len(row.findings.faults)
    period = row.read("due", lambda cell: read_period(cell, year)) or Period(None, None)
    start = row.read("start", lambda cell: read_day(cell, year)) or period.start
    if len(row.findings.faults) > before:
        return None, None
    if period.due is None:
        if row.has("due"):
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
    unit = goal.measure_unit if goal else row.text("measure_unit")
    if not row.has("milestones"):
        return ()
    steps = (
        row.read("milestones", lambda cell: read_milestones("" if cell.is_blank else _raw(cell.value), year, unit))
        or ()
    )
    first = start or date(year, 1, 1)
    for step in steps:
        if step.date < first or (due is not None and step.date > due):
            limit = f"{first} 至 {due}" if due else f"{first} 之后"
            row.fault("milestones", f"节点{quoted(f'{step.date} {step.text}')}不在 {limit} 的时限内")
    return steps


def _raw(value: object) -> str:
    """The cell's text with its line breaks, which separate steps."""
    return str(value)
