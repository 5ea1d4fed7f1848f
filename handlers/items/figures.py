"""How figures of an item are written for people."""

from decimal import Decimal

from domain.items import Basis, Item, Kind
from domain.progress import Standing, completion, newest_node
from domain.quantities import show
from domain.reports import Report, ValueKind
from handlers.items.words import figures as figure_words


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
    return figure_words.node_done(node(item, index))


def stage(item: Item, standing: Standing) -> str:
    """The newest node that is done: "完成：挂牌运营", or that none is."""
    newest = newest_node(item, standing)
    return figure_words.NO_NODE_YET if newest is None else done(item, newest)


def stands(item: Item, standing: Standing) -> str:
    """Where an item stands in few characters: "18 / 26 座（累计）", "完成：挂牌运营", "无变化"; empty before the first report."""
    if newest_node(item, standing) is not None:
        return stage(item, standing)
    if standing.latest is not None:
        return total(item, standing.latest.total)
    return figure_words.UNCHANGED if standing.reported_as_of is not None else ""


def said(item: Item, report: Report) -> str:
    """What a report says in few characters: "21座", "完成：挂牌运营", of a milestone item also "无变化（等审批）"."""
    if report.milestone is not None:
        return done(item, report.milestone)
    if report.total is not None:
        added = f"（新增{show(report.value)}）" if report.value_kind is ValueKind.INCREMENT and report.value else ""
        return amount(item, report.total) + added
    return report.status or figure_words.no_change(report)


def told(item: Item, report: Report) -> str:
    """What a report says, with the reason of 无变化: "21座，无变化（等批复）"."""
    parts = dict.fromkeys((said(item, report), figure_words.no_change(report)))
    return "，".join(part for part in parts if part)


def before(item: Item, report: Report, standing: Standing) -> str:
    """Where the item stood when its newest report only said 无变化: the node of an earlier report, whose state is its own."""
    return stage(item, standing) if report.unchanged and report.total is None else ""
