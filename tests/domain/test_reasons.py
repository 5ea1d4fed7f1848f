"""Reasons as values: one text each, and back; figures of another kind are refused."""

from datetime import date
from decimal import Decimal
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.colours import Light
from domain.reasons import SHAPES, Code, Figure, Reason, as_written, from_json, joined, shape_of, to_json

TEXTS = st.text(max_size=12)
FIGURES: dict[type, st.SearchStrategy[Figure]] = {
    str: TEXTS,
    int: st.integers(0, 400),
    Decimal: st.decimals(-1000, 100000, places=2),
    date: st.dates(date(2000, 1, 1), date(2100, 1, 1)),
}


def figures_of(wanted: type) -> st.SearchStrategy[Figure]:
    if wanted is Reason:
        return st.builds(as_written, TEXTS)
    return st.sampled_from(list(wanted)) if issubclass(wanted, Enum) else FIGURES[wanted]


@st.composite
def reasons(draw: st.DrawFn) -> Reason:
    """A reason of any code."""
    code = draw(st.sampled_from(list(Code)))
    return Reason(code, tuple(draw(figures_of(wanted)) for wanted in shape_of(code, draw(st.integers(2, 4)))))


@given(reasons())
def test_a_reason_is_read_as_it_was_stored(reason: Reason) -> None:
    assert from_json(to_json(reason)) == reason


@given(reasons(), reasons())
def test_equal_reasons_have_equal_texts_and_others_do_not(one: Reason, other: Reason) -> None:
    assert (to_json(one) == to_json(other)) == (one == other)


def test_the_text_is_short_and_says_the_code() -> None:
    reason = joined([Reason(Code.NODE_LATE, ("累计交付19座", 10)), Reason(Code.BEHIND, (Decimal("4.0"),))])
    assert to_json(reason) == '["all",["node_late","累计交付19座",10],["behind","4"]]'
    assert [part.code for part in reason.parts] == [Code.NODE_LATE, Code.BEHIND]
    assert joined([Reason(Code.DRAFT)]).parts == (Reason(Code.DRAFT),)


@pytest.mark.parametrize(
    ("code", "figures"),
    [
        (Code.OVERDUE, ()),
        (Code.OVERDUE, ("3",)),
        (Code.OVERDUE, (3, 4)),
        (Code.DRAFT, ("草稿",)),
        (Code.LIGHT_NOW, ("red", as_written(""))),
        (Code.ALL, ("慢",)),
    ],
)
def test_figures_of_another_kind_are_refused(code: Code, figures: tuple[Figure, ...]) -> None:
    with pytest.raises(ValueError, match=code.value):
        Reason(code, figures)


@pytest.mark.parametrize(
    "text",
    ["", "慢 4 个百分点", "{}", "[]", "[1]", '["no_code"]', '["overdue"]', '["overdue","3"]', '["behind","x"]',
     '["starts","2026-13-01"]', '["light_now","violet",["draft"]]', '["light_now","red","draft"]', '["all","draft"]'],
)  # fmt: skip
def test_a_text_that_is_no_reason_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        from_json(text)


def test_lights_are_figures() -> None:
    assert SHAPES[Code.LIGHT_NOW][0] is Light
