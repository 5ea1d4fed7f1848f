"""Reporting cycles (报送周期): periods, and when the report of a period is due."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from domain.calendar import DAY, WorkCalendar, YearRule
from domain.due_rules import DueRule
from domain.items import Cadence, Item, Stage
from domain.packs import RulePack

# Debts are counted this many periods far (eleven years of 旬); an item silent for longer is lost anyway.
MOST_PERIODS = 400
# No report falls due later than this after its period's end: packs allow MOST_WORKDAYS_AFTER, or a day of the next month.
LONGEST_WAIT = timedelta(days=200)


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period, both local days included."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Due:
    """When the report of a period is due. `confirmed` is False if the day rests on a calendar that is not published yet.

    `returned` is the local day on which the report that answered the period was returned, if that made it owed again.
    """

    period: Period
    day: date
    confirmed: bool
    returned: date | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """The newest return (退回) of a report: `as_of` is the report's local day, `on` the local day of the return."""

    as_of: date
    on: date


@dataclass(frozen=True, slots=True)
class Term:
    """What decides when an item owes reports: its cycle, its start, its due day and the last day of its agreement, which is not
    before the due day. Thousands of items share a few terms.
    """

    cadence: Cadence
    start: date
    due: date
    last: date


def term_of(item: Item, due: date, rules: RulePack) -> Term:
    """The term of an item that is due on a day: its agreement lasts to the end of its year, or to the due day beyond it."""
    return Term(item.cadence, item.start, due, _last_day(due, item.year, rules.year))


# Few years, asked for with each item.
@lru_cache(4096)
def _last_day(due: date, year: int, rule: YearRule) -> date:
    return max(due, rule.ends(year))


@lru_cache(4096)
def period_of(cadence: Cadence, day: date) -> Period:
    """The period a local day lies in: 上旬 1-10, 中旬 11-20, 下旬 21-end; a month; a quarter."""
    if cadence is Cadence.TEN_DAYS:
        if day.day <= 10:
            return Period(day.replace(day=1), day.replace(day=10))
        if day.day <= 20:
            return Period(day.replace(day=11), day.replace(day=20))
        return Period(day.replace(day=21), _month_end(day))
    if cadence is Cadence.MONTH:
        return Period(day.replace(day=1), _month_end(day))
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return Period(first, _month_end(first.replace(month=first.month + 2)))


@lru_cache(4096)
def next_period(cadence: Cadence, period: Period) -> Period:
    """The period after the one that holds `period.end`."""
    return period_of(cadence, period_of(cadence, period.end).end + DAY)


def due_of(period: Period, rule: DueRule, calendar: WorkCalendar) -> Due:
    """The due day of a period's report: by working days after its end, or a day of the next month.

    A rest day moves to the next working day. It is confirmed only if every day the count went over is.
    """
    return _due_of(period, rule, calendar)


# Thousands of items share a few periods; a calendar never changes once made.
@lru_cache(4096)
def _due_of(period: Period, rule: DueRule, calendar: WorkCalendar) -> Due:
    counted_from = period.end + DAY
    if rule.workdays_after is not None:
        day = calendar.on_or_after(calendar.add(period.end, rule.workdays_after))
    else:
        counted_from = (_month_end(period.end) + DAY).replace(day=rule.day_of_next_month or 1)
        day = calendar.on_or_after(counted_from)
    return Due(period, day, calendar.confirmed_through(min(counted_from, day), day))


@lru_cache(4096)
def _first_due_from(day: date, cadence: Cadence, period: Period, rule: DueRule, calendar: WorkCalendar) -> Period:
    """The first period, `period` or a later one, whose report is due on `day` or after it.

    The last period of an item may be cut short; its report is then due no later than that of the whole period.
    """
    while due_of(period, rule, calendar).day < day:
        period = next_period(cadence, period)
    return period


def owed_reports(
    item: Item,
    reported_as_of: date | None,
    tracked_from: date,
    rules: RulePack,
    calendar: WorkCalendar,
    returned: Return | None = None,
) -> Iterator[Due]:
    """Due days of the periods that no report answers, oldest first, into the future; empty for drafts and closed items.

    The first owed period is the first that ends after the item's start and whose due day is not before `tracked_from`. The
    period that holds the item's own due day ends on it, so that the last report has the final figure; later periods follow as
    before, as long as the item is not finished, until its agreement is over (`Term.last`), where the last period ends. A returned
    report is owed again on the working day after the return; several returned periods count as one.
    """
    if item.stage is Stage.OPEN and item.due is not None:
        term = term_of(item, item.due, rules)
        yield from owed_reports_of_term(term, reported_as_of, tracked_from, rules, calendar, returned)


