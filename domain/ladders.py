"""Ladders of a rule pack: on which working days around a due day who is told, and when pushes rest."""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder: `offset` working days from the due day (negative: before) and the roles that are told.

    `notice`: on this step a supervision notice (督办单) is drafted for the inspectors.
    """

    offset: int
    audience: tuple[str, ...]
    notice: bool = False


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
