"""Sentences of reminders and receipts."""

from domain.quoting import quoted
from handlers.kernel.messages import Rest
from handlers.notices.words import notices as notice_words
from wording.said import joined, worded

ACKNOWLEDGE = "收到"
ALL = "看全部"
ALL_SETTLED = "这份提醒所列的事项都已办结。"
SNOOZE = "暂缓"
SNOOZE_USAGE = "请写明编号、天数和原因，例如“暂缓 JS-010 2天 等验收报告”。"
SNOOZE_HOW = "请写编号、天数和原因，例如“JS-010 2天 等验收报告”。发“取消”放弃。"
SNOOZE_NOTHING = "这一事项目前没有需要暂缓的提醒。"
SNOOZE_AGAIN = "同一期只能暂缓一次，请按期报送或联系督查室。"
ACKNOWLEDGED = "已记录：收到。"
ACKNOWLEDGED_BEFORE = "之前已记录过收到。"
NOTHING_TO_ACKNOWLEDGE = "好的。"
OVERDUE_HEAD = "【逾期未报】"
DUE_HEAD = "【待报送】"
NODE_HEAD = "【节点】"


def told_as(line: str, name: str, *, over_budget: bool) -> str:
    """A line of a bundle with the reason it came to this person: in somebody's place, or since the unit is asked no more."""
    marks = [worded("代{name}", name=name)] if name else []
    if over_budget:
        marks.append("该单位本月催报已达上限，请督查室跟进")
    return worded("{line}（{value}）", line=line, value=joined("；", marks)) if marks else line


def snoozed(code: str, day: str) -> str:
    """A snooze is on record."""
    return worded("已记录：{code} 的提醒暂缓到 {day}。到期仍未报送，将继续逐级提醒。", code=code, day=day)


def snooze_limit(days: int) -> str:
    """A snooze is too long."""
    return worded("一次最多暂缓 {days} 个工作日。", days=days)


def title(day: str, count: int) -> str:
    """Heading of the bundle."""
    return worded("{day} 提醒（{count} 项）", day=day, count=count)


def report_ahead(item: str, due: str, left: int) -> str:
    """A report falls due; `item` is its short name with the code after it."""
    when = "今天" if left == 0 else worded("还有 {left} 个工作日", left=left)
    return worded("{item}：{due}前报送，{when}", item=item, due=due, when=when)


def report_late(item: str, due: str, late: int, unit: str) -> str:
    """A report is overdue; the unit is named to those who look after several."""
    owner = worded("{unit} ", unit=unit) if unit else ""
    return worded("{owner}{item}：应于 {due}报送，已逾期 {late} 个工作日", owner=owner, item=item, due=due, late=late)


def node_ahead(item: str, node: str, due: str, left: int) -> str:
    """A milestone comes near."""
    when = "今天" if left == 0 else worded("还有 {left} 个工作日", left=left)
    return worded("{item} {node}：{due}到期，{when}", item=item, node=quoted(node), due=due, when=when)


def node_late(item: str, node: str, due: str, late: int, unit: str) -> str:
    """A milestone is overdue."""
    owner = worded("{unit} ", unit=unit) if unit else ""
    return worded(
        "{owner}{item} {node}：{due}到期，已逾期 {late} 个工作日",
        owner=owner,
        item=item,
        node=quoted(node),
        due=due,
        late=late,
    )


def rest(what: Rest, count: int, unit: str = "") -> str:
    """What does not fit, only counted."""
    match what:
        case Rest.NOTICES:
            return notice_words.more(count)
        case Rest.ITEMS:
            return worded("另有 {count} 项，点{all}查看。", count=count, all=quoted(ALL))
        case Rest.OF_UNIT:
            return worded("{unit}另有 {count} 项", unit=unit, count=count)
        case Rest.ELSEWHERE:
            return worded("其他单位另有 {count} 项", count=count)


def whole_title(day: str, count: int) -> str:
    """Heading of everything a bundle told."""
    return worded("{day} 提醒全部（{count} 项）", day=day, count=count)


def unit_head(unit: str, count: int) -> str:
    """Heading of one unit's part of it."""
    return worded("【{unit}】{count} 项", unit=unit, count=count)
