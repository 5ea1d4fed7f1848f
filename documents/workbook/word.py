"""Tables of a Word document as grids, with what stands above each as its title: letters of responsibility, breakdowns."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from documents.workbook.grid import MAX_COLUMNS, MAX_ROWS, Cell, Grid, Range, tidy
from documents.workbook.package import Refused

if TYPE_CHECKING:
    from docx.document import Document as Opened
    from docx.table import Table, _Cell

# So many lines above a table may be its title; more are running text.
MOST_ABOVE = 12


def word_grids(content: bytes, filename: str) -> list[Grid]:
    """A grid a table, named after the file; raises Refused for a document that cannot be opened or holds no table."""
    from docx import Document

    try:
        document = Document(io.BytesIO(content))
    except Exception as error:  # python-docx raises whatever the broken part raises
        raise Refused("Word 文档已损坏，请重新保存后再导入") from error
    name = tidy(filename.rsplit(".", 1)[0])
    grids = []
    for number, (above, table) in enumerate(_tables(document), start=1):
        grids.append(_grid(name if number == 1 else f"{name} 表{number}", above, table))
    if not grids:
        raise Refused("Word 文档里没有表格")
    return grids


def _tables(document: "Opened") -> Iterator[tuple[list[str], "Table"]]:
    """The tables with the lines above each."""
    from docx.table import Table

    above: list[str] = []
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            yield above[-MOST_ABOVE:], part
            above = []
        elif part.text.strip():
            above.append(part.text.strip())


def _grid(name: str, above: list[str], table: "Table") -> Grid:
    """The lines above, a row each, then the table; a merged cell knows its range."""
    if len(table.rows) > MAX_ROWS or len(table.columns) > MAX_COLUMNS:
        raise Refused(f"表格过大，最多 {MAX_ROWS} 行、{MAX_COLUMNS} 列")
    cells = {(row, 1): Cell(text) for row, text in enumerate(above, start=1)}
    places: dict[object, list[tuple[int, int]]] = {}
    last_column = 1
    for row, its in enumerate(table.rows, start=len(above) + 1):
        for column, cell in enumerate(its.cells, start=1):
            last_column = max(last_column, column)
            where = places.setdefault(cell._tc, [])
            if not where and cell.text.strip():
                cells[row, column] = _cell(cell)
            where.append((row, column))
    merged = tuple(_range(where) for where in places.values() if len(where) > 1)
    last_row = len(above) + len(table.rows)
    return Grid(name, cells, last_row, last_column, merged)


def _range(where: list[tuple[int, int]]) -> Range:
    rows, columns = [row for row, _ in where], [column for _, column in where]
    return min(rows), min(columns), max(rows), max(columns)


def _cell(cell: "_Cell") -> Cell:
    """The text with what its letters say: struck through, partly bold."""
    runs = [run for paragraph in cell.paragraphs for run in paragraph.runs if run.text.strip()]
    bold = [run.text for run in runs if run.bold]
    struck = bool(runs) and all(run.font.strike for run in runs)
    return Cell(cell.text, struck=struck, bold="\n".join(bold) if 0 < len(bold) < len(runs) else "")
