"""Layouts: columns are found by meaning, rows that are not items are passed over, merged cells are understood."""

import random
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from documents.workbook import AgreementsRead
from tests.documents.workbook.books import BOARDS, ORDER, UNITS, book, only_fault, read, read_rows, row, saved

BASE = read_rows(row()).items[0].item


def same(result: AgreementsRead) -> bool:
    """Whether the usual item and nothing else was read, wherever it stood."""
    assert result.faults == ()
    [each] = result.items
    return all(
        getattr(each.item, key) == getattr(BASE, key) for key in ("code", "name", "target", "due", "milestones", "unit")
    )


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_columns_does_not_matter(seed: int) -> None:
    order = list(ORDER)
    random.Random(seed).shuffle(order)
    assert same(read_rows(row(), order=order))


def test_headings_are_known_by_other_words() -> None:
    headings = {"name": "工作任务", "target": "2022年目标", "unit": "责任单位", "measure_unit": "单位"}
    headings |= {"due": "完成时间", "weight": "权重（分）"}
    assert same(read_rows(row(), headings=headings))


def test_a_lone_heading_danwei_is_the_lead_unit_when_the_measure_unit_has_its_own() -> None:
    assert same(read_rows(row(), headings={"unit": "单位"}))


def test_extra_columns_are_ignored() -> None:
    page = load_workbook(BytesIO(book([row()])))
    page["大经济"].insert_cols(3, 2)
    page["大经济"]["C2"] = "备注"
    page["大经济"]["C3"] = "含12家续建"
    assert same(read(saved(page)))


def test_a_heading_may_stand_far_down() -> None:
    page = load_workbook(BytesIO(book([row()])))
    page["大经济"].insert_rows(2, 9)
    result = read(saved(page))
    assert same(result)
    assert result.items[0].row == 12


def test_rows_that_are_no_items_are_passed_over() -> None:
    page = load_workbook(BytesIO(book([row(), row(number=2, name="老旧小区改造", unit="区住建局")])))
    sheet = page["大经济"]
    sheet.insert_rows(4, 3)
    sheet["A4"] = "一、商贸类"
    for column in range(1, len(ORDER) + 1):
        sheet.cell(5, column).value = sheet.cell(2, column).value
    sheet.append(["小  计", None, "2项", None, None, "=SUM(F3:F7)"])
    sheet.append(["责任单位（盖章）：      主要负责人（签字）：      2022年    月    日"])
    sheet.append(["注：按月报送的于次月5日前报督查室。"])
    result = read(saved(page))
    assert result.faults == ()
    assert result.notices == ()
    assert [each.row for each in result.items] == [3, 7]


def test_an_unknown_lonely_line_is_named() -> None:
    page = load_workbook(BytesIO(book([row()])))
    page["大经济"]["A5"] = "请各单位尽快核对"
    [notice] = read(saved(page)).notices
    assert (notice.row, notice.value) == (5, "请各单位尽快核对")


def test_a_lead_unit_merged_over_rows_belongs_to_each() -> None:
    rows = [row(weight=60), row(number=2, name="品牌首店", unit=None, weight=40)]
    result = read_rows(*rows, merges=["I3:I4"])
    assert result.faults == ()
    assert [each.item.unit for each in result.items] == ["BM06", "BM06"]


@pytest.mark.parametrize(("column", "label"), [("E", "目标值"), ("F", "权重"), ("D", "基期值")])
def test_a_figure_merged_over_rows_of_different_units_is_a_fault(column: str, label: str) -> None:
    rows = [row(), row(number=2, unit="千佛山街道")]
    fault = only_fault(read_rows(*rows, merges=[f"{column}3:{column}4"]))
    assert (fault.cell, fault.column) == (f"{column}3", label)
    assert "第 3 至 4 行" in fault.reason


def test_a_name_merged_over_different_units_is_the_name_of_each() -> None:
    result = read_rows(row(), row(number=2, unit="千佛山街道"), merges=["B3:B4"])
    assert result.faults == ()
    assert {each.item.name for each in result.items} == {"新增限上商贸企业"}


