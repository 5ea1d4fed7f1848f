"""Rule packs: what a district sets for itself. Mechanisms are code, numbers are the pack's (RULES.md)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import time
from decimal import Decimal, InvalidOperation
from typing import Any

from domain.items import Cadence
from domain.people import Role

ROLES = frozenset(role.value for role in Role)
PREFIX = re.compile("[A-Z]{1,4}")
# A report that falls due later than this after its period would be owed together with several newer ones.
MOST_WORKDAYS_AFTER = 60


@dataclass(frozen=True, slots=True)
class BoardRule:
    """A board (板块): item codes are `prefix` + running number. `note` marks a sample board."""

    prefix: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class DueRule:
    """When a period's report is due: on a day of the following month, or some working days after the period's end.

    A due date on a rest day moves to the next working day. A report whose as-of date lies within `early_days` calendar
    days before the period's end already answers the period.
    """

    day_of_next_month: int | None
    workdays_after: int | None
    early_days: int


@dataclass(frozen=True, slots=True)
class LightRule:
    """Thresholds of the lights, in percentage points behind plan, and in working days late."""

    yellow_gap: Decimal
    red_gap: Decimal
    report_late_yellow: int
    milestone_late_yellow: int
    milestone_late_red: int


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the supervision ladder: `offset` working days from the due day (negative: before) and who is told."""

    offset: int
    audience: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LadderRule:
    """The ladders for reports and for milestones, lowest offset first, the local push time, and the quiet hours."""

    report: tuple[Rung, ...]
    milestone: tuple[Rung, ...]
    push_at: time
    quiet_from: time
    quiet_until: time


@dataclass(frozen=True, slots=True)
class RulePack:
    """A checked rule pack. What is stored names `id` and `version`, so that a past judgement can be recomputed."""

    id: str
    version: str
    title: str
    boards: tuple[BoardRule, ...]
    due: dict[str, DueRule]
    lights: LightRule
    ladder: LadderRule


class PackError(Exception):
    """A rule pack cannot be used; `faults` names every mistake, in English."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def parse_pack(data: Mapping[str, Any]) -> RulePack:
    """Checks a pack's data as read from TOML; raises PackError with all mistakes at once."""
    reader = _Reader()
    pack = RulePack(
        id=reader.text(data, "id"),
        version=reader.text(data, "version"),
        title=reader.text(data, "title"),
        boards=reader.boards(data),
        due=reader.dues(data),
        lights=reader.lights(data),
        ladder=reader.ladder(data),
    )
    if reader.faults:
        raise PackError(tuple(dict.fromkeys(reader.faults)))
    return pack


