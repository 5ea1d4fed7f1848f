"""Sentences of later limits for a notice's reply (延期)."""

from domain.notices.conditions import Why
from domain.notices.model import Action
from domain.quoting import quoted
from handlers.notices.words.notices import ACTIONS
from wording.said import worded

ASK = "申请延期"
GRANT = "同意延期"
REFUSE = "不同意延期"
EXTEND = "延期"
LISTED = "，申请延期待答复"

BAD = "没有看懂新的期限。请先写日期或工作日数，再写原因，例如“7月20日 等消防验收结果”“5个工作日 等消防验收结果”。"
ASK_REFUSAL = "请写不同意延期的理由。"
ANSWERED = "这份延期申请已有答复或已失效，请重新打开督办单。"

CONFIRM = "确认申请"
TAP_TO_SEND = "请核对，点“确认申请”后才会发出。"
OVERTAKEN = "这张卡片上的延期申请没有发出，请在最新的卡片上确认，或重新申请。"
NO_NOTICE = "不是督办单，转督查室"
WHICH = "您要为哪一份督办单申请延期？"
WHICH_REQUEST = "您要答复哪一份延期申请？"
TAP_TO_ANSWER = "这份延期申请待答复，请点“同意延期”或“不同意延期”。"
REPLY_VOIDS = "确认回复后，待答复的延期申请随之撤回。"
_WITH = {Action.REPLY: "随回复撤回", Action.OBJECT: "随异议撤回"}

_REFUSALS = {
    Why.ANSWERED: ANSWERED,
    Why.NOT_OWED: "这份督办单目前没有待回复的期限，不能延期。",
    Why.WAITING: "已有一份延期申请待督查室答复，请等待答复。",
    Why.LAPSED: "回复期限已过，不能再申请延期，请尽快回复。",
    Why.NOT_LATER: "新的期限要晚于现期限和今天。",
}


def refusal(why: Why, times: int, latest: str) -> str:
    """Why the limit cannot be moved."""
    if why is Why.TOO_OFTEN:
        return worded("按规定最多延期 {times} 次，不能再延。", times=times) if times else "按规定不得延期。"
    if why is Why.TOO_LONG:
        return worded("延期过长，按规定最迟可延至{latest}。", latest=latest)
    return _REFUSALS[why]


def ask(limit: str, latest: str, *, latest_told: bool = False) -> str:
    """Asks for the new limit and the reason."""
    return worded(
        "{limits}请写新的期限和原因，例如“{latest} 等消防验收结果”。",
        limits=_limits(limit, latest, told=latest_told),
        latest=latest,
    )


def about(printed: str, code: str, name: str) -> str:
    """Which notice a request in free words is about."""
    return worded("申请延期 {printed}（{code} {name}）", printed=printed, code=code, name=name)


def confirm(limit: str, until: str, reason: str) -> str:
    """Day and reason were told; nothing is sent before a tap."""
    return worded(
        "现期限：{limit}，申请延至{until}，原因：{reason}。请确认，或另写新的期限和原因。",
        limit=limit,
        until=until,
        reason=reason,
    )


def put_away(printed: str) -> str:
    """Something else has taken the place of a request that was not sent."""
    about = worded("{printed} 的", printed=printed) if printed else "刚才的"
    return worded("{about}延期申请没有发出，已放下，需要时请重新申请。", about=about)


def ask_reason(until: str) -> str:
    """The day was told."""
    return worded("申请延至{until}。请写原因，例如“等消防验收结果”。", until=until)


def give_reason(until: str) -> str:
    """The inspector told the day."""
    return worded("延至{until}。请写原因，例如“等消防验收结果”。", until=until)


def ask_day(limit: str, latest: str, reason: str, *, latest_told: bool = False) -> str:
    """The reason was told."""
    return worded(
        "{limits}原因：{reason}。请写新的期限，例如{latest}。",
        limits=_limits(limit, latest, told=latest_told),
        reason=reason,
        latest=quoted(latest),
    )


def wish(until: str, reason: str) -> str:
    """A later limit with its reason, as it stands on the record."""
    return worded("延至{until}，{reason}", until=until, reason=reason)


def asked(printed: str, until: str) -> str:
    """To the unit."""
    return worded(
        "已申请将 {printed} 的回复期限延至{until}，待督查室答复。答复前仍按原期限办理。", printed=printed, until=until
    )


def request(printed: str, unit: str, who: str, limit: str, text: str) -> tuple[str, ...]:
    """To the inspector."""
    return (
        worded(
            "{unit}（{who}）申请延期回复 {printed}（现期限：{limit}）：",
            unit=unit,
            who=who,
            printed=printed,
            limit=limit,
        ),
        quoted(text),
    )


def granted(printed: str, until: str) -> str:
    """To the unit and to the inspector."""
    return worded("{printed} 的回复期限已延至{until}。", printed=printed, until=until)


def refused(printed: str, text: str, limit: str) -> str:
    """To the unit."""
    return worded("{printed} 的延期申请未获同意：{text}。请于{limit}前回复。", printed=printed, text=text, limit=limit)


def extended(original: str, now: str, times: int) -> str:
    """On the card, for ever."""
    return worded("原期限：{original}，现期限：{now}，已延期 {times} 次", original=original, now=now, times=times)


def one(number: int, before: str, text: str) -> str:
    return worded("第 {number} 次：由{before}{text}", number=number, before=before, text=text)


def waits(until: str) -> str:
    """A request without an answer."""
    return worded("申请延至{until}，待督查室答复，期限未变", until=until)


def voided(action: Action) -> str:
    """On the record: what left a request without an answer."""
    return _WITH.get(action) or worded("因{actions}失效", actions=ACTIONS[action])


def withdrawn_with(action: Action, until: str) -> str:
    """To the inspector, in the same card as what the unit did instead."""
    return worded("此前申请延至{until}，{voided}，不需答复。", until=until, voided=voided(action))


def _limits(limit: str, latest: str, *, told: bool) -> str:
    """The present limit and the latest one, which a refusal above may have told."""
    return (
        worded("现期限：{limit}。", limit=limit)
        if told
        else worded("现期限：{limit}，最迟可延至{latest}。", limit=limit, latest=latest)
    )
