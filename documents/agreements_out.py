"""Agreements as a workbook that can be edited and imported again: a sheet a board, every field in a column of its own.

What is written here is what `documents.workbook` reads back to the same value.
"""

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from documents.cells_out import Value, as_figure, put
from domain.items import Basis, Direction, Item, Kind, Milestone, Secrecy
from domain.quantities import show

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

# Heading and width in characters.
COLUMNS = (
    ("代码", 9),
    ("指标/事项", 34),
    ("计量单位", 10),
    ("基期值", 10),
    ("目标值", 12),
    ("权重", 7),
    ("开始时间", 12),
    ("完成时限", 12),
    ("节点安排", 44),
    ("牵头单位", 24),
    ("配合单位", 28),
    ("责任领导", 18),
    ("报送周期", 9),
    ("类型", 9),
    ("方向", 10),
    ("口径", 8),
    ("口头叫法", 18),
    ("上级项", 9),
    ("密级", 7),
)
OWN_WIDTH = 20
KINDS = {Kind.QUANTITY: "数量", Kind.PERCENTAGE: "百分比", Kind.MILESTONE: "节点"}
DIRECTIONS = {Direction.UP: "越大越好", Direction.DOWN: "控制数"}
BASES = {Basis.FLOW: "流量", Basis.LEVEL: "存量", Basis.RATE: "比率", Basis.ONCE: "节点"}
SECRECIES = {Secrecy.PUBLIC: "公开", Secrecy.INTERNAL: "内部"}
HEAD = 2


def agreements_workbook(title: str, items: Sequence[Item], unit_name: Callable[[str], str]) -> bytes:
    """An .xlsx file of a year's items; `title` stands above each sheet, with its board."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for board in dict.fromkeys(item.board for item in items):
        here = [item for item in items if item.board == board]
        sheet = book.create_sheet(board)
        own = [*dict.fromkeys(each.heading for item in here for each in item.own)]
        _put(sheet.cell(1, 1), f"{title}（{board}）")
        _head(sheet, own)
        for row, item in enumerate(here, start=HEAD + 1):
            for column, value in enumerate(_values(item, own, unit_name), start=1):
                _put(sheet.cell(row, column), value)
            _as_shares(sheet, row, item)
        sheet.freeze_panes = "C3"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _head(sheet: "Worksheet", own: Sequence[str]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for column, (heading, width) in enumerate([*COLUMNS, *((each, OWN_WIDTH) for each in own)], start=1):
        cell = sheet.cell(HEAD, column)
        _put(cell, heading)
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width


def _values(item: Item, own: Sequence[str], unit_name: Callable[[str], str]) -> list[Value]:
    """A row, in the order of the columns."""
    texts = {each.heading: each.text for each in item.own}
    return [
        item.code,
        item.name,
        item.measure_unit,
        item.baseline,
        item.target,
        item.weight,
        item.start,
        item.due,
        "\n".join(map(_step, item.milestones)),
        unit_name(item.unit),
        "、".join(map(unit_name, item.co_units)),
        item.leader,
        item.cadence.value,
        KINDS[item.kind],
        DIRECTIONS[item.direction],
        BASES[item.basis],
        "、".join(item.aliases),
        item.part_of,
        SECRECIES[item.secrecy],
        *(texts.get(heading) for heading in own),
    ]


def _step(step: Milestone) -> str:
    planned = "" if step.planned is None else f"（计划值 {show(step.planned)}）"
    return f"{step.date.isoformat()} {step.text}{planned}"


def _put(cell: "Cell | MergedCell", value: Value) -> None:
    """See documents.cells_out, on as many lines as it needs."""
    from openpyxl.styles import Alignment

    put(cell, value)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _as_shares(sheet: "Worksheet", row: int, item: Item) -> None:
    """Shares are percentages, as people see them."""
    for column, (heading, _) in enumerate(COLUMNS, start=1):
        if heading in ("基期值", "目标值") and (cell := sheet.cell(row, column)).value is not None:
            as_figure(cell, item.measure_unit)
