"""Rule packs: what a district sets for itself. Mechanisms are code, numbers are the pack's (RULES.md)."""

from dataclasses import dataclass
from datetime import time
from decimal import Decimal


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
    """The ladder for reports and for milestones, the local push time, and the quiet hours."""

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
