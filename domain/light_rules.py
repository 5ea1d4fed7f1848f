"""The section `[lights]` of a rule pack: how far behind is yellow or red, what missed periods mean, and what follows.

The mechanisms are those of published rules: a gap in points (Yinchuan 2025), as a share of the plan (Sanya 2022), periods
missed in a row (both), made up later (Ouhai 2020), a period for each colour (Songyang 2022), a comparison with one's
like, consequences by colour and count (Guangyuan 2018), and what blue means (Dazu).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from domain.colours import Light
from domain.due_rules import DueRule
from domain.items import Cadence


class Measure(Enum):
    """What the gap is counted in: POINTS per cent of the target, SHARE per cent of what the plan wants by now."""

    POINTS = "points"
    SHARE = "share"


class Blue(Enum):
    """When an item turns blue: finished and VERIFIED, FINISHED by its reports, or NEVER (finished stays green)."""

    VERIFIED = "verified"
    FINISHED = "finished"
    NEVER = "never"


class Miss(Enum):
    """What was missed in a period: the PLAN of its end, or the START, nothing done though the plan wanted something."""

    PLAN = "plan"
    START = "start"


@dataclass(frozen=True, slots=True)
class MissedRule:
    """`running` periods missed one after the other, the last one just over: `light`. Made up since: `made_up`, if any.

    `due` says when the report of such a period falls due: a silent period counts as over only then.
    """

    miss: Miss
    period: Cadence
    due: DueRule
    running: int
    light: Light
    made_up: Light | None


@dataclass(frozen=True, slots=True)
class PeerRule:
    """Behind the average completion of at least `least` others that have the same task, in percentage points."""

    yellow_gap: Decimal
    red_gap: Decimal
    least: int


@dataclass(frozen=True, slots=True)
class LightConsequence:
    """What follows for the unit, from the `times`-th time on that one item turns to `light` in a year.

    `record` is the name an assessment will look for; `text` says it to people.
    """

    light: Light
    times: int
    record: str
    text: str


@dataclass(frozen=True, slots=True)
class LightRule:
    """Thresholds of the lights: gaps behind plan in the pack's measure, lateness in working days.

    `inclusive`: a gap that equals `yellow_gap` is yellow already; red always begins above `red_gap`.
    """

    yellow_gap: Decimal
    red_gap: Decimal
    report_late_yellow: int
    milestone_late_yellow: int
    milestone_late_red: int
    measure: Measure = Measure.POINTS
    inclusive: bool = False
    blue: Blue = Blue.VERIFIED
    missed: tuple[MissedRule, ...] = ()
    peers: PeerRule | None = None
    consequences: tuple[LightConsequence, ...] = ()


@dataclass(frozen=True, slots=True)
class LightTurn:
    """One turn of a light on a local day; `old` is None at an item's first judgement."""

    on: date
    old: Light | None
    new: Light


def called_down(rules: LightRule, turns: Sequence[LightTurn]) -> list[tuple[LightConsequence, int, date]]:
    """What an item's turns (oldest first) of one year come to: each consequence with its count and the day of that turn.

    What counts is the light a day ended with: a slip that was corrected the same day calls nothing down. A first judgement
    is no turn.
    """
    found = []
    for rule in rules.consequences:
        for times, day in enumerate(_ended_in(turns, rule.light), start=1):
            if times >= rule.times:
                found.append((rule, times, day))
    return found


def _ended_in(turns: Sequence[LightTurn], light: Light) -> list[date]:
    days: dict[date, tuple[Light | None, Light]] = {}
    for turn in turns:
        began, _ = days.get(turn.on, (turn.old, turn.new))
        days[turn.on] = (began, turn.new)
    return [day for day, (began, ended) in days.items() if ended is light and began not in (None, light)]
