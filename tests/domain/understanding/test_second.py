"""A second reader chooses an item and points to words of the line; it says nothing of its own."""

from dataclasses import replace

import pytest

from bot.demo.sample import sample_items
from domain.understanding.second import Proposal, names_any, proposal_in

LINE = "咱们那批楼又交了俩，拢共二十一座，截止到上礼拜五的"
CODES = {"JS-010", "JS-011"}


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ({"code": "JS-010", "figure": "二十一座", "day": "上礼拜五"}, "JS-010 二十一座 截至上礼拜五"),
        ({"code": "JS-010", "figure": "二十一座", "day": ""}, "JS-010 二十一座"),
        ({"code": "JS-010", "figure": None, "day": None}, "JS-010"),
        ({"code": " JS-011 "}, "JS-011"),
    ],
)
def test_a_proposal_is_made_of_words_of_the_line(answer: dict[str, object], line: str) -> None:
    found = proposal_in(answer, LINE, CODES)
    assert found is not None
    assert found.line == line


@pytest.mark.parametrize(
    "answer",
    [
        {"code": "JS-010", "figure": "21座"},
        {"code": "JS-010", "figure": "二十一座", "day": "6月19日"},
        {"code": "JS-012", "figure": "二十一座"},
        {"code": "", "figure": "二十一座"},
        {"figure": "二十一座"},
        {},
        {"code": ["JS-010"]},
    ],
)
def test_what_the_line_does_not_hold_is_no_proposal(answer: dict[str, object]) -> None:
    assert proposal_in(answer, LINE, CODES) is None


@pytest.mark.parametrize(
    ("line", "named"),
    [("js-010 又交了俩", True), ("视廊那几片的楼宇建成了", True), ("又交了俩", False), ("26个", False)],
)
def test_a_line_may_be_about_an_item_by_its_code_or_signs_of_its_name(line: str, named: bool) -> None:
    item = replace(next(each for each in sample_items(2026) if each.code == "JS-010"), aliases=())
    assert names_any(line, [item]) is named


def test_a_proposal_without_anything_but_the_item_is_its_code() -> None:
    assert Proposal("JS-010").line == "JS-010"
