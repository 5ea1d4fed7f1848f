"""Sentences about messages that were changed after they had been sent."""

from collections.abc import Sequence

from wording.said import joined, worded

DONE = "这条消息已经办理，修改后的内容没有再办。需要更改请重新发一条。"
BUSY = "修改后的内容没有读取：请先办完正在填写的一步，或重新发一条。"
BLOCKER_STANDS = "原来登记的堵点不变。"
LEAVE_STANDS = "原来登记的请假不变，撤销请发“销假”。"


def stand(codes: Sequence[str]) -> str:
    """Reports that the new words do not speak of; none needs no word."""
    return worded("已提交的 {value} 不变。", value=joined("、", codes)) if codes else ""
