"""How figures of an item are written for people."""

from decimal import Decimal

from domain.items import Basis, Item, Kind
from domain.progress import completion
from domain.quantities import show
from domain.reports import Report, ValueKind


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


def said(item: Item, report: Report) -> str:
    """What a report says in few characters: "21座", "完成：挂牌运营"."""
    if report.milestone is not None:
        return f"完成：{node(item, report.milestone)}"
    if report.total is not None:
        added = f"（新增{show(report.value)}）" if report.value_kind is ValueKind.INCREMENT and report.value else ""
        return amount(item, report.total) + added
    return report.status or ""
