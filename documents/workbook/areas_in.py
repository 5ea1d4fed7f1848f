"""The district's areas (片区) from xlsx or CSV: a tree, and the items that hang on it."""

import re
from collections.abc import Collection, Mapping, Sequence

from documents.workbook.containers import open_grids
from documents.workbook.grid import Cell, Grid, unbroken
from documents.workbook.headers import find_header, is_repeated
from documents.workbook.rows import Findings, Row
from documents.workbook.synonyms import AREA_FIELDS
from documents.workbook.values import AreasRead, Fault, Unreadable
from domain.areas import Area, Problem, tree_faults
from domain.quoting import quoted

_LABELS = {field.key: field.label for field in AREA_FIELDS}
_SPLIT = re.compile(r"[、，,；;|/\s]+")
_CODE = re.compile(r"[A-Z0-9_-]{1,20}")
_LONGEST_NAME, _LONGEST_KIND = 100, 50
# Which cell a fault of the tree stands at, and what is said about it.
_SAID = {
    Problem.CODE_TWICE: ("code", "代码已是另一片区的代码或名称"),
    Problem.NAME_TWICE: ("name", "名称已是片区 {about} 的名称或代码"),
    Problem.UNKNOWN_PARENT: ("parent", "上级{quoted}不认识，文件和已存片区中都没有"),
    Problem.CYCLE: ("parent", "上级互相包含：{about}"),
    Problem.TOO_DEEP: ("parent", "层级超过 {about} 级"),
}


def read_areas(content: bytes, filename: str, stored: Sequence[Area], items: Collection[str]) -> AreasRead:
    """Reads every sheet that has a table of areas; checks the tree that results with the `stored` areas. Never raises.

    A parent is written by code or name and may stand in the file or be stored already. `items` are the codes of the year's
    items: an area may only name these.
    """
    grids, findings = open_grids(content, filename)
    sheets = [rows for grid in grids if (rows := _rows(grid, findings)) is not None]
    rows = [row for some in sheets for row in some]
    if not rows and not findings.faults:
        findings.faults.append(
            Fault("", 0, "", "", filename, "文件中没有找到片区表，表头应含代码、名称、类别、上级、责任事项")
        )
    read = [(row, _area(row)) for row in rows]
    found = [(row, area) for row, area in read if area is not None]
    areas = _with_parents([area for _, area in found], stored)
    # What hangs below a row that cannot be read is not named once more.
    unread = {unbroken(row.text(key)).casefold() for row, area in read if area is None for key in ("code", "name")}
    _check_tree([row for row, _ in found], areas, stored, unread)
    hung = {area.code: _hung(row, items) for row, area in found if row.has("items")}
    order = {grid.name: at for at, grid in enumerate(grids)}
    told = sorted(findings.faults, key=lambda fault: (order.get(fault.sheet, -1), fault.row, fault.cell))
    return AreasRead(tuple(areas), hung, tuple(told), tuple(findings.notices), is_table=bool(sheets))


def _rows(grid: Grid, findings: Findings) -> list[Row] | None:
    """The sheet's rows of areas; None where it has no such heading."""
    header = find_header(grid, AREA_FIELDS, least=3)
    if header is None or not {"name", "parent"} <= header.columns.keys():
        return None
    if "code" not in header.columns:
        findings.faults.append(Fault(grid.name, header.top_row, "", "代码", "", "表头缺少“代码”列"))
        return []
    rows = [Row(grid, header, number, findings, _LABELS) for number in range(header.first_row, grid.last_row + 1)]
    written = [header.columns["code"], header.columns["name"]]
    return [
        row
        for row in rows
        if not all(grid.own(row.number, column).is_blank for column in written)
        and not is_repeated(grid, header, row.number)
    ]


def _area(row: Row) -> Area | None:
    """The row's area with its parent as written; None after noting its faults."""
    before = len(row.findings.faults)
    code = row.read("code", _code)
    name = row.read("name", lambda cell: _text(cell, "名称", _LONGEST_NAME))
    kind = row.read("kind", lambda cell: _text(cell, "类别", _LONGEST_KIND))
    parent = row.read("parent", lambda cell: _text(cell, "上级", _LONGEST_NAME))
    if name == "":
        row.fault("name", "名称为空")
    if code is None or not name or len(row.findings.faults) > before:
        return None
    return Area(code, name, kind or "", parent or None)


def _code(cell: Cell) -> str:
    text = unbroken(cell.text).upper()
    if cell.is_blank:
        raise Unreadable("代码为空")
    if _CODE.fullmatch(text) is None:
        raise Unreadable(f"代码{quoted(text[:30])}应为 20 位以内的字母和数字")
    return text


def _text(cell: Cell, label: str, longest: int) -> str:
    text = "" if cell.is_blank else unbroken(cell.text)
    if len(text) > longest:
        raise Unreadable(f"{label}超过 {longest} 字")
    return text


def _with_parents(read: Sequence[Area], stored: Sequence[Area]) -> list[Area]:
    """The areas with their parents by code, found by code before name; an unknown one stays as written."""
    known: dict[str, str] = {}
    for words in ("code", "name"):
        for area in (*read, *stored):
            known.setdefault(getattr(area, words).casefold(), area.code)
    return [
        Area(area.code, area.name, area.kind, area.parent and known.get(area.parent.casefold(), area.parent))
        for area in read
    ]


def _check_tree(rows: Sequence[Row], read: Sequence[Area], stored: Sequence[Area], unread: Collection[str]) -> None:
    """Notes what is wrong with the tree as it would be, each fault at the row that brings it about."""
    row_of = {area.code: row for row, area in zip(rows, read, strict=True)}
    left = [area for area in stored if area.code not in row_of]
    merged = [*left, *read]
    parents = {area.code: area.parent for area in merged}
    for fault in tree_faults(merged):
        if fault.problem is Problem.UNKNOWN_PARENT and fault.about.casefold() in unread:
            continue
        if fault.at >= len(left):
            row: Row | None = rows[fault.at - len(left)]
        elif fault.problem is Problem.TOO_DEEP:
            row = _cause(merged[fault.at], parents, row_of)
        else:
            # The stored tree was sound: a cycle through it is told at a row of the file, too.
            row = None
        key, said = _SAID[fault.problem]
        if row is not None:
            row.fault(key, said.format(about=fault.about, quoted=quoted(fault.about)))


def _cause(area: Area, parents: Mapping[str, str | None], row_of: Mapping[str, Row]) -> Row | None:
    """The row of the nearest area above a stored one that became too deep: the file moved that."""
    code = area.parent
    while code is not None and code not in row_of:
        code = parents.get(code)
    return row_of.get(code or "")


def _hung(row: Row, items: Collection[str]) -> frozenset[str]:
    """Codes of the row's items."""

    def read(cell: Cell) -> frozenset[str]:
        codes = [] if cell.is_blank else [part.upper() for part in _SPLIT.split(cell.text) if part]
        unknown = [code for code in codes if code not in items]
        if unknown:
            raise Unreadable(f"责任事项{quoted('、'.join(dict.fromkeys(unknown)))}不在本年责任书中")
        return frozenset(codes)

    return row.read("items", read) or frozenset()
