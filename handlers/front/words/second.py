"""Sentences around what a second reader proposes."""

from domain.quoting import quoted

TITLE = "另一种读法"
TAKE = "按此填报"
CHECK = "由模型读出，可能有误；点选后仍须核对、确认。"


def line(proposed: str) -> str:
    """The line as the rules will read it."""
    return f"您是否要报：{quoted(proposed)}"


def item(label: str) -> str:
    """The item that may be meant."""
    return f"您说的可能是：{label}"
