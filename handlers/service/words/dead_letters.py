"""Messages that could not be handled, as the admins read of them."""

from wording.said import worded


def title(count: int) -> str:
    """Heading."""
    return worded("有 {count} 条消息没能处理，本人已收到提示", count=count)


def line(who: str, when: str) -> str:
    """One of them: who wrote it, and when the last try was."""
    return worded("{when}\u3000{who}", when=when, who=who)


def rest(more: int) -> str:
    """What does not fit, and where the reasons are."""
    others = worded("另有 {more} 条。", more=more) if more > 0 else ""
    return worded("{others}原因请在终端运行 zeren doctor 查看；排除后请本人重发。", others=others)


STRANGER = "未绑定人员"
