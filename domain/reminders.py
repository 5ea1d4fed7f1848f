"""Which reminders fall due when: pure, from an item's standing and the rule pack's ladder."""

from collections.abc import Container, Iterator
from dataclasses import replace
from datetime import date, timedelta

from domain.cadence import Term
from domain.calendar import DAY, WorkCalendar
from domain.items import Item, Stage
from domain.keys.due import NoticeDraft, OccurrenceKey, Rule, Subject
from domain.ladders import NO_HOLDS, Holds
from domain.occurrences import Occurrence, Reporting, Span, are_confirmed, milestone_steps, report_steps
from domain.packs import RulePack
from domain.progress import Standing, is_finished

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
    term = Term(item.cadence, item.start, item.due)
    reporting = Reporting(term, standing.reported_as_of, standing.tracked_from, standing.returned)
    yield from report_steps(reporting, span, holds)
    yield from milestone_steps(item, term, standing, span, holds)
