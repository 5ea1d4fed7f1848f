"""Where an item stands: what its reports come to."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Point:
    """A reported total on a local day, in the item's measure unit."""

    as_of: date
    total: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an item's progress on some day.

    `tracked_from` is the local day from which reports are owed (the item's start, or the day it was imported, whichever
    is later). `history` holds the live totals, oldest first, last one per as-of day. `reported_as_of` is the as-of day of
    the latest live report of any kind (a bare stage too). `verified` is the latest verified point. `reached` holds the
    numbers (from 0) of milestones of a ONCE item that a live report named as done; `verified_reached` those verified.
    """

    tracked_from: date
    history: tuple[Point, ...] = ()
    reported_as_of: date | None = None
    verified: Point | None = None
    reached: frozenset[int] = frozenset()
    verified_reached: frozenset[int] = frozenset()

    @property
    def latest(self) -> Point | None:
        """The newest live total, or None before the first."""
        return self.history[-1] if self.history else None
