"""What is at stake on an item that is behind, so that lists and digests name the worst first and not the loudest.

A stake is in points of the weight in the agreement: the part of the promise that is missing by now, or that will be.
"""

from datetime import date
from decimal import Decimal

from domain.items import Basis, Item
from domain.pace import STALLED

WHOLE = Decimal(100)


def stake(item: Item, gap: Decimal | None, node_missed: date | None, today: date) -> Decimal:
    """Points of weight that are missing on a local day.

    After the due day all of it is; else what lies behind the plan (`gap`, negative, in points of the target), or the share of
    the nodes that are due from the first missed one (`node_missed`) on, whichever is more.
    """
    return item.weight * _behind(item, gap, node_missed, today) / WHOLE


def _behind(item: Item, gap: Decimal | None, node_missed: date | None, today: date) -> Decimal:
    if item.due is not None and today > item.due:
        return WHOLE
    behind = max(-gap, Decimal(0)) if gap is not None else Decimal(0)
    if node_missed is not None and item.milestones:
        missed = sum(node_missed <= node.date <= today for node in item.milestones)
        parts = len(item.milestones) if item.basis is Basis.ONCE else len(item.milestones) + 1
        behind = max(behind, WHOLE * missed / parts)
    return min(behind, WHOLE)


def strain(item: Item, gap: Decimal | None, pressure: int, days_left: int) -> Decimal:
    """What is at stake each working day that is left: the part of the weight that will be missing as it goes now.

    `pressure` is what must be done by day in per cent of what is done (see domain.pace). Who is on plan strains nothing: that
    more must be done later is the plan itself.
    """
    if gap is not None and gap >= 0:
        return Decimal(0)
    lost = Decimal(1) if pressure >= STALLED else 1 - WHOLE / max(pressure, 100)
    return item.weight * lost / max(days_left, 1)
