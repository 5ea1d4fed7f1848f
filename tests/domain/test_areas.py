"""The tree of areas: what is wrong with one, the way to an area, and the items on and below it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.areas import (
    MOST_DEPTH,
    Area,
    AreaField,
    AreaFieldChange,
    AreaTree,
    Problem,
    TreeFault,
    compare,
    tree_faults,
)

AXIS = Area("YZ", "一轴", "轴")
THREE = Area("SQ", "三区", "布局")
CITY, CBD, HILL = (
    Area("MFC", "明府城", "片区", "SQ"),
    Area("CBD", "中央商务区", "片区", "SQ"),
    Area("CLS", "长岭山", "片区", "SQ"),
)
TOWER = Area("T1", "绿地中心", "楼宇", "CBD")
AREAS = (AXIS, THREE, CITY, CBD, HILL, TOWER)
TREE = AreaTree(
    AREAS,
    {"CBD": frozenset({"JS-010", "JS-011"}), "T1": frozenset({"JS-010", "ZS-012"}), "YZ": frozenset({"JS-011"})},
)


def test_an_area_stands_before_what_is_below_it() -> None:
    assert [(area.code, depth) for area, depth in TREE.ordered] == [
        ("YZ", 0),
        ("SQ", 0),
        ("MFC", 1),
        ("CBD", 1),
        ("T1", 2),
        ("CLS", 1),
    ]


def test_an_item_below_an_area_counts_once_however_often_it_hangs_there() -> None:
    assert TREE.items_on("SQ") == frozenset()
    assert TREE.items_under("SQ") == TREE.items_under("CBD") == {"JS-010", "JS-011", "ZS-012"}
    assert [area.code for area in TREE.areas_of("JS-011")] == ["YZ", "CBD"]
    assert [area.name for area in TREE.path("T1")] == ["三区", "中央商务区", "绿地中心"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("CBD", ["CBD"]),
        ("cbd", ["CBD"]),
        ("中央商务区", ["CBD"]),
        ("商务", ["CBD"]),
        ("区", ["SQ", "CBD"]),
        ("月亮", []),
        (" ", []),
    ],
)
def test_an_area_is_found_by_code_name_or_part_of_its_name(words: str, found: list[str]) -> None:
    assert [area.code for area in TREE.find(words)] == found


@pytest.mark.parametrize(
    ("more", "faults"),
    [
        ((), ()),
        ((Area("CBD", "新区"),), (TreeFault(6, Problem.CODE_TWICE, "CBD"),)),
        ((Area("X", "明府城"),), (TreeFault(6, Problem.NAME_TWICE, "MFC"),)),
        ((Area("X", "cbd"),), (TreeFault(6, Problem.NAME_TWICE, "CBD"),)),
        ((Area("X", "新区", parent="QQ"),), (TreeFault(6, Problem.UNKNOWN_PARENT, "QQ"),)),
        ((Area("X", "新区", parent="X"),), (TreeFault(6, Problem.CYCLE, "X → X"),)),
        (
            (Area("X", "甲", parent="Y"), Area("Y", "乙", parent="X"), Area("Z", "丙", parent="X")),
            (TreeFault(6, Problem.CYCLE, "X → Y → X"), TreeFault(7, Problem.CYCLE, "Y → X → Y")),
        ),
    ],
)
def test_everything_wrong_with_a_tree_is_told_at_once(more: tuple[Area, ...], faults: tuple[TreeFault, ...]) -> None:
    assert tree_faults((*AREAS, *more)) == faults


def test_a_tree_that_is_too_deep_is_told_once_where_it_becomes_so() -> None:
    chain = [Area(f"A{at}", f"第{at}级", parent=f"A{at - 1}" if at else None) for at in range(MOST_DEPTH + 2)]
    assert tree_faults(chain) == (TreeFault(MOST_DEPTH, Problem.TOO_DEEP, str(MOST_DEPTH)),)
    assert tree_faults(chain[:MOST_DEPTH]) == ()


NUMBERS = st.lists(st.integers(-1, 7), min_size=1, max_size=8)


@given(NUMBERS)
def test_areas_without_faults_are_one_tree_that_holds_each_of_them_once(parents: list[int]) -> None:
    areas = [
        Area(f"A{at}", f"名{at}", parent=None if parent < 0 else f"A{parent}") for at, parent in enumerate(parents)
    ]
    faults = tree_faults(areas)
    tree = AreaTree(tuple(areas), {})
    if not faults:
        assert sorted(area.code for area, _ in tree.ordered) == sorted(area.code for area in areas)
    else:
        assert len(tree.ordered) < len(areas), "what is no tree does not hang together"


def test_a_file_changes_what_it_names_and_leaves_the_rest_alone() -> None:
    moved = Area("T1", "绿地中心", "楼宇", "MFC")
    new = Area("LS", "丽山系", "园区")
    hung = {"T1": frozenset({"JS-010", "ZS-012"}), "LS": frozenset({"JS-015"}), "CBD": frozenset({"JS-011", "JS-016"})}
    changes = compare(TREE, (moved, new, CBD), hung)
    assert changes.new == (new,)
    assert [(each.new.code, each.fields) for each in changes.changed] == [
        ("T1", (AreaFieldChange(AreaField.PARENT, "CBD", "MFC"),))
    ]
    assert [(each.area.code, each.hung, each.taken) for each in changes.hangings] == [
        ("LS", ("JS-015",), ()),
        ("CBD", ("JS-016",), ("JS-010",)),
    ]
    assert (changes.same, [area.code for area in changes.absent]) == (0, ["YZ", "SQ", "MFC", "CLS"])


def test_a_file_without_items_leaves_them_hanging_and_the_same_file_changes_nothing() -> None:
    assert compare(TREE, AREAS, {}).is_empty
    assert compare(TREE, AREAS, TREE.hung).is_empty
    assert not compare(TREE, AREAS, {"CBD": frozenset()}).is_empty
    assert compare(TREE, AREAS, {}).same == len(AREAS)
