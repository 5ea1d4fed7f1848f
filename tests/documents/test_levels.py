"""Numbers that somebody typed are fitted into the levels of an official paper, and nothing else is touched."""

import pytest

from documents.levels import chinese, fitted


@pytest.mark.parametrize(
    ("typed", "paragraphs"),
    [
        ("请按期完成。", ["请按期完成。"]),
        ("一、查明原因；二、提出措施。", ["（一）查明原因；", "（二）提出措施。"]),
        ("1.查明原因\n2.提出措施", ["（一）查明原因", "（二）提出措施"]),
        ("1、查明原因。2、提出措施。", ["（一）查明原因。", "（二）提出措施。"]),
        ("（一）查明；（二）整改。", ["（一）查明；", "（二）整改。"]),
        ("一、查明\n（一）内因\n（二）外因\n二、整改", ["（一）查明", "1.内因", "2.外因", "（二）整改"]),
        # Neither a figure, nor a code, nor a lone or a wrong number is a heading.
        ("完成3.5亿元；2.6亿元已到位。", ["完成3.5亿元；2.6亿元已到位。"]),
        ("见第一、二条。", ["见第一、二条。"]),
        ("一、只有一条。", ["一、只有一条。"]),
        ("二、先写后条；一、再写前条。", ["二、先写后条；一、再写前条。"]),
        ("第一行\n第二行", ["第一行", "第二行"]),
    ],
)
def test_levels_are_fitted(typed: str, paragraphs: list[str]) -> None:
    assert fitted(typed) == paragraphs


def test_ten_and_more_are_counted_on() -> None:
    typed = "".join(f"{chinese(number)}、第{number}项。" for number in range(1, 24))
    assert fitted(typed)[22] == "（二十三）第23项。"


def test_nothing_typed_is_lost() -> None:
    typed = "总体要求。一、甲：1、乙；2、丙（见附件1）。二、丁。末尾一句。"
    assert "".join(fitted(typed)).count("见附件1") == 1
    assert fitted(typed)[-1] == "（二）丁。末尾一句。"
