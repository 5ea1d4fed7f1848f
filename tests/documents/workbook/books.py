"""Workbooks built for the tests: a small agreement in the official layout, to be bent row by row."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from documents.workbook import AgreementsRead, Fault, read_agreements
from domain.units import Unit, UnitKind

BOARDS = {"大经济": "JJ", "大建设": "JS"}
UNITS = (
    Unit("BM03", "区住房和城乡建设局", ("区住建局", "住建局"), UnitKind.DEPARTMENT),
    Unit("BM06", "区商务局", ("商务局",), UnitKind.DEPARTMENT),
    Unit("JD01", "解放路街道", ("解放路",), UnitKind.STREET),
    Unit("JD02", "千佛山街道", ("千佛山",), UnitKind.STREET),
)
HEADINGS = {
    "number": "序号",
    "name": "指标/事项",
    "measure_unit": "计量单位",
    "baseline": "基期值",
    "target": "目标值",
    "weight": "权重",
    "due": "完成时限",
    "milestones": "节点安排",
    "unit": "牵头单位",
    "co_units": "配合单位",
    "leader": "责任领导",
    "cadence": "报送周期",
}
ORDER = tuple(HEADINGS)
USUAL: dict[str, Any] = {
    "number": 1,
    "name": "新增限上商贸企业",
    "measure_unit": "家",
    "baseline": 96,
    "target": "不少于120家",
    "weight": 100,
    "due": "11月底前",
    "milestones": "3月底：累计新增25家（计划值25）；\n6月底：累计新增60家（计划值60）",
    "unit": "区商务局",
    "co_units": "住建局、解放路",
    "leader": "分管副区长",
    "cadence": "月报",
}


def row(**changes: Any) -> dict[str, Any]:
    """The usual row with some cells changed."""
    return USUAL | changes


def book(
    rows: Sequence[dict[str, Any]],
    *,
    sheet: str = "大经济",
    title: str = "某区2022年目标责任分解表",
    order: Sequence[str] = ORDER,
    headings: dict[str, str] | None = None,
    merges: Sequence[str] = (),
) -> bytes:
    """An xlsx workbook: title in row 1, headings in row 2, items from row 3."""
    made = Workbook()
    page = made.active
    assert page is not None
    page.title = sheet
    page.append([title])
    page.append([(HEADINGS | (headings or {}))[key] for key in order])
    for each in rows:
        page.append([each[key] for key in order])
    for area in merges:
        page.merge_cells(area)
    return saved(made)


def saved(made: Workbook) -> bytes:
    """The bytes of a workbook."""
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def read(content: bytes, *, filename: str = "test.xlsx", year: int | None = None) -> AgreementsRead:
    """Reads with the units and boards of this module."""
    return read_agreements(content, filename, UNITS, BOARDS, year)


def read_rows(*rows: dict[str, Any], **layout: Any) -> AgreementsRead:
    """Reads a workbook of these rows."""
    return read(book(rows, **layout))


def only_fault(result: AgreementsRead) -> Fault:
    """The one fault there is."""
    assert len(result.faults) == 1, result.faults
    return result.faults[0]
