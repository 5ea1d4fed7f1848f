"""Sheets of an OpenDocument spreadsheet (LibreOffice, WPS) as grids. Format: OASIS OpenDocument 1.3, part 3, chapter 9."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from documents.workbook.grid import MAX_COLUMNS, MAX_ROWS, Cell, Grid, Range
from documents.workbook.package import Refused

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_FIGURES = frozenset({"float", "currency"})


def opendocument_grids(content: bytes) -> list[Grid]:
    """A grid a sheet; raises Refused for what cannot be read."""
    from xml.etree.ElementTree import ParseError, fromstring

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            # Entity definitions were refused with the package.
            root = fromstring(package.read("content.xml"))  # noqa: S314
    except ParseError as error:
        raise Refused("文件已损坏，请重新另存为 .xlsx") from error
    tables = [*root.iter(f"{TABLE}table")]
    if not tables:
        raise Refused("文件里没有工作表")
    return [_grid(table) for table in tables]


def _grid(table: "Element") -> Grid:
    cells: dict[tuple[int, int], Cell] = {}
    merged: list[Range] = []
    hidden: set[int] = set()
    row = 1
    for its in table.iter(f"{TABLE}table-row"):
        times = int(its.get(f"{TABLE}number-rows-repeated", "1"))
        found = [*_cells(its)]
        if found:
            if row + times > MAX_ROWS:
                raise Refused(f"工作表过大，最多 {MAX_ROWS} 行")
            for at in range(row, row + times):
                cells |= {(at, column): cell for column, cell, _ in found}
            merged += [(row, column, row + down, column + right) for column, _, (down, right) in found if down or right]
        if its.get(f"{TABLE}visibility") in ("collapse", "filter"):
            hidden.update(range(row, row + min(times, MAX_ROWS)))
        row += times
    last_row, last_column = max((row for row, _ in cells), default=0), max((column for _, column in cells), default=0)
    return Grid(table.get(f"{TABLE}name", ""), cells, last_row, last_column, tuple(merged), frozenset(hidden))


def _cells(row: "Element") -> Iterator[tuple[int, Cell, tuple[int, int]]]:
    """The cells with content: column, cell, and how many rows and columns more it is merged over."""
    column = 1
    for its in row:
        if its.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        times = int(its.get(f"{TABLE}number-columns-repeated", "1"))
        cell = _cell(its)
        if cell is not None and its.tag == f"{TABLE}table-cell":
            if column + times > MAX_COLUMNS:
                raise Refused(f"表格超过 {MAX_COLUMNS} 列，不是目标责任表")
            down, right = (int(its.get(f"{TABLE}number-{way}-spanned", "1")) - 1 for way in ("rows", "columns"))
            for at in range(column, column + times):
                yield at, cell, (down, right)
        column += times


def _cell(its: "Element") -> Cell | None:
    kind = its.get(f"{OFFICE}value-type")
    text = "\n".join("".join(each.itertext()) for each in its.iter(f"{TEXT}p"))
    if kind is None:
        return Cell(text) if text.strip() else None
    try:
        if kind == "percentage":
            return Cell(Decimal(its.get(f"{OFFICE}value", "")), percent=True)
        if kind in _FIGURES:
            return Cell(Decimal(its.get(f"{OFFICE}value", "")))
        if kind == "date":
            return Cell(date.fromisoformat(its.get(f"{OFFICE}date-value", "")[:10]))
    except (InvalidOperation, ValueError):
        return Cell(text, broken="单元格的数值无法识别，请改正")
    if text.startswith("#") and text.rstrip("!?").isupper():
        return Cell(text, broken="单元格是错误值，请改正公式或填写数值")
    return Cell(text) if text.strip() else None
