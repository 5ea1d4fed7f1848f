"""Files of every kind: what is no workbook is refused in one clear sentence, what is hostile is refused before it unfolds."""

import io
import re
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from documents.workbook import read_units
from documents.workbook.package import MAX_FILE, MAX_UNPACKED
from tests.documents.workbook.books import book, only_fault, read, row, saved

GOOD = book([row()])
DATA = Path(__file__).resolve().parents[2] / "data"


def repacked(change: Callable[[str, bytes], bytes]) -> bytes:
    """The good workbook with its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
    return made.getvalue()


def archive(**parts: bytes) -> bytes:
    """A zip of the named parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "filename", "words"),
    [
        (b"", "a.xlsx", "空的"),
        (b"  \n", "a.csv", "空的"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "a.xls", "已损坏"),
        ((DATA / "old-letter.doc").read_bytes(), "a.wps", "另存为 .docx"),
        ((DATA / "old-workbook.xls").read_bytes()[:4000], "a.et", "已损坏"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "已加密"),
        (b"%PDF-1.7", "a.pdf", "PDF"),
        (b"<html><table></table>", "a.xls", "网页"),
        (b"hello", "a.xlsx", "已损坏"),
        (b"hello", "a.ods", "已损坏"),
        (GOOD[: len(GOOD) // 2], "a.xlsx", "已损坏"),
        (archive(**{"word__document.xml": b"<w/>"}), "a.docx", "Word 文档已损坏"),
        (archive(**{"xl__workbook.bin": b"x"}), "a.xlsb", ".xlsb"),
        (archive(**{"xl__workbook.xml": b"<w/>"}), "a.xlsx", "已损坏"),
        (bytes(range(1, 256)) * 3, "a.csv", "编码"),
        (b"a,b\n1,2\n", "a.csv", "没有找到目标责任表"),
    ],
)
def test_what_is_no_workbook_is_one_fault_with_a_hint(content: bytes, filename: str, words: str) -> None:
    fault = only_fault(read(content, filename=filename))
    assert words in fault.reason
    assert not read_units(content, filename).units


# In parts of its length, which differs by some bytes with the time it was made.
@pytest.mark.parametrize("part", range(60))
def test_a_workbook_cut_anywhere_is_refused_and_never_raises(part: int) -> None:
    result = read(GOOD[: part * len(GOOD) // 60])
    assert result.items == ()
    assert result.faults


def test_a_workbook_with_a_spoilt_byte_never_raises() -> None:
    for place in range(0, len(GOOD), 41):
        spoilt = GOOD[:place] + bytes([GOOD[place] ^ 0xFF]) + GOOD[place + 1 :]
        result = read(spoilt)
        assert result.faults or [each.item.code for each in result.items] == ["JJ-001"]


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = archive(**{"xl__workbook.xml": b"<w/>", "xl__worksheets__sheet1.xml": b"0" * (MAX_UNPACKED + 1)})
    assert len(bomb) < MAX_FILE / 100
    assert "展开后过大" in only_fault(read(bomb)).reason


def lying(real: int, promised: int) -> bytes:
    """The good workbook with a part whose directory entry, and whose check sum, speak of its first bytes alone."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part))
        new.writestr("xl/more.xml", bytes(real))
        part = new.getinfo("xl/more.xml")
        part.file_size, part.CRC = promised, zlib.crc32(bytes(promised))
    return made.getvalue()


def test_a_package_that_lies_about_its_size_is_unpacked_no_further_than_it_promises() -> None:
    content = lying(120 * 1024 * 1024, 1000)
    tracemalloc.start()
    try:
        assert [each.item.code for each in read(content).items] == ["JJ-001"]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 60 * 1024 * 1024


def test_a_file_too_large_is_refused() -> None:
    assert "10 MB" in only_fault(read(b"PK" + bytes(MAX_FILE))).reason
    assert "10 MB" in only_fault(read(b"a" * (MAX_FILE + 1), filename="a.csv")).reason


def test_a_merge_over_the_whole_sheet_is_refused_before_it_unfolds() -> None:
    def merge(name: str, content: bytes) -> bytes:
        merged = b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        return content.replace(b"</sheetData>", merged) if "sheet1" in name else content

    assert "合并单元格范围过大" in only_fault(read(repacked(merge))).reason


def test_entities_in_a_part_are_refused() -> None:
    def define(name: str, content: bytes) -> bytes:
        return b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + content if "sheet1" in name else content

    assert "不允许的内容" in only_fault(read(repacked(define))).reason


def test_a_cell_far_away_makes_the_sheet_too_large() -> None:
    page = load_workbook(io.BytesIO(GOOD))
    page["大经济"]["A1048576"] = "x"
    assert "工作表过大" in only_fault(read(saved(page))).reason


def test_a_saved_result_of_a_formula_is_read() -> None:
    page = load_workbook(io.BytesIO(GOOD))
    page["大经济"]["F3"] = "=50+50"

    def with_result(content: bytes) -> bytes:
        return re.sub(rb"<f>50\+50</f><v ?(?:/>|></v>)", b"<f>50+50</f><v>100</v>", content)

    assert "公式没有保存" in only_fault(read(saved(page))).reason
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(page))) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.infolist():
            new.writestr(part.filename, with_result(old.read(part)))
    result = read(made.getvalue())
    assert result.faults == ()
    assert result.items[0].item.weight == 100


CSV = (
    "code,board,unit,co_units,name,kind,target,measure_unit,baseline,weight,start,due,cadence,leader,milestones{more}\n"
    'JJ-007,大经济,BM06,BM03|JD01,"首店,旗舰店",quantity,30,家,19,100,2022-02-01,2022-12-31,月,分管副区长,'
    "2022-06-30 累计12家:12|2022-09-30 累计22家:22{values}\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_every_usual_encoding(encoding: str) -> None:
    result = read(CSV.format(more="", values="").encode(encoding), filename="items.csv")
    assert result.faults == ()
    [each] = result.items
    assert (each.item.code, each.item.name, each.item.co_units) == ("JJ-007", "首店,旗舰店", ("BM03", "JD01"))
    assert each.guessed == ("direction", "basis")
    assert each.unstated == ("aliases", "part_of", "secrecy", "own")


def test_a_csv_that_says_direction_and_basis_leaves_nothing_to_guess() -> None:
    content = CSV.format(more=",direction,basis,part_of,secrecy", values=",down,level,,内部").encode()
    [each] = read(content, filename="items.csv").items
    assert (each.item.direction.value, each.item.basis.value, each.item.secrecy.value) == ("down", "level", "内部")
    assert each.item.part_of is None
    assert each.guessed == ()


def test_a_parent_that_is_not_in_the_table_is_a_fault() -> None:
    content = CSV.format(more=",part_of", values=",JJ-001").encode()
    assert "上级项“JJ-001”不在本表中" in only_fault(read(content, filename="items.csv")).reason


def test_a_code_of_another_board_is_a_fault() -> None:
    content = CSV.format(more="", values="").replace("JJ-007", "JS-007").encode()
    assert "JJ-" in only_fault(read(content, filename="items.csv")).reason


def test_a_csv_of_tabs_and_chinese_headings_is_read() -> None:
    headings = "板块\t序号\t指标\t计量单位\t目标值\t权重\t完成时限\t牵头单位\t报送周期\n"
    content = (headings + "大建设\t3\t老旧小区改造\t个\t≥７个\t100\t10月底前\t千佛山\t每月\n").encode("gb18030")
    [each] = read(content, filename="表.txt", year=2023).items
    assert (each.item.code, each.item.target, str(each.item.due)) == ("JS-003", Decimal(7), "2023-10-31")
