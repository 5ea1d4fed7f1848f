"""Messages that could not be handled, as the admins read of them."""


def title(count: int) -> str:
    """Heading."""
    return f"有 {count} 条消息没能处理，本人已收到提示"


def line(who: str, when: str) -> str:
    """One of them: who wrote it, and when the last try was."""
    return f"{when}　{who}"


def rest(more: int) -> str:
    """What does not fit, and where the reasons are."""
    others = f"另有 {more} 条。" if more > 0 else ""
    return f"{others}原因请在终端运行 zeren doctor 查看；排除后请本人重发。"


STRANGER = "未绑定人员"
