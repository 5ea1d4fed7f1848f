"""One row of an agreement as an item."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from documents.workbook import cells, guesses
from documents.workbook.grid import Cell, unbroken
from documents.workbook.names import Duty, UnitNames
from documents.workbook.numbering import Numbered, level_of, stated
from documents.workbook.rows import Row
from documents.workbook.schedule import is_dated, read_limits, read_steps
from documents.workbook.tables import Line, Table
from documents.workbook.targets import Goal, read_goal
from documents.workbook.values import ImportedItem, Unreadable
from domain.items import Basis, Cadence, Direction, Item, Kind, Milestone, Own, Secrecy, Stage
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
_CARRIED = ("co_units", "baseline", "weight", "cadence", "leader", "aliases", "part_of", "secrecy", "due")
_LONGEST_NAME = 200
_LONGEST_LEADER = 100
# What an item weighs in a table without weights: all of them the same.
_EQUAL = Decimal(1)
# The heading under which an item's section is kept.
SECTION = "小标题"
_EACH = re.compile(r"^(?:各|每|均|分别)")


@dataclass(frozen=True)
class Context:
    """What a row needs to know beyond itself. `cadence` is that of items without one of their own."""

    units: UnitNames
    boards: Mapping[str, str]
    year: int
    filename: str
    cadence: Cadence = Cadence.MONTH


def read_items(line: Line, table: Table, board: str | None, context: Context) -> list[Numbered]:
    """The row's item, one for each unit where every one owes it (各街道), or none after noting every fault of the row."""
    row, before = line.row, len(line.row.findings.faults)
    running = stated(row)
    _name_struck(row)
    found = _item(line, table, board, context)
    if found is None or len(row.findings.faults) > before:
        return []
    item, units, guessed = found
    read = ImportedItem(item, row.grid.name, row.number, guessed, _unstated(row), coded=bool(item.code))
    run, prefix = (row.grid.name, row.header.top_row, line.run), context.boards[item.board]
    first = Numbered(read, row, prefix, item.code or None, running, run, level_of(row))
    others = [replace(read, item=replace(item, code="", unit=unit), coded=False) for unit in units[1:]]
    return [first, *(Numbered(each, row, prefix, None, None, run) for each in others)]


def _name_struck(row: Row) -> None:
    """Notes values that are struck through in an item that is not: they are read."""
    for key, column in row.header.columns.items():
        if key != "name" and row.grid.at(row.number, column).struck:
            row.notice(key, "划了删除线，仍按原值读取，请核对")


def _item(
    line: Line, table: Table, board: str | None, context: Context
) -> tuple[Item, tuple[str, ...], tuple[str, ...]] | None:
    """The item as the first of its units owes it, all its units, and what was guessed."""
    row = line.row
    board, code = _identity(row, board, context)
    name = row.read("name", _name)
    goal = read_goal(row, table.measure)
    duty = _duty(row, table, goal, context)
    start, due = read_limits(row, context.year)
    steps = read_steps(row, context.year, goal, start, due)
    guessed, way, basis = _nature(row, name or "", goal, steps)
    if not (board and name and goal and duty):
        return None
    item = Item(
        code=code or "",
        year=context.year,
        board=board,
        unit=duty.units[0],
        co_units=duty.co_units,
        name=name,
        aliases=(),
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
        stage=Stage.DRAFT if goal.target is None or due is None else Stage.OPEN,
    )
    return _beside(item, line, context), duty.units, (*guessed, *(() if start else ("start",)))


def _beside(item: Item, line: Line, context: Context) -> Item:
    """The item with what stands beside the promise: other names, secrecy, where it comes from, the district's own columns."""
    row = line.row
    secrecy = row.read("secrecy", lambda cell: cells.choice(cell, Secrecy, _SECRECIES))
    return replace(
        item,
        aliases=_aliases(row),
        part_of=row.text("part_of") or None,
        secrecy=secrecy or Secrecy.PUBLIC,
        source=_source(row, context),
        own=_own(line),
    )


def _own(line: Line) -> tuple[Own, ...]:
    """What stands in columns of the district's own, each of the item's rows once, and the section it stands under."""
    row = line.row
    columns = [(own.column, own.heading) for own in row.header.own]
    if "milestones" in row.header.weak and not is_dated(row):
        columns += [(row.header.columns["milestones"], row.header.headings["milestones"])]
    found = [Own(heading, text) for column, heading in columns if (text := "\n".join(row.texts(column)).strip())]
    return (*found, *([Own(SECTION, line.section)] if line.section and line.board is None else []))


