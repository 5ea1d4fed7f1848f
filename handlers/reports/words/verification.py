"""Sentences of verification."""

from domain.quoting import quoted
from wording.said import worded

APPROVE = "通过"
RETURN = "退回"
OTHER_REASON = "其他原因"
EMPTY = "没有待核验的报送。"
DONE = "都核完了。"
MOVED = "这条报送的状态已变，已跳到下一条。"
REASON_LIKE = "例：照片与所报楼座不符"
WRITE_REASON = "请写明退回原因。"
REASONS = ("数字有误", "截至日期不符", "缺佐证", "佐证不清")
OWN = "不能核验自己的报送。"
REPORT_AGAIN = "重新报送"
EVIDENCE = "看佐证"
NO_EVIDENCE = "没有佐证"


def title(at: int, count: int, unit: str, code: str) -> str:
    """Position in the queue, unit and item."""
    return worded("{at}/{count} {unit} {code}", at=at, count=count, unit=unit, code=code)


def none_waits(code: str) -> str:
    """No report of an item is the person's to settle."""
    return worded("{code} 没有待您核验的报送。", code=code)


def change(before: str, after: str, as_of: str, evidence: int) -> str:
    """What changed: 18 → 21 座."""
    move = worded("{before} → {after}", before=before, after=after) if before else after
    proof = worded("佐证 {evidence} 个", evidence=evidence) if evidence else NO_EVIDENCE
    return worded("{move} · 截至 {as_of} · {proof}", move=move, as_of=as_of, proof=proof)


def reporter(who: str, sent: str, typed: str) -> str:
    """Who sent it, when, and the words as typed."""
    words = worded("：{typed}", typed=quoted(typed)) if typed else ""
    return worded("{who} {sent}{words}", who=who, sent=sent, words=words)


def confirmed_by_head() -> str:
    """The unit's head has checked it."""
    return "单位负责人已审核"


def approved(code: str, said: str, by: str) -> str:
    """To the reporter."""
    return worded("{code} {said}，已通过{by}。", code=code, said=said, by=by)


def returned(code: str, said: str, reason: str, by: str) -> str:
    """To the reporter."""
    return worded("{code} {said}，被{by}退回：{reason}。请更正后重报。", code=code, said=said, by=by, reason=reason)


def settled(code: str, verdict: str) -> str:
    """In place of the card that was tapped."""
    return worded("{code} {verdict}", code=code, verdict=verdict)


def why(code: str) -> str:
    """Asks for the reason of a return."""
    return worded("退回 {code}，原因是？", code=code)


ENDED_NOT_RETURNED = "这一事项已终止，单位不再报送，只能通过。"


def too_late_to_return(year: int) -> str:
    """Nobody could report anew on it."""
    return worded("{year}年责任书已结束，单位不能再补报，只能通过。", year=year)
