"""The ask budget (减负): how often a unit may be reminded in a month. One working day with reminders is one ask of the unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.pack_reader import PackReader

WHERE = "asks"


@dataclass(frozen=True, slots=True)
class AskRule:
    """The section `[asks]`: at most `per_unit_month` asks of a unit in a calendar month."""

    per_unit_month: int


def read_asks(reader: PackReader, data: Mapping[str, Any]) -> AskRule:
    """The checked section; what is wrong is noted by the reader."""
    table = reader.table(data, WHERE)
    reader.known(table, ("per_unit_month",), WHERE)
    return AskRule(reader.whole(table, "per_unit_month", WHERE, 1, 31))


def is_spent(asked: int, *, asked_today: bool, rule: AskRule) -> bool:
    """Whether a unit that was asked on so many days of the month may not be asked today."""
    return asked >= rule.per_unit_month and not asked_today
