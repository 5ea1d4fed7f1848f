"""Rule packs: what a district sets for itself. Mechanisms are code, numbers are the pack's (RULES.md)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import time
from typing import Any

from domain.asks import AskRule, read_asks
from domain.digest_rules import DigestRule, read_digests
from domain.due_rules import DueRule, read_dues
from domain.light_rules import LightRule, read_lights
from domain.notices.reading import read_notices
from domain.notices.rules import NoticeRule
from domain.pack_reader import PackReader, Rung
from domain.rollup_rules import RollupRules, read_rollup

__all__ = ["BoardRule", "DueRule", "LadderRule", "LightRule", "PackError", "RulePack", "Rung", "parse_pack"]

PREFIX = re.compile("[A-Z]{1,4}")


@dataclass(frozen=True, slots=True)
class BoardRule:
    """A board (板块): item codes are `prefix` + running number. `note` marks a sample board."""

    prefix: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class LadderRule:
    """The ladders for reports and for milestones, lowest offset first, the local push time, and the quiet hours."""

    report: tuple[Rung, ...]
    milestone: tuple[Rung, ...]
    push_at: time
    quiet_from: time
    quiet_until: time
    # Working days an acknowledgement keeps a ladder from climbing; the most working days of a snooze.
    acknowledged_days: int
    snooze_days: int


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
    asks: AskRule
    digests: DigestRule
    notices: NoticeRule
    rollup: RollupRules = field(default_factory=RollupRules)

    def __hash__(self) -> int:
        """By name: what is computed from a pack is remembered, and its tables cannot be hashed."""
        return hash((self.id, self.version))


class PackError(Exception):
    """A rule pack cannot be used; `faults` names every mistake, in English."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def parse_pack(data: Mapping[str, Any]) -> RulePack:
    """Checks a pack's data as read from TOML; raises PackError with all mistakes at once."""
    reader = _Reader()
    dues = read_dues(reader, data)
    pack = RulePack(
        id=reader.text(data, "id"),
        version=reader.text(data, "version"),
        title=reader.text(data, "title"),
        boards=reader.boards(data),
        due=dues,
        lights=read_lights(reader, data, dues),
        ladder=reader.ladder(data),
        asks=read_asks(reader, data),
        digests=read_digests(reader, data),
        notices=read_notices(reader, data),
        rollup=read_rollup(reader, data),
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

    def ladder(self, data: Mapping[str, Any]) -> LadderRule:
        ladder = self.table(data, "ladder")
        self.known(ladder, tuple(field.name for field in fields(LadderRule)), "ladder")
        rule = LadderRule(
            report=self.rungs(ladder, "report", "ladder"),
            milestone=self.rungs(ladder, "milestone", "ladder"),
            push_at=self.clock(ladder, "push_at", "ladder"),
            quiet_from=self.clock(ladder, "quiet_from", "ladder"),
            quiet_until=self.clock(ladder, "quiet_until", "ladder"),
            acknowledged_days=self.whole(ladder, "acknowledged_days", "ladder", 0, 20),
            snooze_days=self.whole(ladder, "snooze_days", "ladder", 0, 20),
        )
        start, end, push = rule.quiet_from, rule.quiet_until, rule.push_at
        if (start <= push < end) if start <= end else (push >= start or push < end):
            self.faults.append("ladder: push_at lies in the quiet hours")
        return rule
