"""The sheet to fill in: what is open, what may be typed, and what is read of it untouched."""

import io
from datetime import date
from decimal import Decimal

from openpyxl import load_workbook

from documents.month_sheet_out import HEAD, LAST, TOTAL, MonthRow, MonthSheet, month_workbook
from documents.workbook import read_progress
from documents.workbook.progress_in import SHEET, Stand

COUNTED = MonthRow("JS-010", "=楼宇交付", "中心", "座", Decimal(26), Decimal("11.5"), Decimal(9), date(2026, 5, 31))
SHARE = MonthRow("ZS-013", "覆盖率", "中心", "%", Decimal(100), Decimal("41.7"), Decimal("0.5"), None)
WORDS = MonthRow(
    "JJ-024", "商圈", "中心", "项", None, None, None, None, "尚无节点完成", ("完成：启动", "完成：挂牌", "无变化")
)
MADE = MonthSheet(
    "某中心2026年重点任务进展填报表",
    date(2026, 6, 30),
    date(2026, 1, 1),
    "填浅黄色格",
    "填累计数",
    "只能填数字",
    (COUNTED, SHARE, WORDS),
)


def test_only_what_is_to_be_filled_in_is_open() -> None:
    page = load_workbook(io.BytesIO(month_workbook(MADE)))[SHEET]
    assert page.protection.sheet
    cells = [cell for row in page.iter_rows() for cell in row if not cell.protection.locked]
    expected = {(2, 2)} | {(line, column) for line in (4, 5, 6) for column in range(TOTAL, LAST + 1)}
    assert {(cell.row, cell.column) for cell in cells} == expected


def test_figures_are_numbers_shares_percentages_and_text_no_formula() -> None:
    page = load_workbook(io.BytesIO(month_workbook(MADE)))[SHEET]
    assert [page.cell(HEAD + 1, column).value for column in (5, 6, 7)] == [26, 11.5, 9]
    assert page.cell(HEAD + 2, 5).value == 1
    assert page.cell(HEAD + 2, TOTAL).number_format.endswith("%")
    assert page.cell(HEAD + 1, 2).data_type == "s"


def test_a_figure_a_choice_and_a_day_are_checked_where_they_are_typed() -> None:
    book = load_workbook(io.BytesIO(month_workbook(MADE)))
    rules = {str(rule.sqref): rule for rule in book[SHEET].data_validations.dataValidation}
    assert {where: rule.type for where, rule in rules.items()} == {"B2": "date", "I4:I5": "decimal", "I6": "list"} or {
        where: rule.type for where, rule in rules.items()
    } == {"B2": "date", "I4 I5": "decimal", "I6": "list"}
    listed = rules["I6"].formula1
    name, span = listed.split("!")
    assert [cell.value for (cell,) in book[name][span.replace("$", "")]] == list(WORDS.choices)
    assert book[name].sheet_state == "hidden"


def test_an_untouched_sheet_says_nothing_and_tells_its_day() -> None:
    read = read_progress(month_workbook(MADE), "表.xlsx")
    assert read.is_sheet
    assert read.rows == ()
    assert read.empty == ("JS-010", "ZS-013", "JJ-024")
    assert read.stand == Stand(2026, 6, 30)
