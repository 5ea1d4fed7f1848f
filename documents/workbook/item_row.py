"""One row of an agreement as an item."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from documents.workbook import cells, guesses
from documents.workbook.grid import Cell, unbroken
from documents.workbook.names import UnitNames
from documents.workbook.rows import Row
from documents.workbook.schedule import read_limits, read_steps
from documents.workbook.targets import Goal, read_goal
from documents.workbook.values import ImportedItem, Unreadable
from domain.items import Basis, Cadence, Direction, Item, Milestone, Secrecy, Stage
from domain.quoting import quoted

T = TypeVar("T")
_DIRECTIONS = {
    "越大越好": Direction.UP,
    "正向": Direction.UP,
    "越小越好": Direction.DOWN,
    "控制数": Direction.DOWN,
    "反向": Direction.DOWN,
}
_BASES = {
    "流量": Basis.FLOW,
    "存量": Basis.LEVEL,
    "比率": Basis.RATE,
    "当期": Basis.RATE,
    "节点": Basis.ONCE,
    "一次": Basis.ONCE,
}
_SECRECIES = {"公开": Secrecy.PUBLIC, "内部": Secrecy.INTERNAL}
# Fields that stay as they are stored where a file has no column for them.
_CARRIED = ("co_units", "baseline", "weight", "cadence", "leader", "milestones", "aliases", "part_of", "secrecy")
_LONGEST_NAME = 200
_LONGEST_LEADER = 100


@dataclass(frozen=True)
class Context:
    """What a row needs to know beyond itself. `board` is the sheet's, None where a column says it."""

    units: UnitNames
    boards: Mapping[str, str]
    year: int
    board: str | None
    filename: str


def read_item(row: Row, context: Context) -> ImportedItem | None:
    """The row's item, or None after noting every fault of the row."""
    before = len(row.findings.faults)
    board, code = _identity(row, context)
    name = row.read("name", _name)
    goal = read_goal(row)
    duty = _duty(row, context)
    start, due = read_limits(row, context.year)
    steps = read_steps(row, context.year, goal, start, due)
    guessed, way, basis = _nature(row, name or "", goal, steps)
    secrecy = row.read("secrecy", lambda cell: cells.choice(cell, Secrecy, _SECRECIES))
    if len(row.findings.faults) > before or not (board and code and name and goal and duty):
        return None
    item = Item(
        code=code,
        year=context.year,
        board=board,
        unit=duty.unit,
        co_units=duty.co_units,
        name=name,
        aliases=_aliases(row),
        kind=goal.kind,
        target=goal.target,
        measure_unit=goal.measure_unit,
        baseline=goal.baseline,
        weight=duty.weight,
        start=start or date(context.year, 1, 1),
        due=due,
        cadence=duty.cadence,
        leader=duty.leader,
        milestones=steps,
        direction=way,
        basis=basis,
        part_of=row.text("part_of") or None,
        secrecy=secrecy or Secrecy.PUBLIC,
        stage=Stage.DRAFT if goal.target is None or due is None else Stage.OPEN,
        source=_source(row, context),
    )
    return _placed(row, item, (*guessed, *(() if start else ("start",))))


def _placed(row: Row, item: Item, guessed: tuple[str, ...]) -> ImportedItem:
    return ImportedItem(item, row.grid.name, row.number, guessed, _unstated(row), coded=bool(row.text("code")))


def _source(row: Row, context: Context) -> str:
    """Where the item comes from; a long file name loses its beginning."""
    return f"{context.filename} {row.grid.name} 第{row.number}行"[-200:]


def _unstated(row: Row) -> tuple[str, ...]:
    """The fields that have no column in this workbook: no column is no opinion."""
    return tuple(key for key in _CARRIED if not row.has(key))


@dataclass(frozen=True, slots=True)
class _Duty:
    """Who owes the item, how much it weighs and how often it is reported."""

    unit: str
    co_units: tuple[str, ...]
    weight: Decimal
    cadence: Cadence
    leader: str


