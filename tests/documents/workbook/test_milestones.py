"""The column of nodes: steps with their days, their words and the figures planned by then."""

from datetime import date
from decimal import Decimal

import pytest

from documents.workbook.milestones import read_milestones
from documents.workbook.values import Unreadable


def steps(text: str, unit: str = "座") -> list[tuple[str, str, str | None]]:
    """Day, words and planned figure of each."""
    return [
        (step.date.isoformat(), step.text, None if step.planned is None else str(step.planned))
        for step in read_milestones(text, 2026, unit)
    ]


def test_steps_stand_in_the_order_of_their_days_however_they_are_written() -> None:
    assert [day for day, _, _ in steps("12月底前：全部交付；6月底前：开工")] == ["2026-06-30", "2026-12-31"]


def test_a_clause_without_a_day_continues_the_step_before_it() -> None:
    assert [words for _, words, _ in steps("6月底前：完成招标；签订合同；9月底前：开工")] == [
        "完成招标；签订合同",
        "开工",
    ]


def test_a_blank_between_two_steps_is_no_step() -> None:
    assert len(steps("6月底前：开工；；\n\n12月底前：完工")) == 2


def test_an_empty_column_has_no_steps() -> None:
    assert read_milestones(" ", 2026, "座") == ()


@pytest.mark.parametrize("text", ["完成招标", "开工；6月底前：完工"])
def test_a_first_step_without_a_day_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="没有日期"):
        read_milestones(text, 2026, "座")


def test_a_step_that_says_only_when_is_refused() -> None:
    with pytest.raises(Unreadable, match="没有写明做什么"):
        read_milestones("6月底前：", 2026, "座")


def test_a_figure_planned_without_a_day_is_refused_and_not_joined_to_the_step_before() -> None:
    with pytest.raises(Unreadable, match="没有日期"):
        read_milestones("6月底前：交付5座【5座】；再交付3座【8座】", 2026, "座")


@pytest.mark.parametrize(("written", "planned"), [("（11）", 11), ("【11座】", 11), ("（部分）", None), ("11座", None)])
def test_only_the_closing_bracket_says_what_is_planned(written: str, planned: int | None) -> None:
    (step,) = read_milestones(f"6月底前：累计交付{written}", 2026, "座")
    assert (step.date, step.planned) == (date(2026, 6, 30), None if planned is None else Decimal(planned))
