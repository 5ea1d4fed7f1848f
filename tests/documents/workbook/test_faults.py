"""Bad rows: every fault is named by cell and reason, all at once, and nothing half-read comes through."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.items import Kind, Stage
from tests.documents.workbook.books import ORDER, only_fault, read_rows, row

TEXTS = st.text(
    alphabet="0123456789.%％年月日底前至—；：（）【】、计划值家座万㎡增长区商务局旬季推进建成=#/-\n ", max_size=24
)


@pytest.mark.parametrize(
    ("changes", "cell", "column", "words"),
    [
        ({"number": "甲乙"}, "A3", "序号", "1 到 9999"),
        ({"name": None}, "B3", "指标/事项", "名称为空"),
        ({"name": "长" * 201}, "B3", "指标/事项", "超过 200 字"),
        ({"measure_unit": None, "target": 120}, "C3", "计量单位", "计量单位为空"),
        ({"baseline": "较多"}, "D3", "基期值", "读不出数值"),
        ({"target": "8%"}, "E3", "目标值", "与计量单位“家”一致"),
        ({"target": "100-120家"}, "E3", "目标值", "读不出"),
        ({"target": "若干"}, "E3", "目标值", "读不出数值"),
        ({"target": "#REF!"}, "E3", "目标值", "错误值"),
        ({"target": "=1+1"}, "E3", "目标值", "公式没有保存"),
        ({"target": date(2022, 3, 1)}, "E3", "目标值", "日期"),
        ({"target": "挂牌运营", "measure_unit": "亿元"}, "E3", "目标值", "没有数值"),
        ({"weight": None}, "F3", "权重", "权重为空"),
        ({"weight": "较重"}, "F3", "权重", "不是数字"),
        ({"weight": 0}, "F3", "权重", "大于 0"),
        ({"weight": 120}, "F3", "权重", "不超过 100"),
        ({"due": "2月30日"}, "G3", "完成时限", "日历上没有"),
        ({"due": "13月底前"}, "G3", "完成时限", "没有 13 月"),
        ({"due": "按市里要求"}, "G3", "完成时限", "读不出时限"),
        ({"due": "6月底前完成一期，9月底前完成二期，12月底"}, "G3", "完成时限", "多个日期"),
        ({"due": "2021年12月31日"}, "G3", "完成时限", "早于2022年1月1日"),
        ({"due": "2022年9月—3月"}, "G3", "完成时限", "早于开始日期"),
        ({"due": "11月底前完成，12月底前验收"}, "G3", "完成时限", "多个日期"),
        ({"target": -5}, "E3", "目标值", "负数"),
        ({"due": 12}, "G3", "完成时限", "是数字而不是日期"),
        ({"milestones": "全部开工"}, "H3", "节点安排", "没有日期"),
        ({"milestones": "3月底：新增25家（计划值2-3家）"}, "H3", "节点安排", "读不出数值"),
        ({"milestones": "12月底：累计新增（计划值25）"}, "H3", "节点安排", "不在 2022-01-01 至 2022-11-30"),
        ({"milestones": "2021-12-31 累计新增"}, "H3", "节点安排", "不在"),
        ({"unit": None}, "I3", "牵头单位", "为空"),
        ({"unit": "区商务厅"}, "I3", "牵头单位", "是否为“区商务局”"),
        ({"unit": "区商务局、区住建局"}, "I3", "牵头单位", "只能有一个"),
        ({"co_units": "区住建局、宇航局"}, "J3", "配合单位", "宇航局"),
        ({"leader": "长" * 101}, "K3", "责任领导", "超过 100 字"),
        ({"cadence": "半年报"}, "L3", "报送周期", "旬、月或季"),
        ({"cadence": "半月报"}, "L3", "报送周期", "旬、月或季"),
        ({"cadence": None}, "L3", "报送周期", "为空"),
    ],
)
def test_a_bad_cell_is_one_fault_at_that_cell(changes: dict[str, Any], cell: str, column: str, words: str) -> None:
    result = read_rows(row(**changes))
    fault = only_fault(result)
    assert (fault.sheet, fault.row, fault.cell, fault.column) == ("大经济", 3, cell, column)
    assert words in fault.reason
    assert result.items == ()


def test_all_faults_of_all_rows_come_at_once() -> None:
    result = read_rows(
        row(target="若干", weight="重", unit="区商务厅"), row(number=2, cadence="周报"), row(number=3, name="首店")
    )
    assert [(fault.row, fault.cell) for fault in result.faults] == [(3, "E3"), (3, "F3"), (3, "I3"), (4, "L4")]
    assert [each.row for each in result.items] == [5]


@pytest.mark.parametrize("number", [None, "一", "（一）", "2.1"])
def test_a_row_without_a_number_of_its_own_gets_the_next(number: str | None) -> None:
    result = read_rows(row(number=number), row(number=5, name="品牌首店"))
    assert result.faults == ()
    assert [each.item.code for each in result.items] == ["JJ-006", "JJ-005"]


def test_a_number_twice_is_a_fault() -> None:
    fault = only_fault(read_rows(row(weight=50), row(name="品牌首店", weight=50)))
    assert (fault.row, fault.value) == (4, "JJ-001")
    assert "第 3 行重复" in fault.reason


def test_a_name_twice_for_one_unit_is_a_fault_and_for_two_units_is_not() -> None:
    assert "事项名称" in only_fault(read_rows(row(weight=50), row(number=2, weight=50))).reason
    assert read_rows(row(), row(number=2, unit="千佛山")).faults == ()


def test_weights_that_do_not_make_100_are_a_notice() -> None:
    result = read_rows(row(weight=60))
    assert result.faults == ()
    [notice] = result.notices
    assert "权重合计为 60" in notice.reason


@pytest.mark.parametrize("target", ["全速推进", "力争取得突破", "加快建设", None, "—", "待定"])
def test_a_vague_or_empty_target_makes_a_draft_with_a_notice(target: str | None) -> None:
    result = read_rows(row(target=target, milestones=None))
    assert result.faults == ()
    item = result.items[0].item
    assert (item.stage, item.target) == (Stage.DRAFT, None)
    [notice] = result.notices
    assert (notice.cell, notice.column) == ("E3", "目标值")
    assert "草稿" in notice.reason


@pytest.mark.parametrize("due", ["尽快", None, "/", "长期坚持"])
def test_a_limit_without_a_day_makes_a_draft_with_a_notice(due: str | None) -> None:
    result = read_rows(row(due=due))
    assert result.faults == ()
    item = result.items[0].item
    assert (item.stage, item.due, item.target) == (Stage.DRAFT, None, Decimal(120))
    assert [notice.cell for notice in result.notices] == ["G3"]


def test_a_vague_word_beside_a_figure_does_not_make_a_draft() -> None:
    item = read_rows(row(target="力争120家")).items[0].item
    assert (item.stage, item.target) == (Stage.OPEN, Decimal(120))


@pytest.mark.parametrize("target", ["挂牌运营", "建成投用", "开业", "竣工验收", "取得批复"])
def test_a_stage_is_a_milestone_with_target_one(target: str) -> None:
    result = read_rows(row(name="体验中心", target=target, measure_unit="项", baseline=None, milestones="3月底：开工"))
    assert result.faults == ()
    item = result.items[0].item
    assert (item.kind, item.target, item.stage) == (Kind.MILESTONE, Decimal(1), Stage.OPEN)


def test_a_limit_in_another_year_is_a_notice() -> None:
    result = read_rows(row(due="2023年3月底"))
    assert result.items[0].item.due == date(2023, 3, 31)
    assert "不在 2022 年度内" in result.notices[0].reason


@pytest.mark.parametrize("target", [0.15, "0.15"])
def test_a_suspicious_fraction_of_a_percent_is_a_notice(target: object) -> None:
    result = read_rows(row(name="覆盖率", measure_unit="%", baseline=None, target=target, milestones=None))
    assert result.items[0].item.target == Decimal("0.15")
    assert "15%" in result.notices[0].reason


@pytest.mark.parametrize("key", [key for key in ORDER if key not in ("number", "baseline")])
def test_an_endless_cell_is_refused_quickly_and_shortly(key: str) -> None:
    fault = read_rows(row(**{key: "（1" + "1" * 30_000})).faults[0]
    assert fault.cell == f"{'ABCDEFGHIJKL'[ORDER.index(key)]}3"
    assert len(fault.value) + len(fault.reason) < 300


@given(
    st.dictionaries(
        st.sampled_from(ORDER), st.one_of(st.none(), st.integers(), st.floats(allow_nan=False), TEXTS), min_size=1
    )
)
@settings(max_examples=150, deadline=None)
def test_whatever_stands_in_the_cells_is_read_or_refused_and_never_raises(cells: dict[str, Any]) -> None:
    result = read_rows(row(**cells), row(number=2, name="品牌首店"))
    assert result.faults or result.items
    assert all(fault.reason and fault.sheet for fault in result.faults)