class _Reader:
    """Takes typed values out of a pack and notes what is wrong, going on with a harmless value."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def boards(self, data: Mapping[str, Any]) -> tuple[BoardRule, ...]:
        boards = []
        for number, each in enumerate(self.tables(data, "boards"), start=1):
            where = f"boards {number}"
            self.known(each, ("prefix", "name", "note"), where)
            note = "" if "note" not in each else self.text(each, "note", where)
            boards.append(BoardRule(self.text(each, "prefix", where), self.text(each, "name", where), note))
            if not PREFIX.fullmatch(boards[-1].prefix):
                self.faults.append(f"{where}.prefix: one to four letters A to Z are needed")
        self.unique([board.prefix for board in boards], "boards: prefix")
        self.unique([board.name for board in boards], "boards: name")
        return tuple(boards)

    def dues(self, data: Mapping[str, Any]) -> dict[str, DueRule]:
        table = self.table(data, "due")
        self.known(table, tuple(cadence.value for cadence in Cadence), "due")
        return {cadence.value: self.due(table, cadence.value) for cadence in Cadence}

    def due(self, table: Mapping[str, Any], cadence: str) -> DueRule:
        where = f"due.{cadence}"
        rule = self.table(table, cadence, where)
        self.known(rule, ("day_of_next_month", "workdays_after", "early_days"), where)
        day, after = rule.get("day_of_next_month"), rule.get("workdays_after")
        if (day is None) == (after is None):
            self.faults.append(f"{where}: either day_of_next_month or workdays_after is needed")
        return DueRule(
            day_of_next_month=None if day is None else self.whole(rule, "day_of_next_month", where, 1, 28),
            workdays_after=None if after is None else self.whole(rule, "workdays_after", where, 0, MOST_WORKDAYS_AFTER),
            early_days=self.whole(rule, "early_days", where, 0, 60),
        )

    def lights(self, data: Mapping[str, Any]) -> LightRule:
        lights = self.table(data, "lights")
        self.known(lights, tuple(field.name for field in fields(LightRule)), "lights")
        rule = LightRule(
            yellow_gap=self.figure(lights, "yellow_gap", "lights"),
            red_gap=self.figure(lights, "red_gap", "lights"),
            report_late_yellow=self.whole(lights, "report_late_yellow", "lights", 1),
            milestone_late_yellow=self.whole(lights, "milestone_late_yellow", "lights", 1),
            milestone_late_red=self.whole(lights, "milestone_late_red", "lights", 1),
        )
        if rule.red_gap < rule.yellow_gap:
            self.faults.append("lights: red_gap is smaller than yellow_gap")
        if rule.milestone_late_red < rule.milestone_late_yellow:
            self.faults.append("lights: milestone_late_red is smaller than milestone_late_yellow")
        return rule

    def ladder(self, data: Mapping[str, Any]) -> LadderRule:
        ladder = self.table(data, "ladder")
        self.known(ladder, tuple(field.name for field in fields(LadderRule)), "ladder")
        rule = LadderRule(
            report=self.rungs(ladder, "report"),
            milestone=self.rungs(ladder, "milestone"),
            push_at=self.clock(ladder, "push_at"),
            quiet_from=self.clock(ladder, "quiet_from"),
            quiet_until=self.clock(ladder, "quiet_until"),
        )
        start, end, push = rule.quiet_from, rule.quiet_until, rule.push_at
        if (start <= push < end) if start <= end else (push >= start or push < end):
            self.faults.append("ladder: push_at lies in the quiet hours")
        return rule

    def rungs(self, ladder: Mapping[str, Any], key: str) -> tuple[Rung, ...]:
        rungs = []
        for number, each in enumerate(self.tables(ladder, key, f"ladder.{key}"), start=1):
            where = f"ladder.{key} {number}"
            self.known(each, ("offset", "audience"), where)
            rungs.append(Rung(self.whole(each, "offset", where, -250, 250), self.audience(each, where)))
        self.unique([str(rung.offset) for rung in rungs], f"ladder.{key}: offset")
        return tuple(sorted(rungs, key=lambda rung: rung.offset))

    def audience(self, rung: Mapping[str, Any], where: str) -> tuple[str, ...]:
        names = rung.get("audience")
        if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
            self.faults.append(f"{where}.audience: a list of {', '.join(sorted(ROLES))} is needed")
            return ()
        for name in names:
            if name not in ROLES:
                self.faults.append(f"{where}.audience: {name!r} is none of {', '.join(sorted(ROLES))}")
        return tuple(dict.fromkeys(names))

    def text(self, data: Mapping[str, Any], key: str, where: str = "") -> str:
        value = data.get(key)
        if not isinstance(value, str) or not value.strip():
            self.faults.append(f"{where}.{key}: a text is needed".lstrip("."))
            return ""
        return value.strip()

    def tables(self, data: Mapping[str, Any], key: str, where: str = "") -> list[Mapping[str, Any]]:
        value = data.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(each, Mapping) for each in value):
            self.faults.append(f"{where or key}: a list of tables is needed")
            return []
        return value

    def table(self, data: Mapping[str, Any], key: str, where: str = "") -> Mapping[str, Any]:
        value = data.get(key)
        if not isinstance(value, Mapping):
            self.faults.append(f"{where or key}: a table is needed")
            return {}
        return value

    def whole(self, data: Mapping[str, Any], key: str, where: str, least: int = 0, most: int = 10_000) -> int:
        value = data.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.faults.append(f"{where}.{key}: a whole number from {least} to {most} is needed")
            return least
        return value

    def figure(self, data: Mapping[str, Any], key: str, where: str) -> Decimal:
        value = data.get(key)
        try:
            figure = Decimal(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
        except InvalidOperation:
            figure = None
        if figure is None or not figure.is_finite() or figure < 0:
            self.faults.append(f'{where}.{key}: a figure of at least 0, written as a text such as "5", is needed')
            return Decimal(0)
        return figure

    def clock(self, data: Mapping[str, Any], key: str) -> time:
        value = data.get(key)
        try:
            moment = time.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            moment = None
        if not isinstance(moment, time) or moment.tzinfo is not None:
            self.faults.append(f'ladder.{key}: a local time of day such as "09:00" is needed')
            return time(0)
        return moment

    def known(self, table: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
        for key in table:
            if key not in keys:
                self.faults.append(f"{where}.{key}: no such key; known are {', '.join(keys)}")

    def unique(self, values: list[str], what: str) -> None:
        for value in sorted({value for value in values if value and values.count(value) > 1}):
            self.faults.append(f"{what} {value!r} is used twice")
