"""Sentences about the month's sheet."""

from collections.abc import Sequence

from domain.quoting import quoted
from domain.secrecy import PERSONAL
from handlers.kernel.messages import Card, say

MOST = 8


def note(problem: str, further: str) -> str:
    """What stands beside a figure, as its note."""
    return "；".join([*([f"存在问题：{problem}"] if problem else []), *([f"下一步：{further}"] if further else [])])


def nothing_read(lines: Sequence[str]) -> Card:
    """A sheet of which no row can be reported."""
    return say("这张进度表里没有可以报送的行。", *lines, tells=PERSONAL)


def strange(called: Sequence[str]) -> str:
    """Rows whose item is not known, or is not the unit's."""
    return f"不是本单位的事项或编号与名称对不上，未读取：{_named(called)}。"


def unread(cells: Sequence[tuple[str, str]]) -> str:
    """Rows whose figure cannot be read."""
    return f"读不出数值，未读取：{_named([f'{place} {quoted(text)}' for place, text in cells])}。"


def empty(count: int) -> str:
    """Rows without a figure."""
    return f"另有 {count} 行没有填数。"


def _named(called: Sequence[str]) -> str:
    return "、".join(called[:MOST]) + (f"等 {len(called)} 行" if len(called) > MOST else "")
