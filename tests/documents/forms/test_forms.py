"""The office's own forms: named places are filled in their look, lines repeated, and what does not fit is named."""

import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.shared import Pt
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font

from documents.content import DOCX, XLSX
from documents.forms import FormError, Kind, Trouble, filled, looked_at
from documents.ledger_out import Ledger
from tests.documents.test_ledger_out import LEDGER, ROW
from tests.documents.test_notice_out import PAPER


def word(*lines: str) -> WordDocument:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    return document


WHOLE = ("{{文号}}", "{{标题}}", "{{主送}}：", "{{正文}}", "{{落款}}", "{{日期}}")


def saved(document: WordDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def texts(content: bytes) -> list[str]:
    return [each.text for each in Document(io.BytesIO(content)).paragraphs]


def test_a_word_form_is_filled_and_its_paragraph_repeated() -> None:
    kind, content = filled(saved(word(*WHOLE)), Kind.NOTICE, PAPER)
    assert kind == DOCX
    assert texts(content) == [
        "示督〔2026〕1号",
        "关于中央商务区26座楼宇建成交付的蓝色督办单",
        "中央商务区发展服务中心：",
        "一、督办事项。JS-010 中央商务区26座楼宇建成交付。",
        "二、督办事由。已逾期5个工作日未报送。",
        "示例区人民政府督查室",
        "2026年7月10日",
    ]


def test_a_place_that_word_cut_into_runs_is_one_and_keeps_the_look_of_its_first_sign() -> None:
    document = word(*WHOLE[1:])
    paragraph = document.add_paragraph("编号 ")
    for piece in ("{", "{文", "号}", "} 止"):
        paragraph.add_run(piece)
    paragraph.runs[1].font.size = Pt(22)
    _, content = filled(saved(document), Kind.NOTICE, PAPER)
    runs = Document(io.BytesIO(content)).paragraphs[-1].runs
    assert "".join(run.text for run in runs) == "编号 示督〔2026〕1号 止"
    assert next(run for run in runs if "示督" in run.text).font.size == Pt(22)


def test_places_in_tables_headers_and_cells_with_several_paragraphs_are_filled() -> None:
    document = word("{{标题}}", "{{日期}}")
    document.sections[0].header.paragraphs[0].text = "第 {{文号}} 号"
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "承办单位", "{{主送}}"
    table.cell(1, 0).text, table.cell(1, 1).text = "{{落款}}", "{{小标题}}{{正文}}"
    _, content = filled(saved(document), Kind.NOTICE, PAPER)
    made = Document(io.BytesIO(content))
    assert made.sections[0].header.paragraphs[0].text == "第 示督〔2026〕1号 号"
    cells = [[cell.text for cell in row.cells] for row in made.tables[0].rows]
    assert cells[0] == ["承办单位", "中央商务区发展服务中心"]
    assert cells[1][1].splitlines() == [head + text for head, text in PAPER.body]


def test_a_line_whose_places_are_all_empty_is_left_out() -> None:
    content = saved(word(*WHOLE, "抄送：{{抄送}}。"))
    assert "抄送：分管副区长（城建）。" in texts(filled(content, Kind.NOTICE, PAPER)[1])
    without = texts(filled(content, Kind.NOTICE, replace(PAPER, copies=""))[1])
    assert not any("抄送" in line for line in without)


@pytest.mark.parametrize(
    ("lines", "unknown", "missing"),
    [
        (WHOLE, (), ()),
        ((*WHOLE, "{{领导批示}}"), ("领导批示",), ()),
        (WHOLE[:3], (), ("日期", "正文", "落款")),
    ],
)
def test_what_a_form_has_and_lacks_is_named(
    lines: tuple[str, ...], unknown: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    looked = looked_at(saved(word(*lines)), Kind.NOTICE)
    assert (looked.unknown, looked.missing) == (unknown, missing)
    assert "抄送" in looked.left_out


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"not a form", Trouble.NOT_OFFICE),
        (saved(word("{{标题}}")), Trouble.MISSING),
        (saved(word(*WHOLE, "{{谁}}")), Trouble.UNKNOWN),
        (saved(word(*WHOLE))[:-200], Trouble.NOT_OFFICE),
    ],
)
def test_a_form_that_does_not_serve_says_why(content: bytes, trouble: Trouble) -> None:
    with pytest.raises(FormError) as raised:
        filled(content, Kind.NOTICE, PAPER)
    assert raised.value.trouble is trouble


