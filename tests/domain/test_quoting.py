"""Quotation marks within quotation marks."""

import pytest

from domain.quoting import quoted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("挂牌运营", "“挂牌运营”"),
        ("完成“一楼一策”编制", "“完成‘一楼一策’编制”"),
        ("“泉管家”", "“‘泉管家’”"),
        ("", "“”"),
    ],
)
def test_marks_within_are_the_single_ones(text: str, shown: str) -> None:
    assert quoted(text) == shown
