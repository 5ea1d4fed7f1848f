"""What an import changes, the same promises in another year, what a draft lacks, and parts that do not add up."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.agreements import ItemChange, compare, missing_parts, shift_year
from domain.items import Basis, Cadence, Direction, Item, Kind, Milestone, Secrecy, Stage
from handlers.kernel.words import fields

ITEM = Item(
    code="JS-002",
    year=2022,
    board="大建设",
    unit="BM03",
    co_units=("BM19",),
    name="老旧小区改造",
    aliases=("旧改",),
    kind=Kind.QUANTITY,
    target=Decimal(52),
    measure_unit="个",
    baseline=Decimal(39),
    weight=Decimal(30),
    start=date(2022, 3, 1),
    due=date(2022, 11, 30),
    cadence=Cadence.MONTH,
    leader="分管副区长",
    milestones=(Milestone(date(2022, 4, 30), "全部开工"), Milestone(date(2022, 8, 31), "累计完工", Decimal(27))),
    direction=Direction.UP,
    basis=Basis.FLOW,
)
# The same item as an official workbook gives it: without what only the bot knows.
READ = replace(ITEM, aliases=(), start=date(2022, 1, 1), basis=Basis.LEVEL, source="a.xlsx")


def told_of(change: ItemChange) -> tuple[tuple[str, str, str], ...]:
    """The changed fields as people read them."""
    return tuple(map(fields.told, change.fields))


def test_the_same_workbook_again_changes_nothing() -> None:
    stored = replace(ITEM, part_of="JS-001", secrecy=Secrecy.INTERNAL)
    changes = compare([stored], [READ])
    assert (changes.new, changes.changed, changes.same, changes.absent) == ((), (), 1, ())


def test_a_new_target_is_shown_and_what_the_file_does_not_know_is_kept() -> None:
    stored = replace(ITEM, part_of="JS-001", secrecy=Secrecy.INTERNAL)
    [change] = compare([stored], [replace(READ, target=Decimal("60.0"), leader="常务副区长")]).changed
    assert told_of(change) == (("目标值", "52", "60"), ("责任领导", "分管副区长", "常务副区长"))
    assert change.new == replace(stored, target=Decimal(60), leader="常务副区长", source="a.xlsx")


def test_the_same_figure_written_otherwise_is_no_change() -> None:
    assert compare([ITEM], [replace(READ, target=Decimal("52.00"))]).same == 1


def test_a_start_the_file_states_is_a_change() -> None:
    [change] = compare([ITEM], [replace(READ, start=date(2022, 2, 1))]).changed
    assert told_of(change) == (("开始日期", "2022-03-01", "2022-02-01"),)


def test_a_file_that_decides_a_field_changes_it() -> None:
    [change] = compare([ITEM], [replace(READ, aliases=("旧改", "小区改造"))], {"JS-002": {"start"}}).changed
    assert told_of(change) == (("口头叫法", "旧改", "旧改、小区改造"), ("口径", "年内累计", "存量"))
    assert change.new.start == ITEM.start


def test_new_and_absent_items_are_told_apart() -> None:
    other = replace(READ, code="JS-003", name="新建停车场")
    changes = compare([ITEM], [other])
    assert (changes.new, changes.absent, changes.same) == ((other,), (ITEM,), 0)


def test_a_changed_milestone_is_shown_with_its_plan() -> None:
    [change] = compare([ITEM], [replace(READ, milestones=ITEM.milestones[:1])]).changed
    assert told_of(change) == (("节点安排", "2022-04-30 全部开工；2022-08-31 累计完工（27）", "2022-04-30 全部开工"),)


def test_a_milestone_item_that_gets_a_figure_also_gets_a_new_basis() -> None:
    stored = replace(ITEM, kind=Kind.MILESTONE, target=Decimal(1), basis=Basis.ONCE)
    assert compare([stored], [READ]).changed[0].new.basis is Basis.LEVEL


def test_a_stored_start_after_the_new_due_date_is_not_kept() -> None:
    [change] = compare([ITEM], [replace(READ, due=date(2022, 2, 15), milestones=())]).changed
    assert change.new.start == date(2022, 1, 1)


def test_a_draft_that_becomes_complete_is_opened() -> None:
    draft = replace(ITEM, target=None, stage=Stage.DRAFT)
    [change] = compare([draft], [READ]).changed
    assert told_of(change) == (("目标值", "（空）", "52"), ("状态", "草稿", "在办"))


def test_a_vague_workbook_does_not_undo_what_was_settled_since() -> None:
    vague = replace(READ, target=None, due=None, measure_unit="", kind=Kind.MILESTONE, stage=Stage.DRAFT)
    assert compare([ITEM], [vague]).same == 1


def test_a_draft_stays_a_draft_while_something_is_missing() -> None:
    draft = replace(ITEM, target=None, due=None, stage=Stage.DRAFT)
    [change] = compare([draft], [replace(READ, target=None, stage=Stage.DRAFT)]).changed
    assert told_of(change) == (("完成时限", "（空）", "2022-11-30"),)
    assert change.new.stage is Stage.DRAFT


def test_a_closed_item_is_not_opened_again_by_a_file() -> None:
    closed = replace(ITEM, stage=Stage.CLOSED)
    assert compare([closed], [READ]).same == 1


def test_all_dates_move_to_the_other_year_and_nothing_else_changes() -> None:
    [moved] = shift_year([ITEM], 2026)
    assert (moved.year, moved.start, moved.due) == (2026, date(2026, 3, 1), date(2026, 11, 30))
    assert [step.date for step in moved.milestones] == [date(2026, 4, 30), date(2026, 8, 31)]
    assert [(step.text, step.planned) for step in moved.milestones] == [
        (step.text, step.planned) for step in ITEM.milestones
    ]
    assert shift_year([moved], 2022) == (ITEM,)


def test_the_29th_of_february_becomes_the_28th() -> None:
    leap = replace(ITEM, year=2024, start=date(2024, 1, 1), due=date(2024, 2, 29), milestones=())
    assert shift_year([leap], 2025)[0].due == date(2025, 2, 28)


def test_a_due_date_in_the_next_year_stays_in_the_next_year() -> None:
    long = replace(ITEM, due=date(2023, 3, 31))
    assert shift_year([long], 2026)[0].due == date(2027, 3, 31)


@given(st.integers(min_value=2001, max_value=2090))
def test_the_order_of_dates_survives_every_year(year: int) -> None:
    [moved] = shift_year([ITEM], year)
    assert moved.due is not None
    assert moved.start <= moved.milestones[0].date <= moved.milestones[1].date <= moved.due


def test_a_complete_item_lacks_nothing() -> None:
    assert missing_parts(ITEM) == ()


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (replace(ITEM, target=None), "目标值"),
        (replace(ITEM, target=None, due=None), "目标值、完成时限"),
        (replace(ITEM, measure_unit=""), "计量单位"),
        (replace(ITEM, kind=Kind.MILESTONE, target=None, measure_unit="项"), "完成标志"),
        (replace(ITEM, leader=""), "责任领导"),
    ],
)
def test_what_a_draft_lacks_is_said_in_words(item: Item, words: str) -> None:
    assert fields.lacking(item, missing_parts(item)) == words
