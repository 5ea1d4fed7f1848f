"""Cells that say more than one figure, or another one than they seem to: read rightly and named, or refused. Never bent."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill

from tests.documents.workbook.books import ORDER, book, only_fault, read, read_rows, row, saved


@pytest.mark.parametrize(
    ("changes", "target", "named"),
    [
        ({"measure_unit": "亿元", "target": "完成投资12.5亿元，同比增长8%左右"}, "12.5", "8%"),
        ({"measure_unit": "座", "target": "26座（其中CBD片区20座）"}, "26", "20座"),
        ({"target": "200余家"}, "200", "200余家"),
    ],
)
def test_what_a_figure_leaves_out_is_named(changes: dict[str, Any], target: str, named: str) -> None:
    result = read_rows(row(milestones=None, baseline=None, **changes))
    assert result.faults == ()
    assert result.items[0].item.target == Decimal(target)
    assert [notice.cell for notice in result.notices] == ["E3"]
    assert named in result.notices[0].reason


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"target": "20±2家"}, "区间"),
        ({"target": "1,2万家"}, "逗号"),
        ({"target": "48亿"}, "不相称"),
        ({"measure_unit": "%", "baseline": 92.5, "target": 0.96}, "96%"),
        ({"due": "6月底、12月底"}, "多个日期"),
    ],
)
def test_a_figure_or_a_day_that_is_not_one_is_refused_at_its_cell(changes: dict[str, Any], words: str) -> None:
    fault = only_fault(read_rows(row(milestones=None, **changes)))
    assert fault.cell in ("E3", "G3")
    assert words in fault.reason


def test_the_day_in_a_cycle_is_named() -> None:
    [notice] = read_rows(row(cadence="每月5日前")).notices
    assert (notice.cell, notice.value) == ("L3", "每月5日前")
    assert "“5日前”没有读取" in notice.reason


def test_an_item_that_is_struck_through_is_named_and_not_read() -> None:
    page = load_workbook(BytesIO(book([row(), row(number=2, name="品牌首店")])))
    page["大经济"]["B4"].font = Font(strike=True)
    result = read(saved(page))
    assert [each.item.name for each in result.items] == ["新增限上商贸企业"]
    assert [(notice.cell, notice.reason) for notice in result.notices] == [("B4", "已划删除线，未读取")]


def test_a_value_that_is_struck_through_is_read_and_named() -> None:
    page = load_workbook(BytesIO(book([row()])))
    page["大经济"]["E3"].font = Font(strike=True)
    result = read(saved(page))
    assert result.items[0].item.target == Decimal(120)
    assert [notice.cell for notice in result.notices] == ["E3"]


def test_rows_that_are_filtered_out_are_read_and_named() -> None:
    page = load_workbook(BytesIO(book([row(), row(number=2, name="品牌首店", weight=1)])))
    page["大经济"].row_dimensions[4].hidden = True
    result = read(saved(page))
    assert len(result.items) == 2
    assert any(notice.value == "4" and "筛选" in notice.reason for notice in result.notices)


def test_a_colour_far_below_and_far_to_the_right_is_no_content() -> None:
    page = load_workbook(BytesIO(book([row()])))
    sheet = page["大经济"]
    sheet["A1048576"].fill = sheet["XFD3"].fill = PatternFill("solid", fgColor="FFFF00")
    assert len(read(saved(page)).items) == 1


@pytest.mark.parametrize(("target", "heading", "unit"), [(12, "目标值（座）", "万元"), ("12", "目标值（万元）", "家")])
def test_a_unit_in_the_heading_that_does_not_fit_the_rows_is_refused(target: object, heading: str, unit: str) -> None:
    changes: dict[str, Any] = {"target": target, "measure_unit": unit, "milestones": None, "baseline": None}
    fault = only_fault(read_rows(row(**changes), headings={"target": heading}))
    assert "对不上" in fault.reason


def test_a_single_period_that_does_not_add_up_is_named() -> None:
    made = Workbook()
    page = made.active
    assert page is not None
    page.title = "大经济"
    page.append(["2026年"])
    page.append(["序号", "事项", "目标值", "一季度", "二季度", "三季度", "责任单位"])
    page.append([1, "招引企业", "20家", 5, 3, 4, "区商务局"])
    result = read(saved(made))
    assert result.faults == ()
    assert any("合计 12，与目标 20 不符" in notice.reason for notice in result.notices)


def test_several_units_of_a_kind_with_one_sum_are_asked_about() -> None:
    order = ("number", "name", "target", "unit")
    fault = only_fault(read_rows(row(target="30处", unit="各街道"), order=order))
    assert "各家的还是合计" in fault.reason
    assert len(read_rows(row(target="各3处", unit="各街道"), order=order).items) == 2


def plan_of(values: list[int], target: int) -> tuple[list[int], int]:
    """The planned totals of quarters as they are read, and how many notices there are."""
    made = Workbook()
    page = made.active
    assert page is not None
    page.title = "大经济"
    page.append(["2026年"])
    page.append(["序号", "事项", "目标值", *[f"第{name}季度" for name in "一二三四"[: len(values)]], "责任单位"])
    page.append([1, "招引企业", f"{target}家", *values, "区商务局"])
    result = read(saved(made))
    steps = result.items[0].item.milestones
    return [int(step.planned or 0) for step in steps], len(result.notices)


@pytest.mark.parametrize(
    ("values", "target", "totals", "notices"),
    [
        ([5, 10, 15, 20], 20, [5, 10, 15, 20], 0),
        ([5, 5, 5, 5], 20, [5, 10, 15, 20], 0),
        ([2, 4, 6, 8], 20, [2, 6, 12, 20], 0),
        ([5, 10, 15], 20, [5, 10, 15], 0),
        ([10, 20, 30], 60, [10, 20, 30], 1),
        ([5, 10, 15, 18], 20, [5, 10, 15, 18], 1),
    ],
)
def test_figures_of_quarters_are_totals_or_summed_and_what_may_be_both_is_named(
    values: list[int], target: int, totals: list[int], notices: int
) -> None:
    assert plan_of(values, target) == (totals, notices)


def test_a_plan_merged_over_several_items_is_a_fault() -> None:
    made = Workbook()
    page = made.active
    assert page is not None
    page.title = "大经济"
    page.append(["2026年"])
    page.append(["序号", "事项", "目标值", "上半年", "责任单位"])
    page.append([1, "招引企业", "20家", 5, "区商务局"])
    page.append([2, "品牌首店", "30家", None, "区商务局"])
    page.merge_cells("D3:D4")
    fault = only_fault(read(saved(made)))
    assert (fault.cell, fault.column) == ("D3", "上半年")


@pytest.mark.parametrize("written", ["解放路、区商务局", "解放路,区商务局", "解放路/区商务局"])
def test_two_units_of_which_the_second_begins_with_the_district_are_two(written: str) -> None:
    result = read(book([row(unit=written)], order=[key for key in ORDER if key != "co_units"]))
    (found,) = result.items
    assert (found.item.unit, found.item.co_units) == ("JD01", ("BM06",))


@pytest.mark.parametrize(
    "written",
    ["解放路、*区商务局", "解放路；区商务局（牵头）", "解放路配合，区商务局牵头", "★区商务局、解放路（配合）"],
)
def test_a_mark_or_a_word_beside_one_of_several_units_says_who_leads(written: str) -> None:
    result = read(book([row(unit=written)], order=[key for key in ORDER if key != "co_units"]))
    (found,) = result.items
    assert (found.item.unit, found.item.co_units) == ("BM06", ("JD01",))
    assert result.notices == ()


def test_two_figures_for_two_measures_at_once_are_refused() -> None:
    fault = only_fault(read_rows(row(measure_unit="个/亿元", target="10/50", milestones=None, baseline=None)))
    assert fault.cell == "E3"
    assert "两个数" in fault.reason


def test_steps_behind_commas_are_steps_and_bare_figures_that_rise_are_planned() -> None:
    (found,) = read_rows(row(milestones="3月底3家，6月底6家，9月底9家")).items
    assert [(str(each.date), str(each.planned)) for each in found.item.milestones] == [
        ("2022-03-31", "3"),
        ("2022-06-30", "6"),
        ("2022-09-30", "9"),
    ]


def test_bare_figures_that_do_not_rise_stay_words() -> None:
    (found,) = read_rows(row(milestones="3月底3家；6月底3家；9月底3家")).items
    assert [each.planned for each in found.item.milestones] == [None, None, None]
