"""Sentences around what a second reader proposes."""

from domain.quoting import quoted
from wording.said import worded

TITLE = "另一种读法"
TAKE = "按此填报"
CHECK = "由模型读出，可能有误；点选后仍须核对、确认。"


def line(proposed: str) -> str:
    """The line as the rules will read it."""
    return worded("您是否要报：{proposed}", proposed=quoted(proposed))


def item(label: str) -> str:
    """The item that may be meant."""
    return worded("您说的可能是：{label}", label=label)
