"""What is said in place of what may not leave by a channel: that there is something, and where to look."""

from collections.abc import Sequence

from domain.quoting import quoted
from domain.secrecy import Grade
from handlers.kernel.messages import preview
from storage.outbox import MessageKind
from storage.payloads import Payload
from wording.said import joined, worded

SEND_ANYWAY = "确认发出"
HIDDEN = "内部事项的消息"
IN_PRIVATE = "此内容请与我私聊查看。"
_WHAT = {MessageKind.REMINDER: "提醒", MessageKind.DIGEST: "通报"}


def pushed(kind: MessageKind, count: int, ways: Sequence[str]) -> str:
    """In place of a whole message that nobody asked for."""
    what = _WHAT.get(kind, "消息")
    return (
        worded("有 {count} 项内部事项的{what}，{look}。", count=count, what=what, look=_look(ways))
        if count
        else worded("有一条涉及内部事项的{what}，{look}。", what=what, look=_look(ways))
    )


def answered(count: int, ways: Sequence[str]) -> str:
    """In place of an answer."""
    return (
        worded("此内容涉及 {count} 项内部事项，{look}。", count=count, look=_look(ways))
        if count
        else worded("此内容涉及内部事项，{look}。", look=_look(ways))
    )


def left_out(count: int, ways: Sequence[str]) -> str:
    """Under a message some lines of which were left out."""
    return (
        worded("另有 {count} 项内部事项未列出，{look}。", count=count, look=_look(ways))
        if count
        else worded("另有内部事项未列出，{look}。", look=_look(ways))
    )


def watched(words: Sequence[str]) -> str:
    """Before a text leaves that holds words of the district's list."""
    return worded("请注意：文字中有{value}，请确认可以发出。", value=joined("、", map(quoted, words)))


def title(payload: Payload) -> str:
    """What a stored message is called in a list: its first words, or that they are not for a list.

    What was queued before messages had grades has left as it was.
    """
    graded = [each for each in (payload.get("tells"), *payload.get("line_tells", ())) if each]
    return HIDDEN if any(each["grade"] == Grade.INTERNAL.value for each in graded) else preview(payload)


def _look(ways: Sequence[str]) -> str:
    return worded("请到{value}端查看", value=joined("或", ways)) if ways else "请向督查室当面查询"
