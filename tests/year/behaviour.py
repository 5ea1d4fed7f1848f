"""How the people of a simulated district behave in a year: who reports when, and with what figure. Seeded, no clock."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from domain import cadence
from domain.calendar import DAY, WorkCalendar
from domain.items import Basis, Item, ItemId
from domain.packs import RulePack


class Manner(Enum):
    """How a unit keeps its promises to report."""

    PUNCTUAL = "punctual"
    LATE = "late"
    SILENT = "silent"
    WRONG = "wrong"


class Deed(Enum):
    """What is done on a day: a report, the correction of a wrong one, or its return by an inspector."""

    REPORT = "report"
    CORRECT = "correct"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Act:
    """One deed for the report of one period, which is due on the local day `due`."""

    item: ItemId
    due: date
    period_end: date
    deed: Deed


MANNERS = (Manner.PUNCTUAL,) * 6 + (Manner.LATE,) * 2 + (Manner.SILENT, Manner.WRONG)


def manners(units: Sequence[str], chance: random.Random) -> dict[str, Manner]:
    """A manner for each unit; each manner occurs."""
    return {unit: MANNERS[at % len(MANNERS)] for at, unit in enumerate(chance.sample(units, len(units)))}


def plan(
    items: Mapping[ItemId, Item],
    units: Mapping[str, Manner],
    since: date,
    last: date,
    rules: RulePack,
    calendar: WorkCalendar,
    chance: random.Random,
) -> dict[date, list[Act]]:
    """What would be done for all that falls due from a day to the last one if every item stayed open."""
    acts: dict[date, list[Act]] = {}
    for id_, item in items.items():
        for due in cadence.owed_reports(item, None, since, rules, calendar):
            if due.day > last:
                break
            days = _days(units[item.unit], due.day, due.period.end, calendar, chance)
            for deed, day in days:
                acts.setdefault(day, []).append(Act(id_, due.day, due.period.end, deed))
    return acts


def figure(item: Item, day: date, speed: float) -> tuple[Decimal | None, int | None]:
    """The total a report tells on a day, or the number of the node that is reached; (None, None): nothing to tell yet."""
    passed = (day - item.start).days / max(1, ((item.due or day) - item.start).days) * speed
    if item.basis is Basis.ONCE:
        reached = int(min(1.0, passed) * len(item.milestones)) - 1
        return None, reached if reached >= 0 else None
    target = item.target or Decimal(1)
    if item.basis is Basis.RATE:
        return (target * Decimal(str(round(speed, 2)))).quantize(Decimal("0.01")), None
    start = (item.baseline or Decimal(0)) if item.basis is Basis.LEVEL else Decimal(0)
    total = start + (target - start) * Decimal(str(round(min(passed, 1.2), 3)))
    return total.quantize(Decimal("0.01")), None


def _days(
    manner: Manner, due: date, end: date, calendar: WorkCalendar, chance: random.Random
) -> list[tuple[Deed, date]]:
    on_time = max(end - DAY, calendar.add(due, -chance.randint(0, 3)))
    if manner is Manner.PUNCTUAL:
        return [(Deed.REPORT, on_time)]
    if manner is Manner.LATE:
        return [(Deed.REPORT, calendar.add(due, chance.randint(1, 9)))]
    if manner is Manner.SILENT:
        return [(Deed.REPORT, due + timedelta(days=chance.randint(10, 40)))] if chance.random() < 0.3 else []
    back = calendar.add(on_time, chance.randint(1, 4))
    if chance.random() < 0.5:
        return [(Deed.REPORT, on_time), (Deed.CORRECT, back)]
    return [(Deed.REPORT, on_time), (Deed.RETURN, back), (Deed.REPORT, calendar.add(back, chance.randint(1, 8)))]
