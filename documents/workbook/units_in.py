"""The district's list of units (通讯录) from xlsx or CSV."""

import re

from documents.workbook.cells import choice
from documents.workbook.containers import open_grids
from documents.workbook.grid import Grid, unbroken
from documents.workbook.headers import find_header, is_repeated, missing_fields
from documents.workbook.rows import Findings, Row
from documents.workbook.synonyms import UNIT_FIELDS
from documents.workbook.values import Fault, UnitsRead
from domain.quoting import quoted
from domain.units import Unit, UnitKind

_LABELS = {field.key: field.label for field in UNIT_FIELDS}
_KINDS = {
    "街道": UnitKind.STREET,
    "区直部门": UnitKind.DEPARTMENT,
    "部门": UnitKind.DEPARTMENT,
    "平台公司": UnitKind.COMPANY,
    "公司": UnitKind.COMPANY,
    "街道办事处": UnitKind.STREET,
    "国有企业": UnitKind.COMPANY,
    "国企": UnitKind.COMPANY,
}
_SPLIT = re.compile(r"[、，,；;|/\n]+")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")


def read_units(content: bytes, filename: str) -> UnitsRead:
    """Reads every sheet that has a list of units. Names and short names must be unique over all units. Never raises."""
    grids, findings = open_grids(content, filename)
    units: dict[str, Unit] = {}
    posts: dict[str, str] = {}
    taken: dict[str, str] = {}
    found = False
    for grid in grids:
        for row in _rows(grid, findings):
            found = True
            unit = _unit(row, units, taken)
            if unit is not None:
                units[unit.code] = unit
                if post := unbroken(row.text("post")):
                    posts[unit.code] = post
    if not found and not findings.faults:
        findings.faults.append(
            Fault("", 0, "", "", filename, "文件中没有找到单位名录，表头应含单位代码、单位、简称、类别")
        )
    return UnitsRead(tuple(units.values()), tuple(findings.faults), tuple(findings.notices), posts)


def _rows(grid: Grid, findings: Findings) -> list[Row]:
    """The sheet's rows of units; none where it has no such heading."""
    header = find_header(grid, UNIT_FIELDS, least=2)
    if header is None or "name" not in header.columns:
        return []
    missing = [field.label for field in missing_fields(header, UNIT_FIELDS)]
    missing += [_LABELS[key] for key in ("code", "kind") if key not in header.columns]
    for label in missing:
        findings.faults.append(Fault(grid.name, header.top_row, "", label, "", f"表头缺少{quoted(label)}列"))
    if missing:
        return []
    rows = [Row(grid, header, number, findings, _LABELS) for number in range(header.first_row, grid.last_row + 1)]
    column = header.columns["name"]
    return [
        row for row in rows if not grid.own(row.number, column).is_blank and not is_repeated(grid, header, row.number)
    ]


def _unit(row: Row, units: dict[str, Unit], taken: dict[str, str]) -> Unit | None:
    """The row's unit; None after noting its faults."""
    before = len(row.findings.faults)
    code, name = unbroken(row.text("code")), unbroken(row.text("name"))
    if not _CODE.fullmatch(code):
        row.fault("code", f"单位代码{quoted(code)}应为 20 位以内的字母和数字" if code else "单位代码为空")
    elif code in units:
        row.fault("code", f"单位代码{quoted(code)}重复")
    if len(name) > 100:
        row.fault("name", "单位名称超过 100 字")
    kind = row.read("kind", lambda cell: choice(cell, UnitKind, _KINDS))
    if kind is None and row.cell("kind").is_blank:
        row.fault("kind", "类别为空，应为街道、区直部门或平台公司")
    shorts = tuple(
        dict.fromkeys(short for part in _SPLIT.split(_raw(row)) if (short := unbroken(part)) and short != name)
    )
    for key, word in (("name", name), *(("short_names", short) for short in shorts)):
        owner = taken.setdefault(word, code)
        if owner != code:
            row.fault(key, f"{quoted(word)}已是单位 {owner} 的名称或简称")
    if kind is None or len(row.findings.faults) > before:
        return None
    return Unit(code, name, shorts, kind)


def _raw(row: Row) -> str:
    """The short names with their line breaks."""
    cell = row.cell("short_names")
    return "" if cell.is_blank else cell.text
