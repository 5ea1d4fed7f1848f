"""Ladders of a rule pack (on which working days around a due day who is told), and what holds them for a while."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import Enum

from domain.calendar import WorkCalendar
from domain.keys.due import Subject
from domain.people import Role


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


class HoldKind(Enum):
    """ACKNOWLEDGED keeps it from climbing above the reporter; a SNOOZE rests the reminders themselves too."""

    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"


@dataclass(frozen=True, slots=True)
class Hold:
    """Steps after the local day `since` and up to `through` come on the working day after `through` instead."""

    kind: HoldKind
    since: date
    through: date

    def holds(self, rung: Rung) -> bool:
        """Whether this step is held."""
        return self.kind is HoldKind.SNOOZED or any(role != Role.REPORTER.value for role in rung.audience)


# Subject of occurrences -> what holds it.
Holds = Mapping[Subject, tuple[Hold, ...]]
NO_HOLDS: Holds = {}


def held_until(on: date, rung: Rung, holds: Iterable[Hold], calendar: WorkCalendar) -> date:
    """The working day on which a step of the day `on` comes, after all holds that keep it."""
    for hold in sorted(holds, key=lambda each: each.since):
        if hold.since < on <= hold.through and hold.holds(rung):
            on = calendar.add(hold.through, 1)
    return on
