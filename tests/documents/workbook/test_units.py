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
        ("BM91,,城管,部门", "B2", "名称为空"),
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


@pytest.mark.parametrize("kind", ["事业单位", "群团组织", "园区", "法院", "社区"])
def test_any_kind_of_unit_is_taken(kind: str) -> None:
    read = read_units((HEAD + f"QT01,某单位,,{kind}\n").encode(), "units.csv")
    assert (read.faults, read.units[0].kind) == ((), UnitKind.OTHER)


def test_a_list_without_codes_keeps_known_ones_and_gives_the_next() -> None:
    stored = (Unit("JD07", "望江街道", ("望江",), UnitKind.STREET),)
    content = "单位,简称\n望江街道,望江\n古渡街道,古渡\n区水务局,水务局\n临港投资集团,\n区人民法院,法院\n"
    read = read_units(content.encode(), "通讯录.csv", stored)
    assert read.faults == ()
    assert [(unit.code, unit.kind.value) for unit in read.units] == [
        ("JD07", "street"),
        ("JD01", "street"),
        ("BM01", "department"),
        ("QY01", "company"),
        ("QT01", "other"),
    ]


def test_a_list_of_contacts_without_codes_is_a_list_of_units() -> None:
    text = "序号,单位,联系人,职务,办公电话,手机\n1,区数据局,张某,科员,8888,139\n2,新城街道,李某,主任,77,\n"
    found = read_units(text.encode(), "通讯录.csv")
    assert found.faults == ()
    assert [(unit.name, unit.kind) for unit in found.units] == [
        ("区数据局", UnitKind.DEPARTMENT),
        ("新城街道", UnitKind.STREET),
    ]


def test_what_a_list_has_no_column_for_stays_as_it_is_stored() -> None:
    stored = (Unit("JD01", "望江街道", ("望江",), UnitKind.STREET), Unit("QT01", "区商会", ("商会",), UnitKind.OTHER))
    text = "单位,联系人,电话\n望江街道办事处,张某,8888\n区商会,李某,77\n"
    assert read_units(text.encode(), "通讯录.csv", stored).units == stored
