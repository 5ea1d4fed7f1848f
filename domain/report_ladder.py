"""The ladder of the reports an item owes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from domain.cadence import Due, Return, Term, owed_in_term
from domain.holds import NO_HOLDS, Holds
from domain.keys.due import OccurrenceKey, ReportPeriod
from domain.ladder import Occurrence, Span, are_confirmed, climb, push_day


@dataclass(frozen=True, slots=True)
class Reporting:
    """What decides which reports are owed: the term, the last as-of day, the day reports are owed from, what was returned."""

    term: Term
    reported_as_of: date | None
    tracked_from: date
    returned: Return | None


def report_steps(reporting: Reporting, span: Span, holds: Holds) -> Iterator[Occurrence]:
    """The ladder of every owed report, oldest first.

    One thing is chased at a time: while an older report is owed, a newer period begins with its own due day, and what is named
    is the oldest debt. After the last rung of a period nothing more comes for it.
    """
    return _climbed(reporting, span, holds) if holds else iter(_unheld(reporting, span))


@lru_cache(4096)
def _unheld(reporting: Reporting, span: Span) -> tuple[Occurrence, ...]:
    """The same for the many items of a term that were reported, and are looked at, for the same days."""
    return tuple(_climbed(reporting, span, NO_HOLDS))


def _climbed(reporting: Reporting, span: Span, holds: Holds) -> Iterator[Occurrence]:
    oldest: Due | None = None
    rungs = span.rules.ladder.report
    since = reporting.reported_as_of, reporting.tracked_from
    for due in owed_in_term(reporting.term, *since, span.rules, span.calendar, reporting.returned):
        if not rungs or push_day(due.day, rungs[0], span.calendar) > span.until:
            return
        subject, named = ReportPeriod(due.day), oldest or due
        for rung, on in climb(due.day, rungs, span, holds.get(subject, ())):
            if oldest is None or rung.offset >= 0:
                yield Occurrence(
                    OccurrenceKey(subject, rung.offset),
                    on,
                    named.day,
                    rung.audience,
                    due.confirmed and are_confirmed(on, due.day, span.calendar),
                    rung.notice,
                    named.returned,
                )
        oldest = named
