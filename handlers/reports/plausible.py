"""What a draft's figure is held against beyond its own words: the parts of the whole, the district's figure over them."""

from datetime import date
from decimal import Decimal

from domain.parts import parts_gap
from domain.progress import Point
from domain.quantities import show
from handlers.kernel.turn import Turn
from handlers.reports.draft import Doubt
from storage.items import StoredItem
from storage.standings import standings_of


def doubt_of_sum(turn: Turn, stored: StoredItem, total: Decimal | None, as_of: date | None) -> Doubt | None:
    """Whether the figure contradicts those of the parts or of the whole, as far as both are on record."""
    if total is None:
        return None
    whole = _whole(turn, stored)
    if whole is None:
        return None
    parts = turn.reference.parts_of(whole.item.code)
    standings = standings_of(turn.store, [whole, *parts], turn.district.zone)
    known = {each.item.code: point for each in (whole, *parts) if (point := standings[each.id].latest) is not None}
    known[stored.item.code] = Point(as_of or turn.today, total)
    gap = parts_gap(whole.item, [each.item for each in parts], known)
    if gap is None:
        return None
    unit = gap.whole.measure_unit
    return Doubt("sum_of_parts", (gap.whole.name, f"{show(gap.reported)}{unit}", f"{show(gap.summed)}{unit}"))


def _whole(turn: Turn, stored: StoredItem) -> StoredItem | None:
    if stored.item.part_of is not None:
        return turn.reference.by_code.get(stored.item.part_of)
    return stored if turn.reference.parts_of(stored.item.code) else None
