"""Reminders: the steps for owed reports and for nodes (节点), the working day each comes on, whom it tells, which fell due."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from domain.cadence import Due, Return, Term, known_from, owed_reports_of_term, term_of
from domain.calendar import DAY, WorkCalendar
from domain.items import Basis, Item, Milestone, Stage
from domain.keys.due import Node, NoticeDraft, OccurrenceKey, ReportPeriod, Rule, Subject, step_name
from domain.ladders import NO_HOLDS, Hold, Holds, Rung, held_until
from domain.packs import RulePack
from domain.progress import Standing, is_before_tracking, is_finished, milestone_reached


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One step of the ladder for one subject. `on` is the local working day of the push, `due` the day it is about.

    For reports `due` is the oldest debt: while an older report is owed, the steps of a newer period still name the older day.
    `confirmed` is False if a date in it rests on a calendar that is not published yet. `notice`: the pack wants a notice
    drafted on this step. `returned` is the local day on which the report that answered the oldest debt was returned, if it was.
    """

    key: OccurrenceKey
    on: date
    due: date
    audience: tuple[str, ...]
    confirmed: bool
    notice: bool = False
    returned: date | None = None

    @property
    def subject(self) -> Subject:
        """What was due: a report, a node, or a clock of a supervision notice."""
        return self.key.subject

    @property
    def offset(self) -> int:
        """Working days from the due day."""
        return self.key.offset

    @property
    def step(self) -> str:
        """T-3, T, T+1."""
        return step_name(self.key.offset)

    @property
    def rule(self) -> Rule:
        """What the ladder is of."""
        return self.key.subject.rule

    @property
    def milestone(self) -> int | None:
        """The node's number, or the number of nodes for the item's own due day."""
        return self.key.subject.number if isinstance(self.key.subject, Node) else None


class Span(NamedTuple):
    """Steps are wanted whose local day lies after `since` and up to `until`, by these rules and this calendar."""

    since: date
    until: date
    rules: RulePack
    calendar: WorkCalendar


def climb(
    due: date, rungs: tuple[Rung, ...], span: Span, holds: tuple[Hold, ...], known: date | None = None
) -> Iterator[tuple[Rung, date]]:
    """The rungs whose push day lies in the span, with that day. `rungs` has at least one, the lowest offset first.

    `known` is the day from which the late ones count, if it is not the due day.
    """
    calendar = span.calendar
    if not holds and push_day(max(due, known or due), rungs[-1], calendar) <= span.since:
        return
    for rung in rungs:
        on = push_day(known if known is not None and rung.offset > 0 else due, rung, calendar)
        if holds:
            on = held_until(on, rung, holds, calendar)
        if span.since < on <= span.until:
            yield rung, on


def push_day(due: date, rung: Rung, calendar: WorkCalendar) -> date:
    """The working day of a step. A due day that is a rest day itself is announced on the working day before it."""
    if rung.offset == 0:
        return due if calendar.is_workday(due) else calendar.add(due, -1)
    return calendar.add(due, rung.offset)


def are_confirmed(one: date, other: date, calendar: WorkCalendar) -> bool:
    """Whether every day from one local day to another, whichever is first, rests on a published calendar."""
    return calendar.confirmed_through(min(one, other), max(one, other))


class Reporting(NamedTuple):
    """What decides which reports are owed: the term, the last as-of day, the day reports are owed from, what was returned."""

    term: Term
    reported_as_of: date | None
    tracked_from: date
    returned: Return | None


def report_steps(reporting: Reporting, span: Span, holds: Holds) -> Iterator[Occurrence]:
    """The steps of every owed report, oldest first.

    While an older report is owed, the steps of a newer period begin on its own due day, without those ahead of it, and name the
    oldest report. After the last rung of a period nothing more comes for it.
    """
    return _climbed(reporting, span, holds) if holds else iter(_unheld(reporting, span))


@lru_cache(4096)
def _unheld(reporting: Reporting, span: Span) -> tuple[Occurrence, ...]:
    """`_climbed` without holds, remembered: many items share a term, the days of their reports and the span that is asked for."""
    return tuple(_climbed(reporting, span, NO_HOLDS))


def _climbed(reporting: Reporting, span: Span, holds: Holds) -> Iterator[Occurrence]:
    oldest: Due | None = None
    rungs = span.rules.ladder.report
    since = reporting.reported_as_of, reporting.tracked_from
    for due in owed_reports_of_term(reporting.term, *since, span.rules, span.calendar, reporting.returned):
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