def test_two_rows_of_headings_are_read_as_one() -> None:
    page = load_workbook(BytesIO(book([row()])))
    sheet = page["大经济"]
    sheet.insert_rows(3)
    for column in "DE":
        sheet[f"{column}3"] = sheet[f"{column}2"].value
    sheet["D2"], sheet["E2"] = "目标任务", None
    sheet.merge_cells("D2:E2")
    result = read(saved(page))
    assert same(result)
    assert result.items[0].row == 4


@pytest.mark.parametrize("name", ["大经济板块", "1.大经济", "大经济（38项）"])
def test_a_board_is_known_inside_the_name_of_the_sheet(name: str) -> None:
    assert same(read_rows(row(), sheet=name))


def test_a_board_may_be_named_in_the_title_of_a_nameless_sheet() -> None:
    assert same(read_rows(row(), sheet="Sheet1", title="某区2022年“大经济”板块目标责任分解表"))


def test_an_unknown_board_is_a_fault_of_the_sheet() -> None:
    fault = only_fault(read_rows(row(), sheet="大文旅"))
    assert fault.sheet == "大文旅"
    assert "大经济、大建设" in fault.reason


def test_a_missing_heading_is_a_fault() -> None:
    made = Workbook()
    page = made.active
    assert page is not None
    page.title = "大经济"
    page.append(["随便写写", "没有表头"])
    assert "没有找到表头" in only_fault(read(saved(made))).reason


def test_a_table_without_units_is_one_fault_and_hides_no_other() -> None:
    result = read_rows(row(target="若干"), order=[key for key in ORDER if key != "unit"])
    assert [(fault.column, fault.row) for fault in result.faults] == [("牵头单位", 2), ("目标值", 3)]


def test_what_a_table_has_no_column_for_is_filled_by_default_and_told() -> None:
    result = read_rows(row(), order=[key for key in ORDER if key not in ("weight", "due", "cadence", "number")])
    item = result.items[0].item
    assert (str(item.weight), str(item.due), item.cadence.value, item.code) == ("1", "2022-12-31", "月", "JJ-001")
    assert result.tables[0].assumed == ("weight", "cadence", "due", "number")
    assert {"weight", "due", "cadence"} <= set(result.items[0].unstated)


def test_a_doubled_column_is_a_fault_and_not_a_choice() -> None:
    fault = only_fault(read_rows(row(), headings={"baseline": "目标值"}))
    assert fault.column == "目标值"
    assert "两列" in fault.reason


def test_a_sheet_without_agreements_is_passed_over_with_a_notice() -> None:
    page = load_workbook(BytesIO(book([row()])))
    page.create_sheet("填表说明").append(["请于3月底前报送"])
    hidden = page.create_sheet("大建设")
    hidden.append(["草稿"])
    hidden.sheet_state = "hidden"
    result = read(saved(page))
    assert same(result)
    assert {notice.sheet for notice in result.notices} == {"填表说明", "大建设"}


def test_titles_of_different_years_are_a_fault() -> None:
    page = load_workbook(BytesIO(book([row()])))
    other = page.copy_worksheet(page["大经济"])
    other.title = "大建设"
    other["A1"] = "某区2021年目标责任分解表"
    result = read(saved(page))
    assert result.items == ()
    assert {fault.sheet for fault in result.faults} == {"大经济", "大建设"}


def test_the_year_may_be_said_by_the_caller_or_the_name_of_the_file() -> None:
    content = book([row()], title="目标责任分解表")
    assert read(content, year=2025).items[0].item.due.isoformat() == "2025-11-30"  # type: ignore[union-attr]
    assert read(content, filename="2024年责任书.xlsx").year == 2024
    assert "哪一年" in only_fault(read(content)).reason


def test_the_modules_own_units_and_boards_are_used() -> None:
    assert BASE.code.startswith(BOARDS["大经济"])
    assert BASE.co_units == (UNITS[0].code, UNITS[2].code)
