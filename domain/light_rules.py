"""The section `[lights]` of a rule pack: how far behind is yellow or red, what missed periods mean, and what follows.

The mechanisms are those of published rules: a gap in points (Yinchuan 2025), as a share of the plan (Sanya 2022), periods
missed in a row (both), made up later (Ouhai 2020), a period for each colour (Songyang 2022), a comparison with one's
like, consequences by colour and count (Guangyuan 2018), and what blue means (Dazu).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from domain.colours import Light
from domain.due_rules import DueRule
from domain.items import Cadence
from domain.pack_reader import PackReader

WHERE = "lights"
MOST_PERIODS = 40
ALARMS = (Light.YELLOW, Light.RED)


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


def read_lights(reader: PackReader, data: Mapping[str, Any], dues: Mapping[str, DueRule]) -> LightRule:
    """The checked section; what is wrong is noted by the reader."""
    table = reader.table(data, WHERE)
    reader.known(table, tuple(field.name for field in fields(LightRule)), WHERE)
    rule = LightRule(
        yellow_gap=reader.figure(table, "yellow_gap", WHERE),
        red_gap=reader.figure(table, "red_gap", WHERE),
        report_late_yellow=reader.whole(table, "report_late_yellow", WHERE, 1),
        milestone_late_yellow=reader.whole(table, "milestone_late_yellow", WHERE, 1),
        milestone_late_red=reader.whole(table, "milestone_late_red", WHERE, 1),
        measure=reader.choice(table, "measure", WHERE, Measure, Measure.POINTS),
        inclusive=reader.flag(table, "inclusive", WHERE),
        blue=reader.choice(table, "blue", WHERE, Blue, Blue.VERIFIED),
        missed=tuple(
            _missed(reader, each, where, dues) for each, where in reader.optional_tables(table, "missed", WHERE)
        ),
        peers=_peers(reader, table) if "peers" in table else None,
        consequences=tuple(
            _consequence(reader, each, where) for each, where in reader.optional_tables(table, "consequences", WHERE)
        ),
    )
    if rule.red_gap < rule.yellow_gap:
        reader.faults.append(f"{WHERE}: red_gap is smaller than yellow_gap")
    if rule.milestone_late_red < rule.milestone_late_yellow:
        reader.faults.append(f"{WHERE}: milestone_late_red is smaller than milestone_late_yellow")
    return rule


def _missed(reader: PackReader, data: Mapping[str, Any], where: str, dues: Mapping[str, DueRule]) -> MissedRule:
    reader.known(data, ("what", "period", "running", "light", "made_up"), where)
    period = reader.choice(data, "period", where, Cadence, None)
    return MissedRule(
        miss=reader.choice(data, "what", where, Miss, Miss.PLAN),
        period=period,
        due=dues[period.value],
        running=reader.whole(data, "running", where, 1, MOST_PERIODS),
        light=reader.choice(data, "light", where, ALARMS, None),
        made_up=reader.choice(data, "made_up", where, ALARMS, None) if "made_up" in data else None,
    )


def _peers(reader: PackReader, table: Mapping[str, Any]) -> PeerRule:
    where = f"{WHERE}.peers"
    data = reader.table(table, "peers", where)
    reader.known(data, tuple(field.name for field in fields(PeerRule)), where)
    rule = PeerRule(
        yellow_gap=reader.figure(data, "yellow_gap", where),
        red_gap=reader.figure(data, "red_gap", where),
        least=reader.whole(data, "least", where, 1, 1000),
    )
    if rule.red_gap < rule.yellow_gap:
        reader.faults.append(f"{where}: red_gap is smaller than yellow_gap")
    return rule


def _consequence(reader: PackReader, data: Mapping[str, Any], where: str) -> LightConsequence:
    reader.known(data, tuple(field.name for field in fields(LightConsequence)), where)
    return LightConsequence(
        light=reader.choice(data, "light", where, ALARMS, None),
        times=reader.whole(data, "times", where, 1, MOST_PERIODS),
        record=reader.text(data, "record", where),
        text=reader.text(data, "text", where),
    )
