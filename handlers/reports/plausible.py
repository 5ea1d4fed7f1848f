"""What a draft's figure is held against beyond its own words: the parts of the whole, the district's figure over them."""

from datetime import date
from decimal import Decimal

from domain.items import Item
from domain.parts import parts_gap
from domain.progress import Point
from domain.quantities import show
from handlers.reports.draft import Doubt
from handlers.turn import Turn
from storage import reports
from storage.items import StoredItem


def doubt_of_sum(turn: Turn, stored: StoredItem, total: Decimal | None, as_of: date | None) -> Doubt | None:
    """Whether the figure contradicts those of the parts or of the whole, as far as both are on record."""
    if total is None:
        return None
    whole = _whole(turn, stored)
    if whole is None:
        return None
    parts = [each for each in turn.reference.items.values() if each.item.part_of == whole.item.code]
    standings = reports.standings(turn.connection, [whole, *parts])
    latest = {
        each.item.code: standing.latest
        for each in (whole, *parts)
        if (standing := standings[each.id]).latest is not None
    }
    known: dict[str, Point] = {code: point for code, point in latest.items() if point is not None}
    known[stored.item.code] = Point(as_of or turn.today, total)
    gap = parts_gap(whole.item, [each.item for each in parts], known)
    if gap is None:
        return None
    unit = gap.whole.measure_unit
    return Doubt("sum_of_parts", (gap.whole.name, f"{show(gap.reported)}{unit}", f"{show(gap.summed)}{unit}"))


def _whole(turn: Turn, stored: StoredItem) -> StoredItem | None:
    item: Item = stored.item
    if item.part_of is not None:
        return turn.reference.by_code.get(item.part_of)
    has_parts = any(each.item.part_of == item.code for each in turn.reference.items.values())
    return stored if has_parts else None
