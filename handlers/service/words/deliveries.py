"""Sentences about what became of messages. What a platform took is never called read, and nothing lost is called done."""

from collections.abc import Sequence

from domain.quoting import quoted
from storage.outbox import Delivery, MessageKind

CHANNELS = {"telegram": "Telegram", "web": "网页", "none": "无"}
KINDS = {MessageKind.REMINDER: "提醒", MessageKind.NOTICE: "通知", MessageKind.DIGEST: "通报"}
QUEUED = "排队"
ACCEPTED = "平台已接收"
# The web chat keeps what it is given until somebody opens the page: it rings nobody.
KEPT = "已存入网页"
STATES = {
    Delivery.PENDING: QUEUED,
    Delivery.SENDING: QUEUED,
    Delivery.ACCEPTED: ACCEPTED,
    Delivery.FAILED: "失败",
    Delivery.UNREACHABLE: "送不到",
    Delivery.UNKNOWN: "结果不明",
    Delivery.WITHDRAWN: "已撤回",
}
# The order in which counts are told; each stands apart.
ENDS = (Delivery.FAILED, Delivery.UNREACHABLE, Delivery.UNKNOWN, Delivery.WITHDRAWN)
ORDER = (QUEUED, ACCEPTED, KEPT, *(STATES[each] for each in ENDS))
# What the log says (lower case) and what a person is told.
REASONS = (
    ("blocked", "对方已停用机器人"),
    ("deactivated", "对方账号已注销"),
    ("kicked", "机器人已被移出会话"),
    ("no reachable chat", "没有可送达的会话"),
    ("not found", "平台找不到该会话"),
    ("rights", "机器人无权在该会话发言"),
    ("chat_write_forbidden", "机器人无权在该会话发言"),
    ("too long", "内容超过平台限制"),
    ("too big", "文件超过平台限制"),
    ("the person has left", "人员已离岗"),
    ("was done before", "事项已办结，无需再发"),
    ("process died", "发送途中服务中断"),
    ("service stopped", "发送途中服务停止"),
    ("backup", "恢复备份时未再发送"),
    ("restore", "恢复备份时未再发送"),
    ("timedout", "平台没有回音"),
    ("networkerror", "网络中断"),
    ("badrequest", "平台拒收该消息"),
    ("forbidden", "平台不允许发送"),
)
OTHER_REASON = "平台拒收，原因未说明"
NOT_READ = "“平台已接收”只说明平台收下，不等于本人已读；“已存入网页”须打开网页才能看到。"
LOST_HEAD = "【未送达或不明】"
NO_CHAT_HEAD = "【没有可送达的会话】"
UNREACHED_HEAD = "【未送达，请另行通知】"
ALL_ARRIVED = "没有送不到的消息，所有人员均可送达。"
HOW = "发“送达情况 姓名”看某人的消息，发“送达情况 15天”看更长时间。"
NOTHING_SENT = "还没有推送过消息。"
BY_FALLBACK = "原会话未送达，改发至此"


def channel(name: str) -> str:
    """A channel as people call it."""
    return CHANNELS.get(name, name)


def came_instead(name: str) -> str:
    """Under a message that comes here since it did not arrive where it was sent first."""
    return f"（此消息原发往 {channel(name)}，未能送达，改发至此。）"


def state(ended: Delivery, name: str) -> str:
    """A state in a word; what a page keeps is not what a platform took."""
    return KEPT if ended is Delivery.ACCEPTED and name == "web" else STATES[ended]


def reason(error: str) -> str:
    """Why, in plain words."""
    return next((words for known, words in REASONS if known in error.lower()), OTHER_REASON if error else "")


def days_limit(most: int) -> str:
    """Too long a time."""
    return f"请写 1 到 {most} 个工作日，例如“送达情况 7天”。"


def title(days: int, since: str) -> str:
    """Heading of the whole."""
    return f"送达情况：近 {days} 个工作日（{since}起）"


def person_title(who: str) -> str:
    """Heading of one person's messages."""
    return f"送达情况：{who}"


def totals(pushes: int, parts: Sequence[tuple[str, int]]) -> tuple[str, str]:
    """All pushes, each state apart."""
    return f"推送 {pushes} 条（提醒、通知、通报）", " · ".join(f"{word} {count} 条" for word, count in parts)


def counts(who: str, parts: Sequence[tuple[str, int]], why: str) -> str:
    """One person for whom something did not arrive."""
    told = "，".join(f"{word} {count} 条" for word, count in parts)
    return f"{who}：{told}" + (f"；最近：{why}" if why else "")


def section(head: str, count: int) -> str:
    """A heading with the number of people under it."""
    return f"{head}{count} 人"


def more(count: int) -> str:
    """What does not fit."""
    return f"另有 {count} 人，发“送达情况 姓名”查看。"


def message(at: str, kind: MessageKind, text: str, word: str, name: str, why: str, *, instead: bool) -> str:
    """One message of a person."""
    where = "" if name == "none" else f"（{channel(name)}{'，' + BY_FALLBACK if instead else ''}）"
    return f"{at} {KINDS.get(kind, '')}{quoted(text)}：{word}{where}" + (f"，{why}" if why else "")


def unreached(who: str, matters: str, why: str) -> str:
    """Whom which matters did not reach."""
    return f"{who}：{matters}" + (f"（{why}）" if why else "")


def items_missed(codes: Sequence[str], count: int) -> str:
    """Items a reminder was about."""
    return f"提醒 {'、'.join(codes)}" + (f" 等 {count} 项" if count > len(codes) else "")


def whole_unit(unit: str, count: int) -> str:
    """A unit none of whose people can be reached."""
    return f"{unit}：{count} 人均送不到，请另行通知该单位。"


def more_unreached(count: int) -> str:
    """What does not fit into the bundle."""
    return f"另有 {count} 人，发“送达情况”查看。"


def of_notice(people: int, parts: Sequence[tuple[str, Sequence[str], bool]]) -> str:
    """What became of a notice's messages: words with names; the names are told where somebody must act."""
    told = [f"{len(names)} 人{word}" + (f"（{'、'.join(names)}）" if named else "") for word, names, named in parts]
    return f"送达：{people} 人中 {'，'.join(told)}"
