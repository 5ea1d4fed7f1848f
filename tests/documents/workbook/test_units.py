"""The list of units: codes, names, kinds; no name may mean two units."""

import pytest

from documents.workbook import read_units
from domain.units import Unit, UnitKind

HEAD = "code,name,short_names,kind\n"


def faults(*lines: str) -> list[tuple[int, str, str]]:
    read = read_units((HEAD + "\n".join(lines)).encode(), "units.csv")
    return [(fault.row, fault.cell, fault.reason) for fault in read.faults]


def test_a_unit_is_read_with_its_short_names() -> None:
    read = read_units((HEAD + "JD01,解放路街道,解放路|解放路办事处|解放路街道,街道\n").encode(), "units.csv")
    assert read.faults == ()
    assert read.units == (Unit("JD01", "解放路街道", ("解放路", "解放路办事处"), UnitKind.STREET),)


@pytest.mark.parametrize(
    ("line", "cell", "words"),
    [
        (",解放路街道,,street", "A2", "单位代码为空"),
        ("街道1,解放路街道,,street", "A2", "字母和数字"),
        ("JD01,解放路街道,,", "D2", "类别为空"),
        ("JD01,解放路街道,,学校", "D2", "之一"),
    ],
)
def test_a_bad_cell_is_a_fault(line: str, cell: str, words: str) -> None:
    [(row, at, reason)] = faults(line)
    assert (row, at) == (2, cell)
    assert words in reason


def test_a_name_of_two_units_is_a_fault() -> None:
    [(row, cell, reason)] = faults("JD01,解放路街道,解放,street", "JD02,千佛山街道,解放,street")
    assert (row, cell) == (3, "C3")
    assert "JD01" in reason


def test_a_code_twice_is_a_fault() -> None:
    assert "重复" in faults("JD01,解放路街道,,street", "JD01,千佛山街道,,street")[0][2]


def test_a_missing_column_is_named() -> None:
    read = read_units("单位,简称\n解放路街道,解放路\n".encode(), "units.csv")
    assert [fault.column for fault in read.faults] == ["单位代码", "类别"]
