"""Responsibility items (责任事项): what was promised, by whom, until when, measured how."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NewType

ItemId = NewType("ItemId", int)


class Kind(Enum):
    """How an item's figure is written down; a milestone item has target 1."""

    QUANTITY = "quantity"
    PERCENTAGE = "percentage"
    MILESTONE = "milestone"


class Direction(Enum):
    """UP: a larger figure is better. DOWN: a control figure (控制数) that must not exceed its target."""

    UP = "up"
    DOWN = "down"


class Basis(Enum):
    """What the figure counts.

    FLOW: counted from zero this year. LEVEL: a stock or coverage that starts at the baseline. RATE: measured anew each
    period, never added up. ONCE: done once, step by step.
    """

    FLOW = "flow"
    LEVEL = "level"
    RATE = "rate"
    ONCE = "once"


class Cadence(Enum):
    """Reporting cycle (报送周期)."""

    TEN_DAYS = "旬"
    MONTH = "月"
    QUARTER = "季"


class Secrecy(Enum):
    """Only PUBLIC items may be shown in a group or leave through an outside channel."""

    PUBLIC = "公开"
    INTERNAL = "内部"


class Stage(Enum):
    """DRAFT: quantity or date still missing, so nothing is due. OPEN: signed. CLOSED: ended or withdrawn by decision."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated node (节点). `planned` is the cumulative figure due by then (the period's figure for a RATE), or None."""

    date: date
    text: str
    planned: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """What a column of the district's own (备注, 来源文号, 联系人) says of an item: its heading and the text."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One promise of an agreement, as signed.

    Figures are in `measure_unit`; a percentage of 8 means 8 %. `baseline` is last year's figure (基期值) and not the start
    of this year's count unless `basis` is LEVEL. `due` and `target` are None only in a draft. Dates are local calendar days.
    """

    code: str
    year: int
    board: str
    unit: str
    co_units: tuple[str, ...]
    name: str
    aliases: tuple[str, ...]
    kind: Kind
    target: Decimal | None
    measure_unit: str
    baseline: Decimal | None
    weight: Decimal
    start: date
    due: date | None
    cadence: Cadence
    leader: str
    milestones: tuple[Milestone, ...]
    direction: Direction
    basis: Basis
    part_of: str | None = None
    secrecy: Secrecy = Secrecy.PUBLIC
    stage: Stage = Stage.OPEN
    source: str = ""
    own: tuple[Own, ...] = ()
