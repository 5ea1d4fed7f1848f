"""Rule packs: what a district sets for itself. Mechanisms are code, numbers are the pack's (RULES.md)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import time
from decimal import Decimal
from typing import Any

from domain.items import Cadence
from domain.notices.reading import read_notices
from domain.notices.rules import NoticeRule
from domain.pack_reader import PackReader, Rung

__all__ = ["BoardRule", "DueRule", "LadderRule", "LightRule", "PackError", "RulePack", "Rung", "parse_pack"]

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
    notices: NoticeRule


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
        notices=read_notices(reader, data),
    )
    if reader.faults:
        raise PackError(tuple(dict.fromkeys(reader.faults)))
    return pack


class _Reader(PackReader):
    """Takes the sections of a pack."""

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
            report=self.rungs(ladder, "report", "ladder"),
            milestone=self.rungs(ladder, "milestone", "ladder"),
            push_at=self.clock(ladder, "push_at", "ladder"),
            quiet_from=self.clock(ladder, "quiet_from", "ladder"),
            quiet_until=self.clock(ladder, "quiet_until", "ladder"),
        )
        start, end, push = rule.quiet_from, rule.quiet_until, rule.push_at
        if (start <= push < end) if start <= end else (push >= start or push < end):
            self.faults.append("ladder: push_at lies in the quiet hours")
        return rule
