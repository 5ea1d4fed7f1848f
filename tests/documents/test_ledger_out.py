"""The ledger as offices print it."""

import io
import zipfile
from dataclasses import replace

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.worksheet.worksheet import Worksheet

from documents.ledger_out import COLUMNS, UNITS, Ledger, LedgerRow, ledger_workbook

ROW = LedgerRow(
    board="大建设",
    code="JS-010",
    name="中央商务区26座楼宇建成交付",
    target="26座",
    done="截至6月24日 18座，69.2%；比计划快 4 个百分点",
    light="绿",
    plan="6月30日：累计交付11座；需每月 1.3 座",
    lead="中央商务区发展服务中心",
    co_units=("区住房和城乡建设局", "姚家街道"),
    leader="分管副区长（城建）",
    due="2026-12-31",
)
LEDGER = Ledger(
    "示例区2026年目标责任台账", "示例区　截至2026年6月29日", (ROW, replace(ROW, code="JS-011", co_units=()))
)


def sheet_of(ledger: Ledger) -> Worksheet:
    sheet = load_workbook(io.BytesIO(ledger_workbook(ledger)), rich_text=True).active
    assert isinstance(sheet, Worksheet)
    return sheet


def test_headings_a_band_a_board_and_a_row_an_item() -> None:
    sheet = sheet_of(Ledger("题", "副题", (ROW, replace(ROW, board="大民生", code="MS-001"))))
    first = [row[0].value for row in sheet.iter_rows(min_row=1, max_row=7)]
    assert first == ["题", "副题", "序号", "大建设", 1, "大民生", 2]
    assert [cell.value for cell in sheet[3]] == [name for name, _ in COLUMNS]


def test_the_lead_unit_is_bold_and_the_others_are_not() -> None:
    both = sheet_of(LEDGER).cell(row=5, column=UNITS).value
    assert isinstance(both, CellRichText)
    assert [(str(part), isinstance(part, TextBlock) and bool(part.font.b)) for part in both] == [
        ("中央商务区发展服务中心", True),
        ("、区住房和城乡建设局、姚家街道", False),
    ]


def test_a_light_is_a_word_before_it_is_a_colour() -> None:
    cell = sheet_of(LEDGER).cell(row=5, column=6)
    assert cell.value == "绿"
    assert cell.fill.fgColor.rgb == "FFD9EAD3"


def test_no_text_becomes_a_formula_and_no_mark_shows_it() -> None:
    hostile = replace(ROW, name='=HYPERLINK("http://x")', done="+1", plan="@cmd", lead="=1+1")
    sheet = sheet_of(Ledger("=1", "-2", (hostile,)))
    with zipfile.ZipFile(io.BytesIO(ledger_workbook(Ledger("=1", "-2", (hostile,))))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    name = sheet.cell(row=5, column=3)
    assert (name.value, name.data_type, name.quotePrefix) == ('=HYPERLINK("http://x")', "s", True)


def test_it_prints_as_wide_as_the_page_with_its_header_on_each() -> None:
    sheet = sheet_of(LEDGER)
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "D4"


def test_values_survive_the_way_through_a_drawing() -> None:
    assert Ledger.from_json(LEDGER.to_json()) == LEDGER
