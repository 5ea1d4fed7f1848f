"""Which stored promise a row speaks of: by what was promised, never by where the row stands."""

import random
import time
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.agreements import Answer, Known, compare
from domain.items import Item, Stage
from domain.matching import By, is_another_promise, key, matches
from tests.domain.test_agreements import ITEM

NAMES = ("招引总部企业", "道路养护里程", "垃圾分类覆盖率", "社区食堂", "口袋公园", "存量债务压降", "雨污分流改造")


def promise(number: int, name: str, **changes: object) -> Item:
    """An item of a board of another district."""
    return replace(ITEM, code=f"WH-{number:03d}", board="文化惠民", name=name, part_of=None, **changes)  # type: ignore[arg-type]


def stored(names: Sequence[str] = NAMES) -> list[Item]:
    return [promise(number, name) for number, name in enumerate(names, start=1)]


def test_a_row_put_in_at_the_top_moves_no_promise_and_gets_the_next_code() -> None:
    before = stored()
    read = [promise(1, "新建幼儿园"), *(replace(item, code=f"WH-{at:03d}") for at, item in enumerate(before, start=2))]
    changes = compare(before, read)
    assert (changes.changed, changes.same, changes.absent) == ((), len(before), ())
    assert [(item.code, item.name) for item in changes.new] == [("WH-008", "新建幼儿园")]
    assert changes.renumbered[0] == ("WH-002", "WH-001")


@given(st.permutations(range(len(NAMES))), st.sets(st.integers(0, len(NAMES) - 1), max_size=3), st.integers(0, 10_000))
def test_sorting_deleting_and_inserting_change_nothing_of_what_stays(
    order: list[int], gone: set[int], seed: int
) -> None:
    before = stored()
    rows = [before[at].name for at in order if at not in gone]
    rows.insert(random.Random(seed).randrange(len(rows) + 1), "低效用地再开发面积")
    read = [promise(number, name) for number, name in enumerate(rows, start=1)]
    changes = compare(before, read)
    assert changes.changed == ()
    assert {item.name for item in changes.absent} == {NAMES[at] for at in gone}
    assert [item.name for item in changes.new] == ["低效用地再开发面积"]
    assert changes.new[0].code not in {item.code for item in before}


def test_a_list_that_begins_at_one_again_is_new_promises() -> None:
    before = stored()
    read = [promise(1, "新增托位"), promise(2, "消防站建设")]
    changes = compare(before, read)
    assert [(item.code, item.name) for item in changes.new] == [("WH-008", "新增托位"), ("WH-009", "消防站建设")]
    assert len(changes.absent) == len(before)


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        ({"name": "社区食堂（助餐点）"}, True),
        ({"unit": "JD01"}, True),
        ({"measure_unit": "万元"}, True),
        ({"name": " 社区 食堂"}, False),
        ({"measure_unit": "家"}, False),
        ({"target": Decimal(99)}, False),
    ],
)
def test_with_reports_another_name_unit_or_measure_is_asked_and_another_figure_is_not(
    changed: dict[str, object], asked: bool
) -> None:
    before = stored()
    read = [item if item.name != "社区食堂" else replace(item, **changed) for item in before]  # type: ignore[arg-type]
    known = Known(frozenset({"WH-004"}))
    changes = compare(before, read, None, (), known)
    assert [doubt.old.code for doubt in changes.doubts] == (["WH-004"] if asked else [])
    assert not asked or (changes.changed, changes.new, changes.absent) == ((), (), ())
    assert compare(before, read).doubts == ()


def test_an_answer_settles_a_doubt_either_way() -> None:
    before = stored()
    read = [item if item.name != "社区食堂" else replace(item, name="社区食堂和助餐点") for item in before]
    reported = frozenset({"WH-004"})
    same = compare(before, read, None, (), Known(reported, answers={"WH-004": Answer.SAME}))
    assert ([change.code for change in same.changed], same.new) == (["WH-004"], ())
    other = compare(before, read, None, (), Known(reported, answers={"WH-004": Answer.OTHER}))
    assert ([item.code for item in other.new], [item.code for item in other.absent]) == (["WH-008"], ["WH-004"])


def test_a_code_that_the_file_states_finds_its_item_under_a_new_name_but_not_a_stranger() -> None:
    before = stored()
    kept = replace(before[3], name="社区食堂及老年助餐点建设", unit="JD01")
    assert matches(before, [kept], [True])[0].by is By.CODE
    stranger = replace(before[3], name="河道清淤")
    assert matches(before, [stranger], [True]) == ()


def test_parts_follow_their_parents_to_their_codes() -> None:
    before = stored(NAMES[:2])
    read = [
        promise(1, "新建学校"),
        promise(2, NAMES[0]),
        replace(promise(3, "一期"), part_of="WH-001"),
        replace(promise(4, "二期"), part_of="WH-002"),
    ]
    new = {item.name: (item.code, item.part_of) for item in compare(before, read).new}
    assert new == {"新建学校": ("WH-005", None), "一期": ("WH-003", "WH-005"), "二期": ("WH-004", "WH-001")}


def test_what_an_undone_import_brought_comes_back_with_its_code() -> None:
    gone = replace(promise(1, "新建学校"), stage=Stage.CLOSED)
    kept = compare([gone], [promise(5, "新建学校")], known=Known(withdrawn=frozenset({"WH-001"})))
    assert [(change.code, change.new.stage) for change in kept.changed] == [("WH-001", Stage.OPEN)]
    assert compare([gone], [promise(5, "新建学校")]).changed == ()


def test_counters_are_one_measure_and_spelling_is_no_other_name() -> None:
    assert not is_another_promise(
        promise(1, "新增“四上”企业", measure_unit="家"), promise(1, "新增四上企业", measure_unit="个")
    )
    assert is_another_promise(promise(1, "投资", measure_unit="亿元"), promise(1, "投资", measure_unit="万元"))
    assert key("２６座 楼宇（ＣＢＤ）") == key("26座楼宇CBD")


def test_ten_thousand_names_that_are_all_new_are_soon_told_apart() -> None:
    before = [promise(at, f"旧任务{at}号", unit=f"U{at % 40}") for at in range(1, 10_001)]
    read = [promise(at, f"另一件事第{at}项", unit=f"U{at % 40}") for at in range(20_001, 30_001)]
    begun = time.process_time()
    assert matches(before, read, [False] * len(read)) == ()
    assert time.process_time() - begun < 20