def book(*rows: tuple[str, ...]) -> Workbook:
    made = Workbook()
    for row in rows:
        made.worksheets[0].append(list(row))
    return made


def kept(made: Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


FORM = (
    ("{{标题}}",),
    ("任务", "目标", "完成", "率", "时限", "备注"),
    ("{{重点任务}}", "{{目标值}}", "{{累计完成}}", "{{完成率}}", "{{完成时限}}", "{{牵头单位}}（{{编号}}）"),
    ("签字",),
)


def test_a_workbook_form_takes_figures_as_figures_and_repeats_its_row() -> None:
    form = book(*FORM)
    page = form.worksheets[0]
    page["A3"].font = Font(bold=True)
    page.row_dimensions[3].height, page.row_dimensions[4].height = 20, 40
    page.merge_cells("A4:C4")
    kind, content = filled(kept(form), Kind.LEDGER, LEDGER)
    made = load_workbook(io.BytesIO(content)).worksheets[0]
    assert kind == XLSX
    assert [cell.value for cell in made[3]][:5] == [ROW.name, 26, 18.5, 0.712, datetime(2026, 12, 31)]  # noqa: DTZ001
    assert made["F4"].value == "中央商务区发展服务中心（JS-011）"
    assert made["A4"].font.b
    assert made["A5"].value == "签字"
    assert made.row_dimensions[5].height == 40
    assert made.row_dimensions[4].height == 20
    assert [str(area) for area in made.merged_cells.ranges] == ["A5:C5"]


def test_a_format_of_the_form_stays_and_shares_are_percentages() -> None:
    form = book(*FORM)
    form.worksheets[0]["E3"].number_format = "m月d日"
    row = replace(ROW, measure="%", goal=Decimal(8), total=Decimal("6.5"), share=None, due_on=date(2026, 6, 30))
    two = Ledger("题", "", (row, ROW))
    made = load_workbook(io.BytesIO(filled(kept(form), Kind.LEDGER, two)[1])).worksheets[0]
    assert (made["B4"].value, made["B4"].number_format) == (26, "General")
    assert (made["B3"].value, made["B3"].number_format) == (0.08, "0.######%")
    assert made["E3"].number_format == "m月d日"


def test_a_row_grows_with_its_wrapped_text() -> None:
    form = book(*FORM)
    page = form.worksheets[0]
    page["A3"].alignment = Alignment(wrap_text=True)
    page.row_dimensions[3].height, page.column_dimensions["A"].width = 14.5, 11
    long = replace(ROW, name="楼宇交付" * 5)
    made = load_workbook(io.BytesIO(filled(kept(form), Kind.LEDGER, Ledger("题", "", (long,)))[1])).worksheets[0]
    assert made.row_dimensions[3].height == 4 * 14.5


def test_a_ledger_s_form_in_word_repeats_its_row() -> None:
    document = word("{{标题}}")
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table.rows[1].cells, ("{{编号}}", "{{重点任务}}", "{{目标值}}{{计量单位}}"), strict=True):
        cell.text = text
    rows = Document(io.BytesIO(filled(saved(document), Kind.LEDGER, LEDGER)[1])).tables[0].rows
    assert [[cell.text for cell in row.cells] for row in rows][1:] == [
        ["JS-010", ROW.name, "26座"],
        ["JS-011", ROW.name, "26座"],
    ]


def test_text_of_a_document_becomes_no_formula_in_a_form() -> None:
    hostile = replace(ROW, name="=1+1")
    made = load_workbook(
        io.BytesIO(filled(kept(book(*FORM)), Kind.LEDGER, Ledger("题", "", (hostile,)))[1])
    ).worksheets[0]
    assert (made["A3"].value, made["A3"].data_type) == ("=1+1", "s")
