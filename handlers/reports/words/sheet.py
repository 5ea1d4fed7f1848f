"""Sentences about the month's sheet."""

from collections.abc import Sequence

from domain.quoting import quoted
from domain.secrecy import PERSONAL
from handlers.kernel.messages import Card, say
from wording.said import joined, worded

MOST = 8


def note(problem: str, further: str) -> str:
    """What stands beside a figure, as its note."""
    return joined(
        "；",
        [
            *([worded("存在问题：{problem}", problem=problem)] if problem else []),
            *([worded("下一步：{further}", further=further)] if further else []),
        ],
    )


def nothing_read(lines: Sequence[str]) -> Card:
    """A sheet of which no row can be reported."""
    return say("这张进度表里没有可以报送的行。", *lines, tells=PERSONAL)


def strange(called: Sequence[str]) -> str:
    """Rows whose item is not known, or is not the unit's."""
    return worded("不是本单位的事项或编号与名称对不上，未读取：{named}。", named=_named(called))


def unread(cells: Sequence[tuple[str, str]]) -> str:
    """Rows whose figure cannot be read."""
    return worded(
        "读不出数值，未读取：{named}。",
        named=_named([worded("{place} {text}", place=place, text=quoted(text)) for place, text in cells]),
    )


def empty(count: int) -> str:
    """Rows without a figure."""
    return worded("另有 {count} 行没有填数。", count=count)


def _named(called: Sequence[str]) -> str:
    return joined("、", called[:MOST]) + (worded("等 {count} 行", count=len(called)) if len(called) > MOST else "")
