"""The section `[due]` of a rule pack: when a period's report is due."""

from dataclasses import dataclass

# A report that falls due later than this after its period would be owed together with several newer ones.
MOST_WORKDAYS_AFTER = 60


@dataclass(frozen=True, slots=True)
class DueRule:
    """When a period's report is due: on a day of the following month, or some working days after the period's end.

    A due date on a rest day moves to the next working day. A report whose as-of date lies within `early_days` calendar
    days before the period's end already answers the period.
    """

    day_of_next_month: int | None
    workdays_after: int | None
    early_days: int
