"""The district's list of units (通讯录) from xlsx or CSV."""

import re
from collections.abc import Sequence
from itertools import count

from documents.workbook.containers import open_grids
from documents.workbook.grid import Grid, unbroken
from documents.workbook.headers import find_header, is_repeated
from documents.workbook.rows import Findings, Row
from documents.workbook.synonyms import AREA_FIELDS, UNIT_FIELDS
from documents.workbook.values import Fault, UnitsRead
from domain.quoting import quoted
from domain.units import Unit, UnitKind

_LABELS = {field.key: field.label for field in UNIT_FIELDS}
_KINDS = {
    "街道": UnitKind.STREET,
    "镇街": UnitKind.STREET,
    "乡镇": UnitKind.STREET,
    "镇": UnitKind.STREET,
    "党群部门": UnitKind.DEPARTMENT,
    "政府部门": UnitKind.DEPARTMENT,
    "区属国企": UnitKind.COMPANY,
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
# What a unit is, by its name, where a list does not say it.
_BY_NAME = (
    (re.compile(r"公司$|集团$"), UnitKind.COMPANY),
    (re.compile(r"街道$|街道办事处$|[镇乡]$|人民政府$"), UnitKind.STREET),
    (re.compile(r"[局委部办室厅]$|中心$|办公室$|委员会$|支队$|大队$"), UnitKind.DEPARTMENT),
)
# How the codes of a list without codes begin.
_PREFIXES = {UnitKind.STREET: "JD", UnitKind.DEPARTMENT: "BM", UnitKind.COMPANY: "QY", UnitKind.OTHER: "QT"}


def read_units(content: bytes, filename: str, stored: Sequence[Unit] = ()) -> UnitsRead:
    """Reads every sheet that has a list of units. Names and short names must be unique over all units. Never raises.

    A list without codes keeps the codes of `stored` units of the same name and gives new ones the next; a kind nobody knows is
    其他, one that is not written shows in the name.
    """
    grids, findings = open_grids(content, filename)
    codes = _Codes(stored)
    units: dict[str, Unit] = {}
    posts: dict[str, str] = {}
    taken: dict[str, str] = {}
    found = False
    for grid in grids:
        for row in _rows(grid, findings):
            found = True
            unit = _unit(row, units, taken, codes)
            if unit is not None:
                units[unit.code] = unit
                if post := unbroken(row.text("post")):
                    posts[unit.code] = post
    if not found and not findings.faults:
        findings.faults.append(
            Fault("", 0, "", "", filename, "文件中没有找到单位名录，表头应含单位代码、单位、简称、类别")
        )
    return UnitsRead(tuple(units.values()), tuple(findings.faults), tuple(findings.notices), posts, is_table=found)


class _Codes:
    """Codes for units of a list that has none."""

    def __init__(self, stored: Sequence[Unit]) -> None:
        self._of_name = {name: unit.code for unit in stored for name in (*unit.former, *unit.present)}
        self._taken = {unit.code for unit in stored}
        self.stored = {unit.code: unit for unit in stored}

    def spelt(self, name: str) -> str:
        """The stored name of a unit that is spelt with or without 办事处; any other name as it is."""
        other = name.removesuffix("办事处") if name.endswith("办事处") else f"{name}办事处"
        return other if name not in self._of_name and other in self._of_name else name

    def of(self, name: str, kind: UnitKind) -> str:
        """The unit's stored code, or the next of its kind."""
        if (known := self._of_name.get(name)) is not None:
            return known
        prefix = _PREFIXES[kind]
        number = next(number for number in count(1) if f"{prefix}{number:02d}" not in self._taken)
        code = f"{prefix}{number:02d}"
        self._taken.add(code)
        return code


def _rows(grid: Grid, findings: Findings) -> list[Row]:
    """The sheet's rows of units; none where it has no such heading. Beside names there must be a code, a kind or short names, or
    contacts with their numbers (a 通讯录).
    """
    header = find_header(grid, UNIT_FIELDS, least=2)
    if header is None or "name" not in header.columns:
        return []
    keys = header.columns.keys()
    if not {"code", "kind", "short_names"} & keys and not ("phone" in keys and {"contact", "post"} & keys):
        return []
    areas = find_header(grid, AREA_FIELDS, least=3)
    if areas is not None and "parent" in areas.columns:
        return []
    rows = [Row(grid, header, number, findings, _LABELS) for number in range(header.first_row, grid.last_row + 1)]
    return [row for row in rows if _says_something(row) and not is_repeated(grid, header, row.number)]


def _says_something(row: Row) -> bool:
    """Whether a row names a unit or at least a code."""
    return any(not row.cell(key).is_blank for key in ("name", "code"))


def _unit(row: Row, units: dict[str, Unit], taken: dict[str, str], codes: _Codes) -> Unit | None:
    """The row's unit; None after noting its faults."""
    before = len(row.findings.faults)
    name = unbroken(row.text("name"))
    if not name:
        row.fault("name", "单位名称为空")
    if not row.has("code"):
        name = codes.spelt(name)
    kind = _kind(row, name)
    code = unbroken(row.text("code")) if row.has("code") else codes.of(name, kind or UnitKind.OTHER)
    if not _CODE.fullmatch(code):
        row.fault("code", f"单位代码{quoted(code)}应为 20 位以内的字母和数字" if code else "单位代码为空")
    elif code in units:
        row.fault("code", f"单位代码{quoted(code)}重复")
    if len(name) > 100:
        row.fault("name", "单位名称超过 100 字")
    before_this = codes.stored.get(code)
    if before_this is not None and not row.has("kind"):
        # No column is no opinion.
        kind = before_this.kind
    shorts = tuple(
        dict.fromkeys(short for part in _SPLIT.split(_raw(row)) if (short := unbroken(part)) and short != name)
    )
    if before_this is not None and not row.has("short_names"):
        shorts = tuple(short for short in before_this.short_names if short != name)
    for key, word in (("name", name), *(("short_names", short) for short in shorts)):
        owner = taken.setdefault(word, code)
        if owner != code:
            row.fault(key, f"{quoted(word)}已是单位 {owner} 的名称或简称")
    if kind is None or len(row.findings.faults) > before:
        return None
    return Unit(code, name, shorts, kind)


def _kind(row: Row, name: str) -> UnitKind | None:
    """What the unit is; None after noting that the row does not say it."""
    if not row.has("kind"):
        return next((kind for form, kind in _BY_NAME if form.search(name)), UnitKind.OTHER)
    if row.cell("kind").is_blank:
        row.fault("kind", "类别为空，应为街道、区直部门、平台公司或其他")
        return None
    written = unbroken(row.text("kind")).casefold()
    return _KINDS.get(written) or next((each for each in UnitKind if each.value == written), UnitKind.OTHER)


def _raw(row: Row) -> str:
    """The short names with their line breaks."""
    cell = row.cell("short_names")
    return "" if cell.is_blank else cell.text