def owed_reports_of_term(
    term: Term,
    reported_as_of: date | None,
    tracked_from: date,
    rules: RulePack,
    calendar: WorkCalendar,
    returned: Return | None = None,
) -> Iterator[Due]:
    """What `owed_reports` gives for an open item: its term alone decides, so items of one term share it."""
    found = _unanswered(term, reported_as_of, tracked_from, rules, calendar)
    if returned is None:
        return found
    return _owed_again(found, returned, rules.due[term.cadence.value], calendar)


def _owed_again(found: Iterator[Due], returned: Return, rule: DueRule, calendar: WorkCalendar) -> Iterator[Due]:
    """The owed reports in the order of their due days; a returned one is due again on the working day after its return."""
    day = calendar.add(returned.on, 1)
    again: Due | None = None
    for own in found:
        due = replace(own, returned=returned.on) if answers(returned.as_of, own.period, rule) else own
        if due.returned is not None and due.day < day:
            again = replace(due, day=day, confirmed=calendar.confirmed_through(returned.on, day))
            continue
        if again is not None and again.day <= due.day:
            yield again
            again = None
        yield due
    if again is not None:
        yield again


def _unanswered(
    term: Term, reported_as_of: date | None, tracked_from: date, rules: RulePack, calendar: WorkCalendar
) -> Iterator[Due]:
    rule = rules.due[term.cadence.value]
    first = max(term.start, reported_as_of or term.start, tracked_from - LONGEST_WAIT)
    period = _first_due_from(tracked_from, term.cadence, period_of(term.cadence, first), rule, calendar)
    for _ in range(MOST_PERIODS):
        if period.start > term.last:
            return
        cut = _cut(period, term)
        if cut.end > term.start and not answers(reported_as_of, cut, rule):
            due = due_of(cut, rule, calendar)
            if due.day >= tracked_from:
                yield due
        period = next_period(term.cadence, period)


def next_due(
    item: Item,
    reported_as_of: date | None,
    tracked_from: date,
    rules: RulePack,
    calendar: WorkCalendar,
    returned: Return | None = None,
) -> Due | None:
    """The oldest due day that no report answers yet, past or to come; None when nothing is owed."""
    return next(owed_reports(item, reported_as_of, tracked_from, rules, calendar, returned), None)


def can_be_known(day: date, on: date, owes: Due | None) -> bool:
    """Whether the figure of the local day `day` can be known on the day `on`: its period's report has come, or is overdue.

    `owes` is the oldest report that is still owed. A report that comes some days before its period's end counts for the whole
    period.
    """
    return owes is None or day < owes.period.start or owes.day < on


def known_from(
    day: date, term: Term, reported_as_of: date | None, returned: Return | None, rules: RulePack, calendar: WorkCalendar
) -> date:
    """The day from which a figure of the local day `day` must be known: the due day of the report of its period.

    A returned report is due again on the working day after its return.
    """
    period, rule = _cut(period_of(term.cadence, day), term), rules.due[term.cadence.value]
    due = due_of(period, rule, calendar).day
    if returned is None or answers(reported_as_of, period, rule) or not answers(returned.as_of, period, rule):
        return due
    return max(due, calendar.add(returned.on, 1))


def _cut(period: Period, term: Term) -> Period:
    """The period, cut at the due day or at the agreement's last day if that lies in it."""
    ends = (day for day in (term.due, term.last) if period.start <= day < period.end)
    return Period(period.start, min(ends, default=period.end))


def last_report_of(cadence: Cadence, last: date, rule: DueRule, calendar: WorkCalendar) -> Due:
    """When the report is due that tells the figure of an agreement's last local day."""
    return due_of(Period(period_of(cadence, last).start, last), rule, calendar)


def answers(reported_as_of: date | None, period: Period, rule: DueRule) -> bool:
    """Whether a report as of that day answers the period: it may be a few days early."""
    return reported_as_of is not None and reported_as_of >= period.end - timedelta(days=rule.early_days)


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - DAY
