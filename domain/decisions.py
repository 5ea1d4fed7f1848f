"""What a district decides about an item that was signed: it ends, another unit takes it over, it is split, it is merged.

A decision is a fact of a day with a reason. The item keeps its code and its history; what takes its place is linked to it. An end
that was a mistake is taken back by a decision of its own, and the item owes what it would owe if it had never ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NewType

from domain.items import Basis, Item, ItemId, Kind, Stage
from domain.people import PersonId

DecisionId = NewType("DecisionId", int)
LONGEST_REASON = 200


class Decided(Enum):
    """ENDED: nothing takes its place. MOVED: another unit owes it from now on, the item goes on. SPLIT: several items take its
    place. MERGED: one other item does. RESTORED: the end, split or merger before it holds no longer.
    """

    ENDED = "ended"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    RESTORED = "restored"

    @property
    def ends(self) -> bool:
        """Whether the item itself is over by it."""
        return self not in (Decided.MOVED, Decided.RESTORED)


class NoDecision(Enum):
    """Why something cannot be decided so.

    NOT_OPEN: the item has ended already. NOT_ENDED: no decision ended it, so none can be taken back. OF_OLD_YEAR: its year has
    closed. DAY_TO_COME, BEFORE_ITEM: the day lies after today, or before the item began. HEIRS: too few or too many items take
    its place (a split has two or more, a merger one). HEIR_CLOSED: an item that takes its place has ended itself, or ends by the
    same decision. OTHER_YEAR: it is of another year.
    """

    NO_REASON = "no_reason"
    LONG_REASON = "long_reason"
    NOT_OPEN = "item_ended"
    NOT_ENDED = "item_not_ended"
    OF_OLD_YEAR = "item_of_old_year"
    DAY_TO_COME = "day_to_come"
    BEFORE_ITEM = "day_before_item"
    SAME_UNIT = "same_unit"
    HEIRS = "heirs"
    HEIR_CLOSED = "heir_closed"
    OTHER_YEAR = "other_year"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about an item. It holds from the local day `on`; `unit` owed the item until then, `to_unit` owes it since
    where it was MOVED. `into` are the items that took its place; `person` is None for the terminal.
    """

    item: ItemId
    year: int
    decided: Decided
    on: date
    reason: str
    unit: str
    person: PersonId | None = None
    to_unit: str | None = None
    into: tuple[ItemId, ...] = ()
    id: DecisionId = DecisionId(0)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants decided about some items together."""

    decided: Decided
    items: tuple[Item, ...]
    on: date
    reason: str
    to_unit: str | None = None
    heirs: tuple[Item, ...] = ()


def in_force(every: Sequence[Decision]) -> tuple[Decision, ...]:
    """Decisions without the ends that were taken back. Oldest first, as given."""
    restored = {each.item: at for at, each in enumerate(every) if each.decided is Decided.RESTORED}
    return tuple(each for at, each in enumerate(every) if not each.decided.ends or at > restored.get(each.item, -1))


def why_not(wish: Wish, today: date, held: Sequence[bool], ended: Sequence[bool]) -> NoDecision | None:
    """Why it cannot be decided; None if it can. Of each of its items `held` says whether the year is still open, `ended` whether
    a decision in force ended it.
    """
    reason = wish.reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        return NoDecision.LONG_REASON if reason else NoDecision.NO_REASON
    if wish.decided is Decided.RESTORED:
        if not all(ended):
            return NoDecision.NOT_ENDED
    elif any(item.stage is Stage.CLOSED for item in wish.items):
        return NoDecision.NOT_OPEN
    if not all(held):
        return NoDecision.OF_OLD_YEAR
    if wish.on > today:
        return NoDecision.DAY_TO_COME
    if any(wish.on < item.start for item in wish.items):
        return NoDecision.BEFORE_ITEM
    if wish.decided is Decided.MOVED and any(item.unit == wish.to_unit for item in wish.items):
        return NoDecision.SAME_UNIT
    return _why_no_heirs(wish)


def _why_no_heirs(wish: Wish) -> NoDecision | None:
    count = len(wish.heirs)
    fits = {Decided.SPLIT: count >= 2 and len(wish.items) == 1, Decided.MERGED: count == 1}
    if not fits.get(wish.decided, count == 0):
        return NoDecision.HEIRS
    gone = {(item.year, item.code) for item in wish.items}
    if any(heir.stage is Stage.CLOSED or (heir.year, heir.code) in gone for heir in wish.heirs):
        return NoDecision.HEIR_CLOSED
    return NoDecision.OTHER_YEAR if any(h.year != item.year for h in wish.heirs for item in wish.items) else None


def after(item: Item, decided: Decided, to_unit: str | None = None) -> Item:
    """The item after the decision: over, another unit's, or as before it was over. The unit that hands it over has no part in it
    any more.
    """
    if decided is Decided.RESTORED:
        return replace(item, stage=Stage.DRAFT if item.target is None or item.due is None else Stage.OPEN)
    if decided.ends or to_unit is None:
        return replace(item, stage=Stage.CLOSED)
    return replace(item, unit=to_unit, co_units=tuple(unit for unit in item.co_units if unit != to_unit))


def gap(wish: Wish) -> tuple[Decimal, Decimal, str] | None:
    """The sum rule of a split: what was promised, what those that take its place promise together, and the measure; None where
    both are the same or are no sums.
    """
    every = (*wish.items, *wish.heirs)
    if wish.decided is not Decided.SPLIT or len({(item.measure_unit, item.kind, item.basis) for item in every}) != 1:
        return None
    if every[0].kind is not Kind.QUANTITY or every[0].basis is Basis.RATE or any(item.target is None for item in every):
        return None
    old, new = (sum((item.target or Decimal(0) for item in some), Decimal(0)) for some in (wish.items, wish.heirs))
    return (old, new, every[0].measure_unit) if old != new else None
