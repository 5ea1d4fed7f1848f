"""Sentences about what became of messages. What a platform took is never called read, and nothing lost is called done."""

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from domain.delivery import Cause
from domain.quoting import quoted
from handlers.kernel.words.ways import Way
from storage.outbox import MessageKind, MessageState
from wording.said import joined, worded

T = TypeVar("T")
KINDS = {MessageKind.REMINDER: "提醒", MessageKind.INFO: "通知", MessageKind.DIGEST: "通报"}
QUEUED = "排队"
STATES = {
    MessageState.PENDING: QUEUED,
    MessageState.SENDING: QUEUED,
    MessageState.FAILED: "失败",
    MessageState.UNREACHABLE: "送不到",
    MessageState.UNKNOWN: "结果不明",
    MessageState.WITHDRAWN: "已撤回",
}
# The order in which counts are told; each stands apart.
ENDS = (MessageState.FAILED, MessageState.UNREACHABLE, MessageState.UNKNOWN, MessageState.WITHDRAWN)
REASONS = {
    Cause.BLOCKED: "对方已停用机器人",
    Cause.ACCOUNT_GONE: "对方账号已注销",
    Cause.REMOVED: "机器人已被移出会话",
    Cause.CHAT_GONE: "平台找不到该会话",
    Cause.NO_RIGHT: "机器人无权在该会话发言",
    Cause.ENDED: "该设备已退出登录",
    Cause.FORBIDDEN: "平台不允许发送",
    Cause.NO_ADDRESS: "没有可送达的会话",
    Cause.TOO_LONG: "内容超过平台限制",
    Cause.TOO_BIG: "文件超过平台限制",
    Cause.REFUSED: "平台拒收该消息",
    Cause.OURS: "我方处理出错，已记录",
    Cause.DRAWING: "我方制作图表或文件出错，已记录",
    Cause.RATE: "发送过于频繁，平台暂不接收",
    Cause.NETWORK: "网络中断",
    Cause.STORE: "我方数据库暂时不可用",
    Cause.PLATFORM_DOWN: "平台服务故障",
    Cause.BAD_TOKEN: "机器人凭证失效",
    Cause.MIGRATED: "会话已迁移",
    Cause.NO_ANSWER: "平台没有回音",
    Cause.CUT: "网络中断",
    Cause.UNREADABLE: "平台回复无法识别",
    Cause.DIED: "发送途中服务中断",
    Cause.STOPPED: "发送途中服务停止",
    Cause.RESTORED: "恢复备份时未再发送",
    Cause.OVER: "事项已办结，无需再发",
    Cause.LEFT: "人员已离岗",
    Cause.MOVED: "人员已调到别的单位",
}
LOST_HEAD = "【未送达或不明】"
NO_CHAT_HEAD = "【没有可送达的会话】"
UNITS_HEAD = "【没有能收到消息的人】"
UNREACHED_HEAD = "【未送达，请另行通知】"
IN_DOUBT_HEAD = "【未送达或不明，请另行通知】"
IN_DOUBT, UNSENT = "是否送达不明", "尚未送出"
RESTS = "是否送达不明：请另行告知该单位，签收前不催办、不记逾期。"
ALL_ARRIVED = "没有送不到的消息，所有人员均可送达。"
ALL_SENT_ARRIVED = "没有送不到的消息。"
HOW = "发“送达情况 姓名”看某人的消息，发“送达情况 15天”看更长时间。"
NOTHING_SENT = "还没有推送过消息。"
BY_FALLBACK = "原会话未送达，改发至此"


def units_out_of_reach(names: Sequence[str], count: int) -> str:
    """Units that owe something and have nobody whom a message reaches."""
    more = worded(" 等 {count} 家单位", count=count) if count > len(names) else ""
    return worded(
        "{units_head}{value}{more}：在办事项无人收到提醒，请联系管理员邀请或调入人员。",
        units_head=UNITS_HEAD,
        value=joined("、", names),
        more=more,
    )


def not_read(ways: Iterable[Way]) -> str:
    """What the states of taken messages do not say, each once."""
    told = dict.fromkeys(worded("{taken}{meaning}", taken=quoted(way.taken), meaning=way.meaning) for way in ways)
    return worded("{value}。", value=joined("；", told)) if told else ""


def by_word(ended: Iterable[tuple[MessageState, Way, T]], ways: Iterable[Way]) -> list[tuple[str, list[T]]]:
    """What ended in which state, in the usual order; what is told with one word stands together."""
    found: dict[str, list[T]] = {}
    for how, way, what in ended:
        found.setdefault(state(how, way), []).append(what)
    return [(word, found[word]) for word in _order(ways) if word in found]


