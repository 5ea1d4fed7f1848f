"""What keeps a ladder from climbing for a while: an acknowledgement (收到) or a snooze (暂缓) by the unit, on the record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from domain.calendar import WorkCalendar
from domain.keys.due import Subject
from domain.ladders import Rung
from domain.people import Role


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
    """The working day of a step that would come on the day `on`."""
    for hold in sorted(holds, key=lambda each: each.since):
        if hold.since < on <= hold.through and hold.holds(rung):
            on = calendar.add(hold.through, 1)
    return on
