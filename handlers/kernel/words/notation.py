"""How days, figures of an item and what a report says are written for people."""

from datetime import date, datetime
from decimal import Decimal

from domain.items import Basis, Item, Kind
from domain.progress import Standing, completion, newest_node
from domain.quantities import show
from domain.reports import Report, ValueKind
from domain.understanding.short_names import short_name
from wording.said import joined, worded

UNCONFIRMED = "（未公布调休，暂按推算）"
UNCHANGED = "无变化"
BY_PHONE = "电话代报"
_NODE_DONE = "完成"
NO_NODE_YET = "尚无节点完成"
TENTH = Decimal("0.1")


def day(value: date) -> str:
    """6月24日."""
    return worded("{month}月{day}日", month=value.month, day=value.day)


def called(name: str, code: str) -> str:
    """An item as people know it, the code after it: 视廊连片开发报批 JS-006."""
    return worded("{short_name} {code}", short_name=short_name(name), code=code)


def moment(value: datetime) -> str:
    """6月24日 09:05; `value` is a local time."""
    return worded("{day} {value:%H:%M}", day=day(value), value=value)


def due(value: date | None, *, confirmed: bool) -> str:
    """A due day, marked where it rests on a working calendar that is not published yet; nothing for none."""
    return "" if value is None else day(value) + ("" if confirmed else UNCONFIRMED)


def by_phone(caller: str | None) -> str:
    """The mark of a report that was typed in for the unit; empty for the unit's own."""
    if caller is None:
        return ""
    return (
        worded("（{by_phone}，来电人 {caller}）", by_phone=BY_PHONE, caller=caller)
        if caller
        else worded("（{by_phone}）", by_phone=BY_PHONE)
    )


def by_others(report: Report) -> str:
    """The marks of a report that its sender did not write: typed in for the unit, forwarded; empty for the sender's own."""
    if report.forwarded is None:
        return by_phone(report.caller)
    return by_phone(report.caller) + (
        worded("（转发自 {forwarded}）", forwarded=report.forwarded) if report.forwarded else "（转发）"
    )


def no_change(report: Report) -> str:
    """无变化 with its reason; empty for a new figure or node."""
    if not report.unchanged:
        return ""
    return worded("{unchanged}（{note}）", unchanged=UNCHANGED, note=report.note) if report.note else UNCHANGED


def node_done(node: str) -> str:
    """完成：挂牌运营; 完成工商登记 says so itself."""
    return node if node.startswith(_NODE_DONE) else worded("{node_done}：{node}", node_done=_NODE_DONE, node=node)


def total(item: Item, value: Decimal) -> str:
    """ "18 / 26 座（累计）", "6.3 / 6.5 %"."""
    if item.kind is Kind.MILESTONE:
        return "已完成" if value >= 1 else "未完成"
    target = worded(" / {show}", show=show(item.target)) if item.target is not None else ""
    unit = "%" if item.kind is Kind.PERCENTAGE else worded(" {measure_unit}", measure_unit=item.measure_unit)
    counted = "（累计）" if item.basis is Basis.FLOW else ""
    return worded("{show}{target}{unit}{counted}", show=show(value), target=target, unit=unit, counted=counted)


def amount(item: Item, value: Decimal) -> str:
    """ "18座"."""
    return worded("{show}{measure_unit}", show=show(value), measure_unit=item.measure_unit)


def share(item: Item, value: Decimal) -> str:
    """ "69.2%" of the target, or nothing where a share says nothing."""
    if item.kind is not Kind.QUANTITY:
        return ""
    done = completion(item, value)
    return "" if done is None else worded("{show}%", show=show(done))


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
        added = (
            worded("（新增{show}）", show=show(report.value))
            if report.value_kind is ValueKind.INCREMENT and report.value
            else ""
        )
        return amount(item, report.total) + added
    return report.status or no_change(report)


def told(item: Item, report: Report) -> str:
    """What a report says, with the reason of 无变化: "21座，无变化（等批复）"."""
    parts = dict.fromkeys((said(item, report), no_change(report)))
    return joined("，", (part for part in parts if part))


def before(item: Item, report: Report, standing: Standing) -> str:
    """Where the item stood when its newest report only said 无变化: the node of an earlier report, whose state is its own."""
    return stage(item, standing) if report.unchanged and report.total is None else ""
