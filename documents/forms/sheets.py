"""Forms in Excel: places in cells; a row with places that come with each line is repeated, what stands below it moves down."""

import io
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from decimal import Decimal
from typing import TYPE_CHECKING

from documents.cells_out import PERCENT, Value, put, put_figure
from documents.forms.places import LEDGER, MEASURE, MEASURED, PAPER, PLACE, SHARE, Filling, Places, in_words

# Points of a line in the usual size.
LINE = 14.5
# Every place that comes with a line.
LINES = PAPER.each | LEDGER.each

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet


def names_in(content: bytes) -> list[str]:
    """The names of all places, as they come. Raises what openpyxl raises for what is no workbook."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content))
    return [name for sheet in book.worksheets for cell in _texts(sheet) for name in PLACE.findall(str(cell.value))]


def filled(content: bytes, places: Places, fill: Callable[[bool], Filling]) -> bytes:
    """The workbook with its places filled; see documents.forms.word.filled."""
    from openpyxl import load_workbook

    filling = fill("小标题" in names_in(content))
    book = load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        rows = sorted({cell.row or 0 for cell in _texts(sheet) if set(PLACE.findall(str(cell.value))) & places.each})
        for line in reversed(rows):
            _repeat(sheet, line, filling)
        for cell in _texts(sheet):
            _fill(cell, filling.once)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _texts(sheet: "Worksheet") -> Iterator["Cell | MergedCell"]:
    return (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str) and "{{" in cell.value)


def _repeat(sheet: "Worksheet", line: int, filling: Filling) -> None:
    """Makes a row of each line in the place of the row; without lines its places are empty."""
    from openpyxl.cell import MergedCell

    texts = {column: sheet.cell(line, column).value for column in range(1, sheet.max_column + 1)}
    more, height = max(len(filling.each), 1) - 1, sheet.row_dimensions[line].height
    across = [area for area in sheet.merged_cells.ranges if area.min_row == area.max_row == line]
    _move_down(sheet, line, more)
    # The row itself last: the others take its look as the form has it.
    for at in range(more, -1, -1):
        values = {**filling.once, **(filling.each[at] if filling.each else dict.fromkeys(LINES))}
        for column, text in texts.items():
            cell = sheet.cell(line + at, column)
            _dress(cell, sheet.cell(line, column))
            if not isinstance(cell, MergedCell):
                cell.value = text
                _fill(cell, values)
        if height is not None:
            # As high as in the form, or as its text needs by now.
            sheet.row_dimensions[line + at].height = max(height, _needed(sheet, line + at))
    for area in across:
        for at in range(1, more + 1):
            sheet.merge_cells(None, line + at, area.min_col, line + at, area.max_col)


def _needed(sheet: "Worksheet", line: int) -> float:
    """Points for the wrapped texts of a row: a Chinese character is two wide, and openpyxl measures nothing."""
    from openpyxl.utils import get_column_letter

    lines = [1]
    for column in range(1, sheet.max_column + 1):
        cell = sheet.cell(line, column)
        if cell.alignment.wrap_text and isinstance(cell.value, str):
            wide = sum(2 if ord(each) > 0x2E80 else 1 for each in cell.value)
            width = sheet.column_dimensions[get_column_letter(column)].width
            lines.append(-(-wide // max(int(width) - 1, 1)))
    return LINE * max(lines)


def _dress(cell: "Cell | MergedCell", like: "Cell | MergedCell") -> None:
    """Gives a cell another one's look."""
    for part in ("font", "border", "fill", "number_format", "alignment", "protection"):
        setattr(cell, part, copy(getattr(like, part)))


def _move_down(sheet: "Worksheet", line: int, more: int) -> None:
    """What stands below a row: cells, merged ranges, heights, and the end of the filter."""
    from openpyxl.utils import get_column_letter

    if not more:
        return
    last = sheet.max_row
    merged = [area for area in sheet.merged_cells.ranges if area.min_row > line]
    for area in merged:
        sheet.merged_cells.remove(area)
    if last > line:
        sheet.move_range(f"A{line + 1}:{get_column_letter(sheet.max_column)}{last}", rows=more, translate=True)
    for area in merged:
        area.shift(row_shift=more)
        sheet.merged_cells.add(area)
    heights = {row: sheet.row_dimensions[row].height for row in range(line + 1, last + 1)}
    for row in heights:
        sheet.row_dimensions[row].height = None
    for row, height in heights.items():
        sheet.row_dimensions[row + more].height = height
    if sheet.auto_filter.ref and sheet.auto_filter.ref.rpartition(":")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(
        line
    ):
        first, _, end = sheet.auto_filter.ref.partition(":")
        sheet.auto_filter.ref = f"{first}:{end.rstrip('0123456789')}{line + more}"


def _fill(cell: "Cell | MergedCell", values: Mapping[str, Value]) -> None:
    """A cell that is one place takes the value itself, a figure in the format of its measure unless the form has one."""
    text = cell.value
    if not isinstance(text, str):
        return
    alone = PLACE.fullmatch(text.strip())
    if alone is not None and alone[1] in values:
        own, cell.value = cell.number_format, None
        _put(cell, alone[1], values)
        if own not in ("General", "@"):
            cell.number_format = own
    elif any(name in values for name in PLACE.findall(text)):
        told = PLACE.sub(lambda found: in_words(found[1], values) if found[1] in values else found[0], text)
        cell.value = None
        put(cell, told)


def _put(cell: "Cell | MergedCell", name: str, values: Mapping[str, Value]) -> None:
    value = values[name]
    if isinstance(value, Decimal) and name in (*MEASURED, SHARE):
        put_figure(cell, value, PERCENT if name == SHARE else str(values.get(MEASURE) or ""))
    else:
        put(cell, value)
