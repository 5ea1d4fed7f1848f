"""Sentences about the month's sheet."""

from collections.abc import Sequence

from domain.quoting import quoted
from domain.secrecy import PERSONAL
from handlers.kernel.messages import Card, cut, say
from wording.said import joined, worded

MOST = 8
SHORT = 60
BY_UNITS = "进展表由责任单位的填报人填好后发来；代报请发“代报 单位 内容”。"
SAY_OBSTACLES = "存在问题没有登记：没有填数的表不提交，请直接发消息说明堵点。"


def note(further: str) -> str:
    """What stands beside a figure, as its note."""
    return worded("下一步：{further}", further=further) if further else ""


def obstacle(item: str, text: str, units: Sequence[str]) -> str:
    """What holds an item up, on the card that waits for its tap."""
    to = joined("、", ("督查室", *units))
    return worded("堵点 {item}：{text}，提交后转{to}。", item=item, text=quoted(cut(text, SHORT)), to=to)


def still_waiting(items: Sequence[str]) -> str:
    """Obstacles that were told before in the same words."""
    return worded("堵点与上次相同且仍待答复，不再重复登记：{items}。", items=joined("、", items))


def next_steps(count: int) -> str:
    """How many rows tell what comes next."""
    return worded("下一步 {count} 条，随报送保存。", count=count)


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
