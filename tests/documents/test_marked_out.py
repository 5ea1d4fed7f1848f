"""A faulty workbook comes back with its cells marked: the same file where it is an .xlsx, a copy of its values else."""

import io

import pytest
from openpyxl import load_workbook

from documents.marked_out import Mark, marked
from documents.workbook import read_agreements
from tests.documents.workbook.books import BOARDS, UNITS, book, read, row
from tests.documents.workbook.test_binary import CONTENT as OLD

FAULTY = book([row(unit="不认识的局", target="20±2家"), row(number=2, name="另一项", due="6月底、12月底")])


def marks_of(content: bytes, name: str) -> dict[tuple[str, str], str]:
    """The comments in what comes back, by sheet and cell; each stands on a coloured cell."""
    faults = read_agreements(content, name, UNITS, BOARDS, 2022).faults
    back = load_workbook(io.BytesIO(marked(content, name, [Mark.of(each) for each in faults])))
    found = {}
    for sheet in back.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                if cell.comment is not None:
                    assert cell.fill.start_color.rgb == "FFFFC7CE"
                    found[sheet.title, cell.coordinate] = cell.comment.text
    assert {(each.sheet, each.cell) for each in faults if each.cell} <= found.keys()
    return found


def test_each_faulty_cell_says_why() -> None:
    found = marks_of(FAULTY, "a.xlsx")
    assert set(found) == {("大经济", "E3"), ("大经济", "I3"), ("大经济", "G4")}
    assert "区间" in found["大经济", "E3"]


def test_what_is_not_faulty_stays_and_once_mended_it_is_imported() -> None:
    back = load_workbook(io.BytesIO(marked(FAULTY, "a.xlsx", [Mark("大经济", 3, "E3", "区间")])))
    page = back["大经济"]
    page["E3"], page["I3"], page["G4"] = 20, "区商务局", "12月底"
    stream = io.BytesIO()
    back.save(stream)
    assert read(stream.getvalue()).faults == ()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (OLD, "旧.xls"),
        (
            "序号,指标/事项,计量单位,目标值,完成时限,牵头单位,板块\n1,甲,家,20±2,11月底,区商务局,大经济\n".encode(),
            "表.csv",
        ),
    ],
)
def test_a_file_of_another_kind_comes_back_as_a_copy_of_its_values(content: bytes, name: str) -> None:
    assert marks_of(content, name)


def test_a_fault_in_a_merged_range_and_of_a_whole_sheet_finds_its_place() -> None:
    merged = book([row(), row(number=2, name="另一项")], merges=["I3:I4"])
    back = load_workbook(
        io.BytesIO(marked(merged, "a.xlsx", [Mark("大经济", 4, "I4", "甲"), Mark("大经济", 0, "", "乙")]))
    )
    assert back["大经济"]["I3"].comment.text == "甲"
    assert back["大经济"]["A1"].comment.text == "乙"
