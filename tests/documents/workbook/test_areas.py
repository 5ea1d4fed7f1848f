"""The table of areas: a tree by code or name, and the items on it; every fault at its cell, all at once."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.demo.sample import sample_areas, sample_items
from documents.workbook import AreasRead, read_agreements, read_areas, read_units
from domain.areas import MOST_DEPTH, Area, AreaTree
from tests.documents.workbook.books import saved

HEAD = "代码,名称,类别,上级,责任事项\n"
ITEMS = frozenset({"JS-008", "JS-010", "JS-011", "JS-015", "ZS-012"})
STORED = (Area("SQ", "三区", "布局"), Area("MFC", "明府城", "片区", "SQ"))


def read(*lines: str, stored: tuple[Area, ...] = (), head: str = HEAD) -> AreasRead:
    return read_areas((head + "\n".join(lines)).encode(), "片区.csv", stored, ITEMS)


def faults(*lines: str, stored: tuple[Area, ...] = ()) -> list[tuple[str, str]]:
    return [(fault.cell, fault.reason) for fault in read(*lines, stored=stored).faults]


def test_areas_are_read_with_parents_by_code_or_name_and_their_items() -> None:
    found = read("SQ,三区,布局,,", "cbd,中央商务区,片区,三区,JS-010、js-011|ZS-012", "CLS,长岭山,片区,sq,JS-008")
    assert found.faults == ()
    assert found.is_table
    assert found.areas == (
        Area("SQ", "三区", "布局"),
        Area("CBD", "中央商务区", "片区", "SQ"),
        Area("CLS", "长岭山", "片区", "SQ"),
    )
    assert found.hung == {"SQ": frozenset(), "CBD": {"JS-010", "JS-011", "ZS-012"}, "CLS": {"JS-008"}}


def test_a_parent_may_be_stored_already_and_a_file_without_items_says_nothing_about_them() -> None:
    found = read("CBD,中央商务区,片区,三区", stored=STORED, head="代码,名称,类别,上级\n")
    assert (found.faults, found.areas, found.hung) == ((), (Area("CBD", "中央商务区", "片区", "SQ"),), {})


def test_a_workbook_with_title_number_and_merged_kind_is_read_as_well() -> None:
    made = Workbook()
    page = made.active
    assert page is not None
    for row in (
        ["示例区空间布局"],
        ["序号", "片区代码", "片区名称", "类别", "上级片区", "责任事项"],
        [1, "SQ", "三区", "片区", None, None],
        [2, "CBD", "中央\n商务区", None, "三区", "JS-010\nJS-011"],
    ):
        page.append(row)
    page.merge_cells("D3:D4")
    found = read_areas(saved(made), "片区.xlsx", (), ITEMS)
    assert found.faults == ()
    assert found.areas[1] == Area("CBD", "中央商务区", "片区", "SQ")
    assert found.hung == {"SQ": frozenset(), "CBD": {"JS-010", "JS-011"}}


@pytest.mark.parametrize(
    ("line", "cell", "words"),
    [
        (",新区,片区,,", "A2", "代码为空"),
        ("片区一,新区,片区,,", "A2", "字母和数字"),
        ("X,,片区,,", "B2", "名称为空"),
        (f"X,{'长' * 101},片区,,", "B2", "名称超过 100 字"),
        (f"X,新区,{'长' * 51},,", "C2", "类别超过 50 字"),
        ("X,明府城,片区,,", "B2", "名称已是片区 MFC 的名称或代码"),
        ("X,新区,片区,月亮,", "D2", "上级“月亮”不认识"),
        ("X,新区,片区,X,", "D2", "上级互相包含：X → X"),
        ("SQ,三区,布局,明府城,", "D2", "上级互相包含：SQ → MFC → SQ"),
        ("X,新区,片区,,JS-010 JS-999 XX", "E2", "责任事项“JS-999、XX”不在本年责任书中"),
    ],
)
def test_a_bad_cell_is_a_fault_at_that_cell(line: str, cell: str, words: str) -> None:
    [(at, reason)] = faults(line, stored=STORED)
    assert at == cell
    assert words in reason


def test_all_faults_come_at_once() -> None:
    found = faults("A,甲,片区,B,JS-999", "B,乙,片区,A,", "A,丙,片区,,", "C,乙,片区,无此区,")
    assert [cell for cell, _ in found] == ["D2", "E2", "D3", "A4", "B5", "D5"]


def test_what_hangs_below_a_row_that_cannot_be_read_is_not_named_once_more() -> None:
    assert [cell for cell, _ in faults("错码,三区,布局,,", "CBD,中央商务区,片区,三区,")] == ["A2"]


def test_a_move_that_makes_stored_areas_too_deep_is_told_at_the_row_that_moves() -> None:
    chain = tuple(Area(f"A{at}", f"第{at}级", "", f"A{at - 1}" if at else None) for at in range(MOST_DEPTH))
    below = (Area("B0", "旁支"), Area("B1", "旁支下级", "", "B0"))
    [(cell, reason)] = faults(f"B0,旁支,,A{MOST_DEPTH - 2},", stored=(*chain, *below))
    assert (cell, reason) == ("D2", f"层级超过 {MOST_DEPTH} 级")


def test_a_table_without_codes_is_known_for_what_it_is_and_says_what_it_lacks() -> None:
    found = read("新区,片区,,", head="名称,类别,上级,责任事项\n")
    assert found.is_table
    assert [(fault.column, fault.reason) for fault in found.faults] == [("代码", "表头缺少“代码”列")]


def test_other_files_are_no_tables_of_areas_and_a_table_of_areas_is_nothing_else() -> None:
    assert not read("1,2,3", head="序号,指标/事项,目标值\n").is_table
    assert not read_areas(b"\x00\x01", "x.bin", (), ITEMS).is_table
    table = (HEAD + "CBD,中央商务区,片区,,JS-010").encode()
    assert read_units(table, "片区.csv").faults
    assert read_agreements(table, "片区.csv", (), {}, 2026).items == ()


CELLS = st.one_of(st.none(), st.integers(), st.text(max_size=12), st.sampled_from(["A", "B", "甲", "JS-010", "="]))


@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS, CELLS), max_size=6))
@settings(max_examples=60, deadline=None)
def test_whatever_stands_in_the_cells_is_read_or_refused_and_never_raises(rows: list[tuple[object, ...]]) -> None:
    made = Workbook()
    page = made.active
    assert page is not None
    page.append(["代码", "名称", "类别", "上级", "责任事项"])
    for row in rows:
        page.append([_writable(value) for value in row])
    stream = io.BytesIO()
    made.save(stream)
    found = read_areas(stream.getvalue(), "片区.xlsx", STORED, ITEMS)
    assert found.faults or len(found.areas) > 0
    assert all(fault.reason for fault in found.faults)


def _writable(value: object) -> object:
    return "".join(each for each in value if each.isprintable()) if isinstance(value, str) else value


def test_the_sample_tree_is_sound_and_hangs_what_the_report_names() -> None:
    items = {item.code for item in sample_items(2026)}
    found = read_areas(sample_areas(), "areas.csv", (), items)
    assert (found.faults, found.notices) == ((), ())
    tree = AreaTree(found.areas, found.hung)
    assert [area.name for area in tree.children(None)] == ["一轴", "三区", "多园"]
    assert [area.name for area in tree.children("SQ")] == ["明府城", "中央商务区", "长岭山"]
    # 报道数字对照: 一轴, 三区, 多园.
    assert tree.items_under("YZ") == {"JS-019"}
    assert tree.items_under("SQ") >= {"JS-008", "JS-010", "JS-011", "JS-012", "JS-016", "JS-017"}
    assert tree.items_under("DY") == {"JS-015", "ZS-014"}
    assert [area.name for area in tree.areas_of("JS-015")] == ["明湖系", "丽山系"]
