"""Sentences about invitations and bindings: who may come in, and who is told that somebody has."""

from handlers.kernel.messages import TOKEN_PLACE

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
    lines = [f"{person}的一次性邀请，{until} 前有效，用后即失效，请单独发给本人，不要发到群里："]
    if link:
        lines.append(f"{link}{TOKEN_PLACE}")
    lines.append(f"{'或' if link else '请本人'}在私聊中发送：/start {TOKEN_PLACE}")
    return tuple(lines)


COPY = "复制邀请"


def copied(link: str) -> str:
    """What is handed on by another way; the token is filled in when the card leaves."""
    return f"{link}{TOKEN_PLACE}" if link else f"/start {TOKEN_PLACE}"


def filled(line: str, token: str) -> str:
    """A line of the card as it leaves."""
    return line.replace(TOKEN_PLACE, token)


def waits(names: str) -> str:
    """Below an invitation that waits for a second person."""
    return f"须经{names}确认后才能使用，已发出确认请求。"


def asked(by: str, person: str) -> str:
    """To the second person."""
    return f"{by}要邀请{person}。是否同意？"


def approved(person: str) -> str:
    """On the card of the second person."""
    return f"已同意邀请{person}。"


def refused(person: str) -> str:
    """On the card of the second person."""
    return f"未同意邀请{person}，邀请已作废。"


def approved_by(by: str, person: str) -> str:
    """To who made the invitation."""
    return f"{by}已同意邀请{person}，邀请可以使用了。"


def refused_by(by: str, person: str) -> str:
    """To who made the invitation."""
    return f"{by}不同意邀请{person}，邀请已作废。"


def in_group(person: str) -> str:
    """An invitation was seen by others."""
    return f"{person}的邀请口令出现在群聊里，已作废。请重新生成，并单独发给本人。"


def by_another(person: str, who: str) -> str:
    """Somebody else came with an invitation."""
    return f"{who}试图使用{person}的邀请，未成功，邀请已作废。请核实。"


def bound(person: str, way: str, by: str, second: str) -> str:
    """To those who must know of every binding."""
    confirmed = f"，{second}确认" if second else ""
    return f"{person}已在{way}绑定，邀请由{by}生成{confirmed}。如有疑问请核实。"


def bound_elsewhere(way: str, *, ended: bool) -> str:
    """To the person, where the person was bound before."""
    here = "这里的登录随之结束" if ended else "这里仍可使用"
    return f"您的身份刚在另一台设备（{way}）上绑定，{here}。如非本人操作，请立即告知管理员。"