def _source(row: Row, context: Context) -> str:
    """Where the item comes from; a long file name loses its beginning."""
    return f"{context.filename} {row.grid.name} 第{row.number}行"[-200:]


def _unstated(row: Row) -> tuple[str, ...]:
    """The fields that have no column in this workbook: no column is no opinion."""
    planned = row.has("milestones") or bool(row.header.plans)
    return (
        *(key for key in _CARRIED if not row.has(key)),
        *(() if planned else ("milestones",)),
        *(() if row.header.own else ("own",)),
    )


@dataclass(frozen=True, slots=True)
class _Duty:
    """Who owes the item, how much it weighs and how often it is reported."""

    units: tuple[str, ...]
    co_units: tuple[str, ...]
    weight: Decimal
    cadence: Cadence
    leader: str


def _duty(row: Row, table: Table, goal: Goal | None, context: Context) -> _Duty | None:
    """The row's duty; None after noting what is missing. A lead unit named again among its co-units counts once."""
    lead = _lead(row, table, goal, context.units)
    helping = _helping(row, context.units)
    weight = row.read("weight", cells.weight) if row.has("weight") else _EQUAL
    weight = _needed(row, "weight", weight)
    cadence = row.read("cadence", cells.cadence) if row.has("cadence") else context.cadence
    cadence = _needed(row, "cadence", cadence)
    if row.has("cadence") and (beyond := cells.beyond_cadence(row.cell("cadence"))):
        row.notice("cadence", f"只读作周期，{quoted(beyond)}没有读取，报送日按规则包")
    leader = row.read("leader", _leader) or ""
    if lead is None or weight is None or cadence is None:
        return None
    co_units = dict.fromkeys((*lead.co_units, *helping))
    return _Duty(lead.leads, tuple(each for each in co_units if each not in lead.leads), weight, cadence, leader)


def _lead(row: Row, table: Table, goal: Goal | None, units: UnitNames) -> Duty | None:
    """Who owes the item; notes what the order alone says, and refuses a sum for every unit of a kind."""
    if not row.has("unit"):
        # Told once at the heading where the title names nobody either.
        return None if table.lead is None else Duty((table.lead,))

    def read(cell: Cell) -> Duty:
        if cell.is_blank:
            raise Unreadable("牵头单位为空；如与上一行相同，请填写或合并单元格")
        return units.duty(str(cell.value), cell.bold, has_co_units=row.has("co_units"))

    duty = row.read("unit", read)
    if duty is None:
        return None
    if duty.first:
        row.notice("unit", f"写了 {len(duty.co_units) + 1} 家单位，按第一家牵头、其余配合读取")
    if duty.unnamed:
        row.notice("unit", f"{quoted('、'.join(duty.unnamed))}没有指明单位，未读取")
    of_each = goal is None or goal.kind is not Kind.QUANTITY or _EACH.match(unbroken(row.text("target")))
    if len(duty.leads) > 1 and not of_each:
        each = len(duty.leads)
        row.fault("unit", f"这是 {each} 家单位，看不出目标是各家的还是合计；各家相同请写“各…”，不同请逐家填写一行")
        return None
    return duty


def _helping(row: Row, units: UnitNames) -> tuple[str, ...]:
    """The co-units of all columns that name some."""
    found: list[str] = []
    for column in row.header.many.get("co_units", ()):
        heading = row.labels["co_units"]
        told = row.at(column, heading, lambda cell: units.helping("" if cell.is_blank else str(cell.value)))
        found += told[0] if told else ()
        if told and told[1]:
            row.notice("co_units", f"{quoted('、'.join(told[1]))}没有指明单位，未读取")
    return tuple(found)


def _aliases(row: Row) -> tuple[str, ...]:
    """What people call the item."""
    return tuple(alias for part in re.split(r"[|、]", row.text("aliases")) if (alias := unbroken(part)))


def _identity(row: Row, board: str | None, context: Context) -> tuple[str | None, str | None]:
    """The board, and the code where the file states one in our form; a code of another form is a column like others."""
    board = _board(row, context.boards) if row.has("board") else board
    if board is None:
        return None, None
    prefix = context.boards[board]
    code = unbroken(row.text("code")).upper()
    if not code:
        return board, None
    if not re.fullmatch(rf"{re.escape(prefix)}-\d{{3,4}}", code):
        row.fault("code", f"代码{quoted(code)}应为“{prefix}-”加三位序号（板块{quoted(board)}）")
        return board, None
    return board, code


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
