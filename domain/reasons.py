"""Why something is as it is, as a value: a code with its figures. The words for people are made in `handlers` alone.

The figures are the ones that are told, rounded already, so that whoever makes the words decides nothing.
"""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from domain.colours import Light
from domain.items import Cadence
from domain.light_rules import Miss
from domain.pace import Span
from domain.quantities import show
from domain.rollup_rules import By

Json: TypeAlias = "str | int | list[Json]"
Figure: TypeAlias = "Decimal | int | str | date | Enum | Reason"


class Code(Enum):
    """What is said; `SHAPES` has the figures that go with it."""

    # Several reasons one after the other, and the words of somebody (or of an older version) as they were written.
    ALL = "all"
    AS_WRITTEN = "as_written"
    # An item's light as a whole.
    DRAFT = "draft"
    ENDED = "ended"
    FINISHED = "finished"
    VERIFIED = "verified"
    STARTS = "starts"
    NOT_DUE_YET = "not_due_yet"
    BY_NODES = "by_nodes"
    # Parts of an open item's reason.
    OVERDUE = "overdue"
    DUE_DAY_OVER = "due_day_over"
    STILL_MISSING = "still_missing"
    TARGET_AND_LATEST = "target_and_latest"
    LAST_FIGURE_AWAITED = "last_figure_awaited"
    PERIOD_MISSED = "period_missed"
    PERIODS_MISSED = "periods_missed"
    MADE_UP = "made_up"
    NODE_MISSED = "node_missed"
    NODE_LATE = "node_late"
    REPORT_LATE = "report_late"
    REPORT_LATE_AGAIN = "report_late_again"
    ON_PLAN = "on_plan"
    ABOVE_PLAN = "above_plan"
    BELOW_PLAN = "below_plan"
    SHORT_OF_PLAN = "short_of_plan"
    AHEAD = "ahead"
    BEHIND = "behind"
    NEEDED = "needed"
    NODES_DONE = "nodes_done"
    BELOW_PEERS = "below_peers"
    ABOVE_PEERS = "above_peers"
    # The light of several items together.
    NOTHING_COUNTS = "nothing_counts"
    WORST = "worst"
    PART = "part"
    PART_ABOVE = "part_above"
    PART_WITHIN = "part_within"
    ONE_IS_ENOUGH = "one_is_enough"
    NO_RULE = "no_rule"
    ALL_BLUE = "all_blue"
    NONE_STARTED = "none_started"
    SOME_BLUE = "some_blue"
    NO_ALARM = "no_alarm"
    LEFT_OUT = "left_out"
    # Why a supervision notice was drafted.
    LIGHT_NOW = "light_now"
    TURNED_RED = "turned_red"
    REPORT_OWED = "report_owed"
    REPORT_OWED_AGAIN = "report_owed_again"
    NODE_OWED = "node_owed"
    NOT_ANSWERED = "not_answered"
    REQUESTED = "requested"
    REQUESTED_FOR_LIGHT = "requested_for_light"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with its figures; raises ValueError where they are not those of `SHAPES`."""

    code: Code
    figures: tuple[Figure, ...] = ()

    def __post_init__(self) -> None:
        """See above."""
        if tuple(map(type, self.figures)) != shape_of(self.code, len(self.figures)):
            raise ValueError(f"{self.code.value} with {self.figures!r}")

    @property
    def parts(self) -> tuple["Reason", ...]:
        """The reasons it is made of; itself where it is one."""
        if self.code is not Code.ALL:
            return (self,)
        return tuple(each for each in self.figures if isinstance(each, Reason))


# The figures of each code. Days are working days where a count, local days where a date; points are percentage points.
SHAPES: dict[Code, tuple[type, ...]] = {
    Code.AS_WRITTEN: (str,),
    # The local day.
    Code.STARTS: (date,),
    # Working days, one or more.
    Code.OVERDUE: (int,),
    # The figure and its unit; a figure in % is short by points.
    Code.STILL_MISSING: (Decimal, str),
    Code.TARGET_AND_LATEST: (Decimal, Decimal),
    # The cycle and the first day of the period; of several, the cycle and how many.
    Code.PERIOD_MISSED: (Miss, Cadence, date),
    Code.PERIODS_MISSED: (Miss, Cadence, int),
    # The node's text, and working days.
    Code.NODE_MISSED: (str,),
    Code.NODE_LATE: (str, int),
    # Working days, after the day the report was returned on.
    Code.REPORT_LATE: (int,),
    Code.REPORT_LATE_AGAIN: (date, int),
    # The difference and its unit.
    Code.ABOVE_PLAN: (Decimal, str),
    Code.BELOW_PLAN: (Decimal, str),
    # Per cent of what the plan wants; points.
    Code.SHORT_OF_PLAN: (Decimal,),
    Code.AHEAD: (Decimal,),
    Code.BEHIND: (Decimal,),
    # The rate that is needed, per span, and its unit.
    Code.NEEDED: (Span, Decimal, str),
    # Nodes done, of how many.
    Code.NODES_DONE: (int, int),
    # Points of completion; above is bad where the figure should stay low.
    Code.BELOW_PEERS: (Decimal,),
    Code.ABOVE_PEERS: (Decimal,),
    # Items that count, and of them red and yellow ones as far as they are named.
    Code.WORST: (int, int, int),
    Code.NO_RULE: (int, int, int),
    # The same with their share in per cent, counted in weights or items.
    Code.PART: (int, int, int, By, Decimal),
    # A PART, and the threshold it passes or keeps (per cent).
    Code.PART_ABOVE: (Reason, Decimal),
    Code.PART_WITHIN: (Reason, Decimal),
    # A PART, the light of which one item is enough, and what it makes of the group.
    Code.ONE_IS_ENOUGH: (Reason, Light, Light),
    # Items; of SOME_BLUE how many are blue as well.
    Code.ALL_BLUE: (int,),
    Code.NONE_STARTED: (int,),
    Code.SOME_BLUE: (int, int),
    Code.NO_ALARM: (int,),
    # The group's reason, and how many drafts, items not started and blue ones were left out.
    Code.LEFT_OUT: (Reason, int, int, int),
    # The light and its reason; the day it turned on and the reason.
    Code.LIGHT_NOW: (Light, Reason),
    Code.TURNED_RED: (date, Reason),
    # The due day and working days; the day of return before them; the node's text before them.
    Code.REPORT_OWED: (date, int),
    Code.REPORT_OWED_AGAIN: (date, date, int),
    Code.NODE_OWED: (str, date, int),
    # The notice's number and kind, its limit, and working days.
    Code.NOT_ANSWERED: (str, str, date, int),
    # The post of who asked; the light's reason (LIGHT_NOW).
    Code.REQUESTED: (str,),
    Code.REQUESTED_FOR_LIGHT: (str, Reason),
}


def shape_of(code: Code, parts: int) -> tuple[type, ...]:
    """The types of a code's figures; ALL has as many reasons as it joins."""
    return (Reason,) * parts if code is Code.ALL else SHAPES.get(code, ())


