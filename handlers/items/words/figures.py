"""What a report says, in few characters."""

from domain.reports import Report

UNCHANGED = "无变化"
BY_PHONE = "电话代报"
_NODE_DONE = "完成"
NO_NODE_YET = "尚无节点完成"


def by_phone(caller: str | None) -> str:
    """The mark of a report that was typed in for the unit; empty for the unit's own."""
    if caller is None:
        return ""
    return f"（{BY_PHONE}，来电人 {caller}）" if caller else f"（{BY_PHONE}）"


def no_change(report: Report) -> str:
    """无变化 with its reason; empty for a new figure or node."""
    if not report.unchanged:
        return ""
    return f"{UNCHANGED}（{report.note}）" if report.note else UNCHANGED


def node_done(node: str) -> str:
    """完成：挂牌运营; 完成工商登记 says so itself."""
    return node if node.startswith(_NODE_DONE) else f"{_NODE_DONE}：{node}"
