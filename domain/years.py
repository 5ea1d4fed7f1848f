"""The turn of the year: from when until when an item counts, so that two years' agreements stand side by side.

A year's agreements are held from their import on. They run from the day that the pack names, and the newest that has begun is
the running year. An older item is held on until it closes: some working days after the day of its last report. Without newer
agreements that have begun nothing closes by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from domain.cadence import last_report_of
from domain.calendar import WorkCalendar
from domain.items import Cadence, Item, Stage
from domain.packs import RulePack


@dataclass(frozen=True, slots=True)
class Span:
    """The days of an item, local and all included: what is said of a day from `start` to `last` belongs to it, and it is reported
    and judged through `closes`.
    """

    start: date
    last: date
    closes: date

    def covers(self, day: date) -> bool:
        """Whether a figure of the day belongs to the item."""
        return self.start <= day <= self.last


def span_of(item: Item, rules: RulePack, calendar: WorkCalendar) -> Span:
    """The days of an item. It begins with its year or with itself, and lasts to the end of its year or to its own due day."""
    start = min(item.start, rules.year.begins(item.year))
    last = max(item.due or date.min, rules.year.ends(item.year))
    return Span(start, last, _closes(item.cadence, last, rules, calendar))


@lru_cache(4096)
def _closes(cadence: Cadence, last: date, rules: RulePack, calendar: WorkCalendar) -> date:
    final = last_report_of(cadence, last, rules.due[cadence.value], calendar)
    return calendar.add(final.day, rules.year.closing_workdays)


def is_held(item: Item, day: date, running: int, rules: RulePack, calendar: WorkCalendar) -> bool:
    """Whether an item is still looked at on a local day on which the agreements of the year `running` run.

    One that was ended by decision is held with its year: lists and ledgers name it, and it owes nothing.
    """
    if item.year >= running:
        return True
    return item.stage is not Stage.CLOSED and day <= span_of(item, rules, calendar).closes


def year_closes(year: int, rules: RulePack, calendar: WorkCalendar) -> date:
    """The local day on which the last item of a year closes, but for those that are due beyond the year."""
    return max(_closes(cadence, rules.year.ends(year), rules, calendar) for cadence in Cadence)


@dataclass(frozen=True, slots=True)
class Option:
    """An item that words may mean, of one of several years. `owes`: it still owes a report of its own days."""

    year: int
    span: Span
    owes: bool


def meant(options: Sequence[Option], said: date | None, today: date) -> tuple[int, ...]:
    """Of which year's item something was said on the local day `today`: one year, or several that must be asked about.

    The day that was said decides; one to come says nothing of the past. Without a day the item that runs is meant, and just as
    well one that is over and still owes its last report. What fits nowhere is the newest year's that has begun.
    """
    told = said if said is not None and said <= today else None
    fitting = [each for each in options if each.span.covers(told or today)]
    if told is None:
        fitting += [each for each in options if each.span.last < today and each.owes]
    begun = [each for each in options if each.span.start <= today]
    newest = max(begun or options, key=lambda each: each.year)
    return tuple(sorted((each.year for each in fitting), reverse=True)) or (newest.year,)