def _duty(row: Row, context: Context) -> _Duty | None:
    """The row's duty; None after noting what is missing. A lead unit named again among its co-units counts once."""
    unit = row.read("unit", _lead(context.units))
    co_units = row.read("co_units", lambda cell: context.units.several("" if cell.is_blank else cell.text)) or ()
    weight = _needed(row, "weight", row.read("weight", cells.weight))
    cadence = _needed(row, "cadence", row.read("cadence", cells.cadence))
    leader = row.read("leader", _leader) or ""
    if unit is None or weight is None or cadence is None:
        return None
    return _Duty(unit, tuple(each for each in co_units if each != unit), weight, cadence, leader)


def _aliases(row: Row) -> tuple[str, ...]:
    """What people call the item."""
    return tuple(alias for part in re.split(r"[|、]", row.text("aliases")) if (alias := unbroken(part)))


def _identity(row: Row, context: Context) -> tuple[str | None, str | None]:
    """Board and code: prefix and three-digit number, or the code column where there is one."""
    board = context.board or _board(row, context.boards)
    if board is None:
        return None, None
    prefix = context.boards[board]
    if code := unbroken(row.text("code")).upper():
        if not re.fullmatch(rf"{re.escape(prefix)}-\d{{3,4}}", code):
            row.fault("code", f"代码{quoted(code)}应为“{prefix}-”加三位序号（板块{quoted(board)}）")
            return board, None
        return board, code
    running = row.read("number", cells.number)
    if running is None and not row.cell("number").broken and not row.text("number"):
        row.fault("number" if row.has("number") else "code", "序号为空")
    return board, f"{prefix}-{running:03d}" if running else None


def _board(row: Row, boards: Mapping[str, str]) -> str | None:
    """The board a column names."""
    written = unbroken(row.text("board")).removesuffix("板块").strip("“”")
    if written in boards:
        return written
    row.fault("board", f"板块{quoted(written)}不在已设置的板块中" if written else "板块为空")
    return None


def _name(cell: Cell) -> str:
    """The item's name on one line."""
    name = unbroken(cell.text)
    if cell.is_blank:
        raise Unreadable("事项名称为空")
    if len(name) > _LONGEST_NAME:
        raise Unreadable(f"事项名称超过 {_LONGEST_NAME} 字")
    return name


def _leader(cell: Cell) -> str:
    """The leader's post on one line; empty when blank."""
    leader = "" if cell.is_blank else unbroken(cell.text)
    if len(leader) > _LONGEST_LEADER:
        raise Unreadable(f"责任领导超过 {_LONGEST_LEADER} 字")
    return leader


def _lead(units: UnitNames) -> Callable[[Cell], str]:
    """Reader of the lead unit's cell."""

    def read(cell: Cell) -> str:
        if cell.is_blank:
            raise Unreadable("牵头单位为空；如与上一行相同，请填写或合并单元格")
        return units.one(cell.text)

    return read


def _needed(row: Row, key: str, value: T | None) -> T | None:
    """Notes a fault when the cell is blank."""
    if value is None and row.has(key) and row.cell(key).is_blank:
        row.fault(key, f"{row.labels[key]}为空")
    return value


def _nature(
    row: Row, name: str, goal: Goal | None, steps: tuple[Milestone, ...]
) -> tuple[tuple[str, ...], Direction, Basis]:
    """Which of direction and basis were guessed, and both."""
    way = row.read("direction", lambda cell: cells.choice(cell, Direction, _DIRECTIONS))
    counted = row.read("basis", lambda cell: cells.choice(cell, Basis, _BASES))
    guessed = tuple(key for key, value in (("direction", way), ("basis", counted)) if value is None)
    if goal is None:
        return guessed, way or Direction.UP, counted or Basis.FLOW
    way = way or guesses.direction(name, row.text("target"), goal.baseline, goal.target, steps)
    return guessed, way, counted or guesses.basis(name, goal.kind, way, goal.baseline, goal.target, steps)
