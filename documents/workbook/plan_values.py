"""What stands in the columns of quarters and months: milestones of the item, with what is planned by then."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from documents.workbook import cells
from documents.workbook.grid import Cell, unbroken
from documents.workbook.periods import PlanColumn
from documents.workbook.rows import Row
from documents.workbook.targets import Goal
from documents.workbook.values import Unreadable
from domain.items import Kind, Milestone
from domain.quantities import convert, read_amount, show
from domain.quoting import quoted

_LEAST = 2
_LAST_MONTH = 12


def read_plan(row: Row, goal: Goal | None, year: int) -> tuple[Milestone, ...]:
    """The milestones of a row's plan columns; faults are noted in the row."""
    steps: list[Milestone] = []
    for plan in row.header.plans:
        cell = row.grid.at(row.number, plan.column)
        if not cell.is_blank or cell.broken:
            step = row.at(
                plan.column, plan.heading, _reader(plan, row.header.measures.get(plan.column, ""), goal, year)
            )
            steps += [step] if step else []
    steps.sort(key=lambda step: step.date)
    return _added_up(row, goal, steps) if goal is not None else tuple(steps)


def _reader(plan: PlanColumn, measure: str, goal: Goal | None, year: int) -> Callable[[Cell], Milestone]:
    def read(cell: Cell) -> Milestone:
        day = date(year, plan.month, monthrange(year, plan.month)[1])
        unit = goal.measure_unit if goal is not None else ""
        if isinstance(cell.value, Decimal):
            figure = cells.figure(cell, unit, plan.heading)
            if figure is not None and measure and (fitting := convert(figure, measure, unit)) is not None:
                figure = fitting
            return Milestone(day, plan.heading, figure if goal is None or goal.kind is not Kind.MILESTONE else None)
        if not isinstance(cell.value, str):
            raise Unreadable(f"{plan.heading}是日期{quoted(cell.text)}，请写成数值或文字")
        words = unbroken(cell.text)
        figure = None if goal is None or goal.kind is Kind.MILESTONE else read_amount(words, unit)
        return Milestone(day, words, figure)

    return read


def _added_up(row: Row, goal: Goal, steps: Sequence[Milestone]) -> tuple[Milestone, ...]:
    """The plan as totals. Figures of single periods that add up to the target are summed where nothing says that they are totals;
    what may be both, and what is neither, is named.
    """
    values = [step.planned for step in steps if step.planned is not None]
    if goal.target is None or goal.kind is not Kind.QUANTITY or len(values) < _LEAST or len(values) != len(steps):
        return tuple(steps)
    total = sum(values, Decimal(0))
    whole = steps[-1].date.month == _LAST_MONTH
    rises = all(earlier < later for earlier, later in pairwise(values)) or values[-1] == goal.target
    if total == goal.target and values[-1] != goal.target and not any(plan.is_total for plan in row.header.plans):
        if whole or not rises:
            return _totals(steps)
        row.notice("target", f"分期计划按累计读取；各期合计也等于目标 {show(total)}，如是各期分别的数，请补齐到年底")
    elif not rises and not all(earlier >= later for earlier, later in pairwise(values)):
        row.notice("target", f"分期计划合计 {show(total)}，与目标 {show(goal.target)} 不符，也不是逐期累计，请核对")
    elif whole and values[-1] != goal.target:
        row.notice("target", f"年底计划 {show(values[-1])}，与目标 {show(goal.target)} 不符，请核对")
    return tuple(steps)


def _totals(steps: Sequence[Milestone]) -> tuple[Milestone, ...]:
    total, summed = Decimal(0), []
    for step in steps:
        total += step.planned or 0
        summed.append(Milestone(step.date, step.text, total))
    return tuple(summed)
