"""Sentences about invitations and bindings: who may come in, and who is told that somebody has."""

from handlers.kernel.messages import TOKEN_PLACE
from wording.said import worded

VOID = "（已作废）"
TERMINAL = "服务器命令行"
APPROVE = "同意"
REFUSE = "不同意"
NOT_ME = "不是我，立即结束"
WAITING = "这份邀请待第二人确认，确认后请再发一次。"
NOT_FOR_YOU = "这份邀请不是给您的，已作废，并已告知管理员。如需换绑，请先发“退出登录”，再用新的邀请。"
GONE = "这份邀请已使用、已作废或已过期。"
NOT_SECOND = "这份邀请须由他人确认。"
NO_SECOND = (
    "填报人以外的角色，邀请须由另一位管理员确认；没有其他管理员时由督查员确认。现在没有可确认的人，"
    "请在服务器上用 zeren invite 办理。"
)


def card(person: str, link: str, until: str) -> tuple[str, ...]:
    """An invitation to hand over; the token is put in while it leaves."""
    lines = [
        worded(
            "{person}的一次性邀请，{until} 前有效，用后即失效，请单独发给本人，不要发到群里：",
            person=person,
            until=until,
        )
    ]
    if link:
        lines.append(worded("{link}{token_place}", link=link, token_place=TOKEN_PLACE))
    lines.append(
        worded("{part}在私聊中发送：/start {token_place}", part="或" if link else "请本人", token_place=TOKEN_PLACE)
    )
    return tuple(lines)


COPY = "复制邀请"


def copied(link: str) -> str:
    """What is handed on by another way; the token is filled in when the card leaves."""
    return (
        worded("{link}{token_place}", link=link, token_place=TOKEN_PLACE)
        if link
        else worded("/start {token_place}", token_place=TOKEN_PLACE)
    )


def filled(line: str, token: str) -> str:
    """A line of the card as it leaves."""
    return line.replace(TOKEN_PLACE, token)


def waits(names: str) -> str:
    """Below an invitation that waits for a second person."""
    return worded("须经{names}确认后才能使用，已发出确认请求。", names=names)


def asked(by: str, person: str) -> str:
    """To the second person."""
    return worded("{by}要邀请{person}。是否同意？", by=by, person=person)


def approved(person: str) -> str:
    """On the card of the second person."""
    return worded("已同意邀请{person}。", person=person)


def refused(person: str) -> str:
    """On the card of the second person."""
    return worded("未同意邀请{person}，邀请已作废。", person=person)


def approved_by(by: str, person: str) -> str:
    """To who made the invitation."""
    return worded("{by}已同意邀请{person}，邀请可以使用了。", by=by, person=person)


def refused_by(by: str, person: str) -> str:
    """To who made the invitation."""
    return worded("{by}不同意邀请{person}，邀请已作废。", by=by, person=person)


def in_group(person: str) -> str:
    """An invitation was seen by others."""
    return worded("{person}的邀请口令出现在群聊里，已作废。请重新生成，并单独发给本人。", person=person)


def by_another(person: str, who: str) -> str:
    """Somebody else came with an invitation."""
    return worded("{who}试图使用{person}的邀请，未成功，邀请已作废。请核实。", who=who, person=person)


def bound(person: str, way: str, by: str, second: str) -> str:
    """To those who must know of every binding."""
    confirmed = worded("，{second}确认", second=second) if second else ""
    return worded(
        "{person}已在{way}绑定，邀请由{by}生成{confirmed}。如有疑问请核实。",
        person=person,
        way=way,
        by=by,
        confirmed=confirmed,
    )


def bound_elsewhere(way: str, *, ended: bool) -> str:
    """To the person, where the person was bound before."""
    here = "这里的登录随之结束" if ended else "这里仍可使用"
    return worded("您的身份刚在另一台设备（{way}）上绑定，{here}。如非本人操作，请立即告知管理员。", way=way, here=here)
