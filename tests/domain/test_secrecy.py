"""The secrecy gate's rule: what may leave by which way, and the words that are asked about."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.sample import sample_items
from domain.items import Item, Secrecy
from domain.secrecy import FIGURES, OPEN, PERSONAL, UNKNOWN, Gate, Grade, Tells, figures, personal, together, words_in

ITEM = sample_items(2026)[0]
INTERNAL = replace(ITEM, code="NB-001", secrecy=Secrecy.INTERNAL)
OTHER = replace(ITEM, code="NB-002", secrecy=Secrecy.INTERNAL)
TALKATIVE = Gate(frozenset({"web"}), figures_in_groups=True)
QUIET = Gate(frozenset({"web"}))

# grade, channel, group, of a gate that tells groups no figures, of one that does.
TABLE = [
    (Grade.OPEN, "web", False, True, True),
    (Grade.OPEN, "web", True, True, True),
    (Grade.OPEN, "telegram", False, True, True),
    (Grade.OPEN, "telegram", True, True, True),
    (Grade.FIGURES, "web", False, True, True),
    (Grade.FIGURES, "web", True, False, True),
    (Grade.FIGURES, "telegram", False, True, True),
    (Grade.FIGURES, "telegram", True, False, True),
    (Grade.PERSONAL, "web", False, True, True),
    (Grade.PERSONAL, "web", True, False, False),
    (Grade.PERSONAL, "telegram", False, True, True),
    (Grade.PERSONAL, "telegram", True, False, False),
    (Grade.INTERNAL, "web", False, True, True),
    (Grade.INTERNAL, "web", True, False, False),
    (Grade.INTERNAL, "telegram", False, False, False),
    (Grade.INTERNAL, "telegram", True, False, False),
]


@pytest.mark.parametrize(("grade", "channel", "group", "quiet", "talkative"), TABLE)
def test_what_may_leave_by_which_way(grade: Grade, channel: str, group: bool, quiet: bool, talkative: bool) -> None:
    assert QUIET.lets(grade, channel, group=group) is quiet
    assert TALKATIVE.lets(grade, channel, group=group) is talkative


def test_the_table_holds_every_case() -> None:
    cases = {(grade, channel, group) for grade, channel, group, _, _ in TABLE}
    assert cases == set(product(Grade, ("web", "telegram"), (False, True)))


def test_a_gate_nobody_set_has_nothing_inside_and_tells_groups_no_figures() -> None:
    assert not Gate().lets(Grade.INTERNAL, "web", group=False)
    assert not Gate().lets(Grade.FIGURES, "web", group=True)


@given(
    st.sets(st.sampled_from(["web", "telegram"])), st.booleans(), st.sampled_from(["web", "telegram"]), st.booleans()
)
def test_where_a_grade_may_go_a_freer_one_may(inside: set[str], figures_too: bool, channel: str, group: bool) -> None:
    gate = Gate(frozenset(inside), figures_too)
    allowed = [gate.lets(grade, channel, group=group) for grade in Grade]
    assert allowed == sorted(allowed, reverse=True)


@pytest.mark.parametrize(
    ("items", "in_a_group", "to_one"),
    [
        ((), OPEN, PERSONAL),
        ((ITEM,), FIGURES, PERSONAL),
        ((INTERNAL,), Tells(Grade.INTERNAL, frozenset({"NB-001"})), Tells(Grade.INTERNAL, frozenset({"NB-001"}))),
        (
            (ITEM, INTERNAL, OTHER, INTERNAL),
            Tells(Grade.INTERNAL, frozenset({"NB-001", "NB-002"})),
            Tells(Grade.INTERNAL, frozenset({"NB-001", "NB-002"})),
        ),
    ],
)
def test_a_text_is_as_strict_as_the_strictest_item_it_tells_of(
    items: tuple[Item, ...], in_a_group: Tells, to_one: Tells
) -> None:
    assert figures(*items) == in_a_group
    assert personal(*items) == to_one


@given(st.lists(st.builds(Tells, st.sampled_from(Grade), st.frozensets(st.sampled_from("abc"))), max_size=5))
def test_texts_together_give_away_what_each_does(each: list[Tells]) -> None:
    whole = together(each)
    assert whole.grade == max((one.grade for one in each), default=Grade.OPEN)
    assert whole.internal == {code for one in each for code in one.internal}
    assert together(reversed(each)) == whole


def test_what_cannot_be_looked_up_counts_as_not_public() -> None:
    assert UNKNOWN.grade is Grade.INTERNAL


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("拆迁进度慢", ()),
        ("含机密材料", ("机密",)),
        ("机 密 材料，名单附后", ("机密", "名单")),
        ("见ＡＢＣ计划", ("abc",)),
        ("", ()),
    ],
)
def test_a_watched_word_is_found_whatever_its_width_case_and_blanks(text: str, found: tuple[str, ...]) -> None:
    assert words_in(text, ("机密", "名单", "abc", " ")) == found
