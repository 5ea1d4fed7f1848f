"""The ask budget (减负): how often a unit may be reminded in a month. One working day with reminders is one ask of the unit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AskRule:
    """The section `[asks]`: at most `per_unit_month` asks of a unit in a calendar month."""

    per_unit_month: int


def is_spent(asked: int, *, asked_today: bool, rule: AskRule) -> bool:
    """Whether a unit that was asked on so many days of the month may not be asked today."""
    return asked >= rule.per_unit_month and not asked_today
