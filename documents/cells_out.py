"""How values stand in cells of the workbooks that go out."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from domain.quantities import show

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell

# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@")
# A spreadsheet keeps no more digits of a figure.
MOST_DIGITS = 12
PERCENT = "%"
_SHARE = Decimal(100)
Value = str | int | Decimal | date | None


def put(cell: "Cell | MergedCell", value: Value) -> None:
    """A figure as a number where a spreadsheet keeps all its digits, a day as a day; text that no spreadsheet takes for a
    formula, without a sign that shows it. None and empty text leave the cell as it is.
    """
    if value is None or value == "":
        return
    if isinstance(value, Decimal) and len(value.as_tuple().digits) > MOST_DIGITS:
        value = show(value)
    cell.value = value
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA)


def put_figure(cell: "Cell | MergedCell", figure: Decimal | None, measure: str) -> None:
    """A figure of a measure: a share is a percentage, as people see it (8 of % is 8%)."""
    put(cell, figure)
    as_figure(cell, measure)


def as_figure(cell: "Cell | MergedCell", measure: str) -> None:
    """The cell's figure, or the one to come, in the format of its measure."""
    if measure == PERCENT:
        cell.number_format = "0.######%"
        if isinstance(cell.value, Decimal):
            cell.value = cell.value / _SHARE