def milestone_steps(item: Item, term: Term, standing: Standing, span: Span, holds: Holds) -> Iterator[Occurrence]:
    """The ladder of every node that is not reached, and of the item's own due day where no node falls on it.

    The steps ahead count from the node's day. A figure is known when its report is due, so the late steps count from that day. A
    node of an item in words is reported by itself and is late at once.
    """
    ladder = span.rules.ladder.milestone
    for index, node in _nodes(item):
        if not ladder or push_day(node.date, ladder[0], span.calendar) > span.until:
            continue
        own = index == len(item.milestones)
        if not own and milestone_reached(item, standing, index):
            continue
        # Nearly no ladder is held.
        held = holds.get(Node(index, node.date), ()) if holds else ()
        known = _known(item, term, standing, node.date, span)
        for rung, on in climb(node.date, ladder, span, held, known):
            if own or _is_told(rung, item, node, standing):
                key, confirmed = (
                    OccurrenceKey(Node(index, node.date), rung.offset),
                    are_confirmed(on, node.date, span.calendar),
                )
                yield Occurrence(key, on, node.date, rung.audience, confirmed, rung.notice)


def _known(item: Item, term: Term, standing: Standing, day: date, span: Span) -> date:
    """The local day from which a missed node counts as late."""
    if item.basis is Basis.ONCE:
        return day
    return known_from(day, term, standing.reported_as_of, standing.returned, span.rules, span.calendar)


def _is_told(rung: Rung, item: Item, node: Milestone, standing: Standing) -> bool:
    """Whether people are reminded of this step: of steps ahead always, of late ones only if the node can be reported as done and
    fell due after the item was tracked.

    A node in words of an item with figures cannot be reported as done, so nobody is late for it.
    """
    if rung.offset <= 0:
        return True
    can_be_late = node.planned is not None or item.basis is Basis.ONCE
    return can_be_late and not is_before_tracking(standing, node.date)


def _nodes(item: Item) -> list[tuple[int, Milestone]]:
    nodes = list(enumerate(item.milestones))
    if item.due is not None and all(node.date != item.due for node in item.milestones):
        nodes.append((len(nodes), Milestone(item.due, item.name, item.target)))
    return nodes


# How far ahead the next reminder is looked for, and how far at first: nearly always the first stretches hold it.
HORIZON = timedelta(days=400)
LOOK_AHEAD = timedelta(days=12)


def occurrences(
    item: Item,
    standing: Standing,
    since: date,
    until: date,
    rules: RulePack,
    calendar: WorkCalendar,
    holds: Holds = NO_HOLDS,
) -> tuple[Occurrence, ...]:
    """The steps that fell due after `since` and up to `until` (local days) and still hold: nothing was reported meanwhile.

    A step that is held comes when the hold is over. Of several missed steps only the latest is given, one for the item's
    reports and one for each node: after downtime people get one honest line, not a flood. It goes to everyone whom a missed
    step would have told, so nobody is passed over.
    """
    latest: dict[Subject | Rule, Occurrence] = {}
    missed = _steps(item, standing, Span(since, until, rules, calendar), holds)
    for each in sorted(missed, key=lambda step: (step.on, step.offset)):
        chased = each.subject if each.rule is Rule.MILESTONE else each.rule
        before = latest.get(chased)
        latest[chased] = each if before is None else _with_missed(each, before)
    return tuple(latest.values())


def _with_missed(step: Occurrence, before: Occurrence) -> Occurrence:
    audience = tuple(dict.fromkeys((*before.audience, *step.audience)))
    return replace(step, audience=audience, notice=step.notice or before.notice)


def next_on(
    item: Item,
    standing: Standing,
    after: date,
    rules: RulePack,
    calendar: WorkCalendar,
    holds: Holds = NO_HOLDS,
) -> date | None:
    """The next local day after `after` on which `occurrences` gives something if nothing is reported meanwhile.

    None if nothing will within HORIZON days.
    """
    soonest: date | None = None
    ahead = LOOK_AHEAD
    while soonest is None and ahead < 2 * HORIZON:
        span = Span(after, after + min(ahead, HORIZON), rules, calendar)
        soonest = min((each.on for each in _steps(item, standing, span, holds)), default=None)
        ahead *= 2
    return soonest


def still_due(
    item: Item,
    standing: Standing,
    keys: Container[OccurrenceKey],
    until: date,
    rules: RulePack,
    calendar: WorkCalendar,
) -> set[OccurrenceKey]:
    """Those of the keys (pushed up to `until`) whose steps still hold, since nothing was reported meanwhile."""
    span = Span(standing.tracked_from - DAY, until, rules, calendar)
    return {step.key for step in _steps(item, standing, span, NO_HOLDS) if step.key in keys}


def recorded_occurrence(key: OccurrenceKey, today: date, calendar: WorkCalendar) -> Occurrence:
    """The occurrence of a recorded push. `due` is its own period's due day for a report, `today` for a draft notice."""
    due = today if isinstance(key.subject, NoticeDraft) else key.subject.due
    return Occurrence(key, today, due, (), are_confirmed(today, due, calendar))


def _steps(item: Item, standing: Standing, span: Span, holds: Holds) -> Iterator[Occurrence]:
    """Every step of the span, by what is reported now."""
    if item.stage is not Stage.OPEN or item.due is None or is_finished(item, standing):
        return
    term = term_of(item, item.due, span.rules)
    reporting = Reporting(term, standing.reported_as_of, standing.tracked_from, standing.returned)
    yield from report_steps(reporting, span, holds)
    yield from milestone_steps(item, term, standing, span, holds)
