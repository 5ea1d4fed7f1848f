"""How days, figures of an item and what a report says are written for people."""

from datetime import date, datetime
from decimal import Decimal

from domain.items import Basis, Item, Kind
from domain.progress import Standing, completion, newest_node
from domain.quantities import show
from domain.reports import Report, ValueKind
from domain.understanding.short_names import short_name

UNCONFIRMED = "（未公布调休，暂按推算）"
UNCHANGED = "无变化"
BY_PHONE = "电话代报"
_NODE_DONE = "完成"
NO_NODE_YET = "尚无节点完成"
TENTH = Decimal("0.1")


def day(value: date) -> str:
    """6月24日."""
    return f"{value.month}月{value.day}日"


def called(name: str, code: str) -> str:
    """An item as people know it, the code after it: 视廊连片开发报批 JS-006."""
    return f"{short_name(name)} {code}"


def moment(value: datetime) -> str:
    """6月24日 09:05; `value` is a local time."""
    return f"{day(value)} {value:%H:%M}"


def due(value: date | None, *, confirmed: bool) -> str:
    """A due day, marked where it rests on a working calendar that is not published yet; nothing for none."""
    return "" if value is None else day(value) + ("" if confirmed else UNCONFIRMED)


def by_phone(caller: str | None) -> str:
    """The mark of a report that was typed in for the unit; empty for the unit's own."""
    if caller is None:
        return ""
    return f"（{BY_PHONE}，来电人 {caller}）" if caller else f"（{BY_PHONE}）"


def by_others(report: Report) -> str:
    """The marks of a report that its sender did not write: typed in for the unit, forwarded; empty for the sender's own."""
    if report.forwarded is None:
        return by_phone(report.caller)
    return by_phone(report.caller) + (f"（转发自 {report.forwarded}）" if report.forwarded else "（转发）")


def no_change(report: Report) -> str:
    """无变化 with its reason; empty for a new figure or node."""
    if not report.unchanged:
        return ""
    return f"{UNCHANGED}（{report.note}）" if report.note else UNCHANGED


def node_done(node: str) -> str:
    """完成：挂牌运营; 完成工商登记 says so itself."""
    return node if node.startswith(_NODE_DONE) else f"{_NODE_DONE}：{node}"


def total(item: Item, value: Decimal) -> str:
    """ "18 / 26 座（累计）", "6.3 / 6.5 %"."""
    if item.kind is Kind.MILESTONE:
        return "已完成" if value >= 1 else "未完成"
    target = f" / {show(item.target)}" if item.target is not None else ""
    unit = "%" if item.kind is Kind.PERCENTAGE else f" {item.measure_unit}"
    counted = "（累计）" if item.basis is Basis.FLOW else ""
    return f"{show(value)}{target}{unit}{counted}"


def amount(item: Item, value: Decimal) -> str:
    """ "18座"."""
    return f"{show(value)}{item.measure_unit}"


def share(item: Item, value: Decimal) -> str:
    """ "69.2%" of the target, or nothing where a share says nothing."""
    if item.kind is not Kind.QUANTITY:
        return ""
    done = completion(item, value)
    return "" if done is None else f"{show(done)}%"


def node(item: Item, index: int) -> str:
    """The name of a milestone."""
    return item.milestones[index].text if index < len(item.milestones) else item.name


def done(item: Item, index: int) -> str:
    """ "完成：挂牌运营", "完成工商登记"."""
    return node_done(node(item, index))


def stage(item: Item, standing: Standing) -> str:
    """The newest node that is done: "完成：挂牌运营", or that none is."""
    newest = newest_node(item, standing)
    return NO_NODE_YET if newest is None else done(item, newest)


def stands(item: Item, standing: Standing) -> str:
    """Where an item stands in few characters: "18 / 26 座（累计）", "完成：挂牌运营", "无变化"; empty before the first report."""
    if newest_node(item, standing) is not None:
        return stage(item, standing)
    if standing.latest is not None:
        return total(item, standing.latest.total)
    return UNCHANGED if standing.reported_as_of is not None else ""


def said(item: Item, report: Report) -> str:
    """What a report says in few characters: "21座", "完成：挂牌运营", of a milestone item also "无变化（等审批）"."""
    if report.milestone is not None:
        return done(item, report.milestone)
    if report.total is not None:
        added = f"（新增{show(report.value)}）" if report.value_kind is ValueKind.INCREMENT and report.value else ""
        return amount(item, report.total) + added
    return report.status or no_change(report)


def told(item: Item, report: Report) -> str:
    """What a report says, with the reason of 无变化: "21座，无变化（等批复）"."""
    parts = dict.fromkeys((said(item, report), no_change(report)))
    return "，".join(part for part in parts if part)


def before(item: Item, report: Report, standing: Standing) -> str:
    """Where the item stood when its newest report only said 无变化: the node of an earlier report, whose state is its own."""
    return stage(item, standing) if report.unchanged and report.total is None else ""
