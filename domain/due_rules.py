"""The section `[due]` of a rule pack: when a period's report is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.items import Cadence
from domain.pack_reader import PackReader

WHERE = "due"
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


def read_dues(reader: PackReader, data: Mapping[str, Any]) -> dict[str, DueRule]:
    """The checked section, one rule for each cycle by its name; what is wrong is noted by the reader."""
    table = reader.table(data, WHERE)
    reader.known(table, tuple(cadence.value for cadence in Cadence), WHERE)
    return {cadence.value: _due(reader, table, cadence.value) for cadence in Cadence}


def _due(reader: PackReader, table: Mapping[str, Any], cadence: str) -> DueRule:
    where = f"{WHERE}.{cadence}"
    rule = reader.table(table, cadence, where)
    reader.known(rule, ("day_of_next_month", "workdays_after", "early_days"), where)
    day, after = rule.get("day_of_next_month"), rule.get("workdays_after")
    if (day is None) == (after is None):
        reader.faults.append(f"{where}: either day_of_next_month or workdays_after is needed")
    return DueRule(
        day_of_next_month=None if day is None else reader.whole(rule, "day_of_next_month", where, 1, 28),
        workdays_after=None if after is None else reader.whole(rule, "workdays_after", where, 0, MOST_WORKDAYS_AFTER),
        early_days=reader.whole(rule, "early_days", where, 0, 60),
    )
