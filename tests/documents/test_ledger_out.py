"""The ledger as offices print it, sort it and add it up."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from documents.ledger_out import COLUMNS, NUMBER_OF, Ledger, LedgerRow, ledger_workbook

ROW = LedgerRow(
    board="大建设",
    code="JS-010",
    name="中央商务区26座楼宇建成交付",
    target="",
    done="比计划快 4 个百分点",
    light="绿",
    plan="6月30日：累计交付11座；需每月 1.3 座",
    lead="中央商务区发展服务中心",
    co_units=("区住房和城乡建设局", "姚家街道"),
    leader="分管副区长（城建）",
    due="",
    measure="座",
    goal=Decimal(26),
    total=Decimal("18.5"),
    share=Decimal("71.2"),
    as_of=date(2026, 6, 24),
    due_on=date(2026, 12, 31),
)
LEDGER = Ledger(
    "示例区2026年目标责任台账", "示例区　截至2026年6月29日", (ROW, replace(ROW, code="JS-011", co_units=()))
)


def sheet_of(ledger: Ledger) -> Worksheet:
    sheet = load_workbook(io.BytesIO(ledger_workbook(ledger))).active
    assert isinstance(sheet, Worksheet)
    return sheet


def told(sheet: Worksheet, line: int) -> dict[str, object]:
    return {str(head.value): sheet.cell(line, head.column).value for head in sheet[3] if head.column}


def test_headings_and_a_row_an_item_without_bands_between() -> None:
    sheet = sheet_of(Ledger("题", "副题", (ROW, replace(ROW, board="大民生", code="MS-001")), "注"))
    assert [row[0].value for row in sheet.iter_rows(min_row=1, max_row=6)] == ["题", "副题", "序号", 1, 2, "注"]
    assert [cell.value for cell in sheet[3]] == [name for name, _ in COLUMNS]
    assert [sheet.cell(line, NUMBER_OF["板块"]).value for line in (4, 5)] == ["大建设", "大民生"]


def test_figures_are_numbers_shares_percentages_and_days_dates() -> None:
    row = told(sheet_of(LEDGER), 4)
    assert (row["目标值"], row["累计完成"], row["完成率"]) == (26, 18.5, 0.712)
    assert (row["截至日期"], row["完成时限"]) == (datetime(2026, 6, 24), datetime(2026, 12, 31))  # noqa: DTZ001
    assert row["计量单位"] == "座"


def test_a_figure_in_per_cent_is_a_percentage_and_a_ceiling_says_so_and_is_a_number() -> None:
    capped = replace(ROW, measure="%", goal=Decimal(55), total=Decimal("48.3"), share=None, falling=True)
    sheet = sheet_of(replace(LEDGER, rows=(capped,)))
    goal, total = sheet.cell(4, NUMBER_OF["目标值"]), sheet.cell(4, NUMBER_OF["累计完成"])
    assert (goal.value, total.value) == (0.55, 0.483)
    assert goal.number_format == '"≤"0.######%'
    assert told(sheet, 4)["完成率"] is None


def test_what_is_no_figure_stands_in_words() -> None:
    vague = replace(ROW, target="待明确", goal=None, total=None, share=None, as_of=None, due="待明确", due_on=None)
    row = told(sheet_of(replace(LEDGER, rows=(vague,))), 4)
    assert (row["目标值"], row["完成时限"], row["累计完成"]) == ("待明确", "待明确", None)


def test_every_column_can_be_filtered_and_the_note_is_not_sorted_with_the_rows() -> None:
    sheet = sheet_of(replace(LEDGER, note="另有 3 项未列出"))
    assert sheet.auto_filter.ref == "A3:P5"
    assert sheet["A6"].value == "另有 3 项未列出"


def test_own_columns_of_the_district_stand_at_the_end() -> None:
    first = replace(ROW, own=(("联系人", "王强"), ("来源文号", "=某政〔2026〕1号")))
    sheet = sheet_of(replace(LEDGER, rows=(first, replace(ROW, code="JS-011", own=(("备注", "缓"),)))))
    assert [cell.value for cell in sheet[3]][-3:] == ["联系人", "来源文号", "备注"]
    assert [cell.value for cell in sheet[4]][-3:] == ["王强", "=某政〔2026〕1号", None]
    assert [cell.value for cell in sheet[5]][-3:] == [None, None, "缓"]
    assert sheet["R4"].data_type == "s"
    assert sheet.auto_filter.ref == "A3:S5"


def test_the_lead_unit_is_bold_and_the_others_are_not() -> None:
    sheet = sheet_of(LEDGER)
    lead, others = sheet.cell(4, NUMBER_OF["牵头单位"]), sheet.cell(4, NUMBER_OF["配合单位"])
    assert (lead.value, lead.font.b) == ("中央商务区发展服务中心", True)
    assert (others.value, others.font.b) == ("区住房和城乡建设局、姚家街道", False)


def test_a_light_is_a_word_before_it_is_a_colour() -> None:
    cell = sheet_of(LEDGER).cell(4, NUMBER_OF["亮灯"])
    assert cell.value == "绿"
    assert cell.fill.fgColor.rgb == "FFD9EAD3"


def test_no_text_becomes_a_formula_and_no_mark_shows_it() -> None:
    hostile = replace(ROW, name='=HYPERLINK("http://x")', done="+1", plan="@cmd", lead="=1+1")
    sheet = sheet_of(Ledger("=1", "-2", (hostile,)))
    with zipfile.ZipFile(io.BytesIO(ledger_workbook(Ledger("=1", "-2", (hostile,))))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    name = sheet.cell(4, NUMBER_OF["重点任务"])
    assert (name.value, name.data_type, name.quotePrefix) == ('=HYPERLINK("http://x")', "s", True)


def test_it_prints_as_wide_as_the_page_with_its_header_on_each() -> None:
    sheet = sheet_of(LEDGER)
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "E4"


def test_values_survive_the_way_through_a_drawing() -> None:
    made = replace(LEDGER, rows=(replace(ROW, own=(("备注", "缓"),)),))
    assert Ledger.from_json(made.to_json()) == made


def test_a_ledger_that_waited_from_before_figures_were_numbers_is_printed_in_its_words() -> None:
    texts = {"target": "26座", "done": "截至6月24日 18座", "light": "绿", "due": "2026-12-31", "lead": "中心"}
    old = dict.fromkeys(("board", "code", "name", "leader", "plan"), "") | texts | {"co_units": ["姚家街道"]}
    row = told(sheet_of(Ledger.from_json({"title": "题", "subtitle": "副", "rows": [old], "note": ""})), 4)
    assert (row["目标值"], row["进展说明"], row["完成时限"]) == ("26座", "截至6月24日 18座", "2026-12-31")