def joined(parts: list[Reason]) -> Reason:
    """Several reasons as one; a single one stays itself."""
    return parts[0] if len(parts) == 1 else Reason(Code.ALL, tuple(parts))


# What must be done now, and how far the work has come: told where there is room.
_BESIDE = frozenset({Code.NEEDED, Code.NODES_DONE})


def cause(reason: Reason) -> Reason:
    """Why it is so, without what must be done now: the short form for lists."""
    kept = [each for each in reason.parts if each.code not in _BESIDE]
    return joined(kept) if kept else reason


def as_written(text: str) -> Reason:
    """Words that nobody can take apart."""
    return Reason(Code.AS_WRITTEN, (text,))


def to_json(reason: Reason) -> str:
    """The one text of a reason: equal reasons have equal texts."""
    return json.dumps(_listed(reason), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Reason:
    """The reason of a text of `to_json`; raises ValueError for any other."""
    try:
        return _read(json.loads(text))
    except (TypeError, ArithmeticError, IndexError) as error:
        raise ValueError(f"no reason: {text[:100]!r}") from error


def _listed(reason: Reason) -> Json:
    return [reason.code.value, *map(_plain, reason.figures)]


def _plain(figure: Figure) -> Json:
    if isinstance(figure, Reason):
        return _listed(figure)
    if isinstance(figure, Enum):
        return str(figure.value)
    if isinstance(figure, Decimal):
        return show(figure)
    return figure.isoformat() if isinstance(figure, date) else figure


def _read(listed: Json) -> Reason:
    if not isinstance(listed, list):
        raise TypeError
    code = Code(listed[0])
    shape = shape_of(code, len(listed) - 1)
    return Reason(code, tuple(_figure(value, wanted) for value, wanted in zip(listed[1:], shape, strict=True)))


def _figure(value: Json, wanted: type) -> Figure:
    if wanted is Reason:
        return _read(value)
    if wanted is date:
        return date.fromisoformat(str(value))
    if wanted is int and isinstance(value, int):
        return value
    if wanted is not int and isinstance(value, str):
        found: Figure = wanted(value)
        return found
    raise TypeError
