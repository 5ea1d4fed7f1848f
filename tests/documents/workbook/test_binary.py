"""Workbooks of Excel before 2007 and of WPS; `tests/data/old-workbook.xls` was written by LibreOffice from an .xlsx."""

from pathlib import Path

import pytest

from documents.workbook import AgreementsRead, Fault, read_agreements
from domain.units import Unit
from tests.documents.workbook.books import BOARDS, UNITS

CONTENT = (Path(__file__).resolve().parents[2] / "data" / "old-workbook.xls").read_bytes()


def read(name: str = "责任书.xls", units: tuple[Unit, ...] = UNITS) -> AgreementsRead:
    return read_agreements(CONTENT, name, units, BOARDS, None)


def told(findings: tuple[Fault, ...], cell: str) -> str:
    """The reason that is given for a cell."""
    return next(each.reason for each in findings if each.cell == cell)


@pytest.mark.parametrize("name", ["责任书.xls", "责任书.et", "责任书.xlsx", "责任书"])
def test_it_is_known_by_its_bytes_whatever_it_is_called(name: str) -> None:
    assert read(name) == read_agreements(CONTENT, name, UNITS, BOARDS, None)
    assert [each.cell for each in read(name).faults] == ["E7"]


def test_an_error_of_a_formula_is_named_by_its_cell() -> None:
    assert told(read().faults, "E7") == "单元格是 Excel 错误值，请改正公式或填写数值"


def test_figures_days_shares_and_results_of_formulas_are_read() -> None:
    found = {each.item.name: each.item for each in read().items}
    assert str(found["新增限上商贸企业"].due) == "2022-11-30"
    assert (str(found["合格率"].baseline), str(found["合格率"].target)) == ("90", "96.5")
    assert str(found["隐藏的事项"].target) == "2"


def test_what_is_merged_bold_hidden_or_struck_through_is_seen() -> None:
    found = {each.item.name: each.item for each in read().items}
    assert found["合并的事项二"].unit == found["合并的事项"].unit == "JD02"
    assert (found["隐藏的事项"].unit, found["隐藏的事项"].co_units) == ("JD01", ("BM06",))
    assert "取消的事项" not in found
    reasons = [each.reason for each in read().notices]
    assert any("删除线" in each for each in reasons)
    assert any("隐藏或筛选" in each for each in reasons)
    assert any("隐藏的工作表" in each for each in reasons)


def test_a_table_of_text_called_as_a_workbook_is_read() -> None:
    text = "序号\t指标/事项\t计量单位\t目标值\t完成时限\t牵头单位\t板块\n1\t新增企业\t家\t12\t2022年11月底\t区商务局\t大经济\n"
    found = read_agreements(text.encode("gb18030"), "导出.xls", UNITS, BOARDS, 2022)
    assert [each.item.name for each in found.items] == ["新增企业"]
