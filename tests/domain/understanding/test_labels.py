"""The label of a button, typed instead of tapped."""

import pytest

from domain.understanding import is_assent
from domain.understanding.labels import Reading, label_meant, says_itself

CARD = ("确认提交", "修改", "加佐证", "取消")
DOUBT = ("就按这个数", "修改", "不报这项")


@pytest.mark.parametrize(
    ("words", "label"),
    [
        *((each, each) for each in CARD),
        ("“确认提交”", "确认提交"),
        ("确认提交。", "确认提交"),
        ("【加佐证】", "加佐证"),
        ("确认", "确认提交"),
        ("确定", "确认提交"),
        ("提交", "确认提交"),
        ("提交吧", "确认提交"),
        ("补充佐证", "加佐证"),
        ("改一下", "修改"),
    ],
)
def test_what_is_written_for_a_label_is_the_label(words: str, label: str) -> None:
    assert label_meant(words, CARD, Reading.AS_ANSWER) == CARD.index(label)


@pytest.mark.parametrize(
    "words", ["好的", "👍", "收到", "改成 19", "佐证明天发", "确认一下进度", "提交到哪里", "是的", ""]
)
def test_whatever_else_is_said_is_no_label(words: str) -> None:
    assert label_meant(words, CARD, Reading.AS_ANSWER) is None


def test_yes_answers_a_doubtful_figure_under_an_open_form_only() -> None:
    assert label_meant("是的", DOUBT, Reading.AS_ANSWER) == 0
    assert label_meant("属实", DOUBT, Reading.AS_ANSWER) == 0
    assert label_meant("是的", DOUBT, Reading.LOOSELY) is None


def test_what_may_be_two_labels_is_none() -> None:
    assert label_meant("确认", ("确认回复", "确认撤回"), Reading.LOOSELY) is None


@pytest.mark.parametrize(
    ("words", "assents"),
    [
        ("好的", True),
        ("👍", True),
        ("嗯，好的", True),
        ("马上报", True),
        ("谢谢", False),
        ("收到", False),
        ("好的，收到", False),
        ("好的，JS-010 20座", False),
        ("正在推进", False),
        ("改成 19", False),
    ],
)
def test_a_whole_line_of_assent(words: str, assents: bool) -> None:
    assert is_assent(words) is assents


def test_read_strictly_only_the_label_itself_is_the_label() -> None:
    assert label_meant("确认提交", CARD, Reading.STRICTLY) == 0
    assert label_meant("确认", CARD, Reading.STRICTLY) is None


@pytest.mark.parametrize(
    ("words", "itself"), [("申请延期", True), ("哪些红灯", True), ("报送", False), ("确认撤回", False)]
)
def test_what_says_itself_what_is_wanted_needs_no_card(words: str, itself: bool) -> None:
    assert says_itself(words) is itself
