"""The same table in Word, OpenDocument and strict OOXML comes to the same items as in an ordinary workbook."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from docx import Document

from documents.workbook import AgreementsRead, read_agreements
from tests.documents.workbook.layouts import BOARDS, UNITS
from tests.documents.workbook.layouts_second import LAYOUTS

LETTER = next(layout for layout in LAYOUTS if layout.name.startswith("a letter of responsibility"))


def read(content: bytes, name: str) -> AgreementsRead:
    return read_agreements(content, name, UNITS, BOARDS, 2026)


def come_to(result: AgreementsRead) -> list[tuple[str, str, str]]:
    assert result.faults == ()
    return [(each.item.name, each.item.unit, str(each.item.target)) for each in result.items]


def word(rows: Sequence[Sequence[object]], title: str) -> bytes:
    """A letter in Word: its title, some words, a table, the signatures."""
    document = Document()
    document.add_heading(title)
    document.add_paragraph("为完成全年任务，签订本责任书。")
    table = document.add_table(0, len(rows[0]))
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=False):
            cell.text = "" if value is None else str(value)
    document.add_paragraph("责任单位（盖章）：        2026年1月  日")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def opendocument(rows: Sequence[Sequence[object]], sheet: str) -> bytes:
    """An .ods file as small as it may be, with the empty cells that LibreOffice puts behind and below."""
    names = "urn:oasis:names:tc:opendocument:xmlns"

    def cell(value: object) -> str:
        if isinstance(value, int):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        shown = f"<text:p>{escape(str(value))}</text:p>" if value is not None else ""
        return f'<table:table-cell office:value-type="string">{shown}</table:table-cell>'

    told = "".join(
        f'<table:table-row>{"".join(map(cell, row))}<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        for row in rows
    )
    content = (
        f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" '
        f'xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet><table:table table:name="{sheet}">{told}'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
    return stream.getvalue()


def test_a_letter_of_responsibility_in_word_is_read_with_its_unit_from_the_title() -> None:
    result = read(word(LETTER.rows[1:3], str(LETTER.rows[0][0])), "民生保障.docx")
    assert come_to(result) == come_to(read(LETTER.content(), "book.xlsx"))[:1]


def test_an_opendocument_sheet_is_read_like_a_workbook() -> None:
    result = read(opendocument(LETTER.rows, LETTER.sheet), "book.ods")
    assert come_to(result) == come_to(read(LETTER.content(), "book.xlsx"))


def test_a_strict_workbook_is_read_like_any() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(LETTER.content())) as usual, zipfile.ZipFile(stream, "w") as strict:
        for name in usual.namelist():
            part = usual.read(name)
            for kind in (b"spreadsheetml", b"officeDocument"):
                ending = b"/main" if kind == b"spreadsheetml" else b"/relationships"
                part = part.replace(
                    b"http://schemas.openxmlformats.org/" + kind + b"/2006" + ending,
                    b"http://purl.oclc.org/ooxml/" + kind + ending,
                )
            strict.writestr(name, part)
    assert come_to(read(stream.getvalue(), "book.xlsx")) == come_to(read(LETTER.content(), "book.xlsx"))


def test_a_document_without_a_table_is_refused_in_words() -> None:
    document = Document()
    document.add_paragraph("通知")
    stream = io.BytesIO()
    document.save(stream)
    assert [fault.reason for fault in read(stream.getvalue(), "通知.docx").faults] == ["Word 文档里没有表格"]