def _order(ways: Iterable[Way]) -> tuple[str, ...]:
    """The order in which counts are told; each stands apart."""
    return tuple(dict.fromkeys((QUEUED, *(way.taken for way in ways), Way("").taken, *(STATES[each] for each in ENDS))))


def came_instead(way: Way) -> str:
    """Under a message that comes here since it did not arrive where it was sent first."""
    return worded("（此消息原发往 {label}，未能送达，改发至此。）", label=way.label)


def state(ended: MessageState, way: Way) -> str:
    """A state in a word; what a page keeps is not what a platform took."""
    return way.taken if ended is MessageState.ACCEPTED else STATES[ended]


def reason(cause: Cause | None, way: Way) -> str:
    """Why, in plain words; empty where there is nothing to say."""
    return "" if cause is None else way.reasons.get(cause) or REASONS[cause]


def days_limit(most: int) -> str:
    """Too long a time."""
    return worded("请写 1 到 {most} 个工作日，例如“送达情况 7天”。", most=most)


def title(days: int, since: str) -> str:
    """Heading of the whole."""
    return worded("送达情况：近 {days} 个工作日（{since}起）", days=days, since=since)


def person_title(who: str) -> str:
    """Heading of one person's messages."""
    return worded("送达情况：{who}", who=who)


def totals(pushes: int, parts: Sequence[tuple[str, int]]) -> tuple[str, str]:
    """All pushes, each state apart."""
    return worded("推送 {pushes} 条（提醒、通知、通报）", pushes=pushes), joined(
        " · ", (worded("{word} {count} 条", word=word, count=count) for word, count in parts)
    )


def counts(who: str, parts: Sequence[tuple[str, int]], why: str) -> str:
    """One person for whom something did not arrive."""
    told = joined("，", (worded("{word} {count} 条", word=word, count=count) for word, count in parts))
    return worded("{who}：{told}", who=who, told=told) + (worded("；最近：{why}", why=why) if why else "")


def section(head: str, count: int) -> str:
    """A heading with the number of people under it."""
    return worded("{head}{count} 人", head=head, count=count)


def more(count: int) -> str:
    """What does not fit."""
    return worded("另有 {count} 人，发“送达情况 姓名”查看。", count=count)


def message(at: str, kind: MessageKind, text: str, word: str, way: Way | None, why: str, *, instead: bool) -> str:
    """One message of a person; `way` is None where it had none to go."""
    where = (
        "" if way is None else worded("（{label}{part}）", label=way.label, part="，" + BY_FALLBACK if instead else "")
    )
    return worded(
        "{at} {get}{text}：{word}{where}", at=at, get=KINDS.get(kind, ""), text=quoted(text), word=word, where=where
    ) + (worded("，{why}", why=why) if why else "")


def unreached_head(ended: Collection[MessageState]) -> str:
    """Heading of what reached nobody; it says where that is not certain."""
    surely = {MessageState.FAILED, MessageState.UNREACHABLE}.issuperset(ended)
    return UNREACHED_HEAD if surely else IN_DOUBT_HEAD


def not_there(ended: MessageState, why: str) -> str:
    """Why something is not known to have arrived."""
    told = {MessageState.UNKNOWN: IN_DOUBT, MessageState.PENDING: UNSENT, MessageState.SENDING: UNSENT}.get(ended, "")
    return joined("，", (part for part in (told, why) if part))


def unreached(who: str, matters: str, why: str) -> str:
    """Whom which matters did not reach."""
    return worded("{who}：{matters}", who=who, matters=matters) + (worded("（{why}）", why=why) if why else "")


def items_missed(codes: Sequence[str], count: int) -> str:
    """Items a reminder was about."""
    return worded("提醒 {value}", value=joined("、", codes)) + (
        worded(" 等 {count} 项", count=count) if count > len(codes) else ""
    )


def whole_unit(unit: str, count: int) -> str:
    """A unit none of whose people can be reached."""
    return worded("{unit}：{count} 人均送不到，请另行通知该单位。", unit=unit, count=count)


def more_unreached(count: int) -> str:
    """What does not fit into the bundle."""
    return worded("另有 {count} 人，发“送达情况”查看。", count=count)


def of_notice(people: int, parts: Sequence[tuple[str, Sequence[str], bool]]) -> str:
    """What became of a notice's messages: words with names; the names are told where somebody must act."""
    told = [
        worded("{count} 人{word}", count=len(names), word=word)
        + (worded("（{value}）", value=joined("、", names)) if named else "")
        for word, names, named in parts
    ]
    return worded("送达：{people} 人中 {value}", people=people, value=joined("，", told))
