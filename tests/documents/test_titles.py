"""A long title of a paper stands in lines of like length, and no figure or quotation is torn."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.official import AREA_POINTS, SIZE_2
from documents.official_parts import CLOSING, OPENING, title_lines, width

MOST = AREA_POINTS / SIZE_2


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于通泉道的蓝色督办单", ["关于通泉道的蓝色督办单"]),
        (
            "关于26座楼宇“一楼一策”招商服务方案编制的蓝色督办单",
            ["关于26座楼宇“一楼一策”", "招商服务方案编制的", "蓝色督办单"],
        ),
        (
            "关于PM2.5年均浓度降至42微克每立方米以下的红色督办单",
            ["关于PM2.5年均浓度降至", "42微克每立方米以下的", "红色督办单"],
        ),
    ],
)
def test_a_title_is_cut_where_it_reads_best(title: str, lines: list[str]) -> None:
    assert title_lines(title) == lines


@given(st.text("关于中央商务区建成的、“”《》（）2026PM.5", min_size=1, max_size=90))
def test_nothing_of_a_title_is_lost_or_torn(title: str) -> None:
    lines = title_lines(title)
    assert "".join(lines) == title
    for before, after in pairwise(lines):
        at_last_word = before.endswith("的")
        assert at_last_word or not (before[-1:].isascii() and after[:1].isascii())
        assert at_last_word or (before[-1:] not in OPENING and after[:1] not in CLOSING)


@given(st.text("关于中央商务区建成", min_size=1, max_size=90))
def test_a_title_of_plain_words_fits_its_lines(title: str) -> None:
    assert all(width(line) <= MOST for line in title_lines(title))
