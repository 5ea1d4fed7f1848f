"""Which reminders fall due when: pure, from an item's standing and the rule pack's ladder."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.cadence import Due, Return, Term, owed_in_term, told_by
from domain.calendar import DAY, WorkCalendar
from domain.holds import NO_HOLDS, Hold, Holds, held_until
from domain.items import Basis, Item, Milestone, Stage
from domain.ladders import Rung
from domain.packs import RulePack
from domain.progress import Standing, is_before_tracking, is_finished, milestone_reached

# How far ahead the next reminder is looked for, and how far at first: nearly always the first stretches hold it.
HORIZON = timedelta(days=400)
LOOK_AHEAD = timedelta(days=12)


class Rest(Enum):
    """Why the day's pushes do not leave now."""

    REST_DAY = "rest day"
    QUIET_HOURS = "quiet hours"
    TOO_EARLY = "before the push time"


class Rule(Enum):
    """What a reminder is about."""

    REPORT = "report"
    MILESTONE = "milestone"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One step of the ladder for one subject. `on` is the local working day of the push, `due` the day it is about.

    For reports `due` is the oldest debt: while an older report is owed, the steps of a newer period still name the older day.
    `milestone` is the node's number, or the number of nodes for the item's own due day. `confirmed` is False if a date in it
    rests on a calendar that is not published yet. `subject` names what was due: a report's period by its own due day, a
    node by number and day, or a clock of a supervision notice. `notice`: the pack wants a notice drafted on this step.
    `returned` is the local day on which the report that answered the oldest debt was returned, if it was.
    """

    rule: Rule
    step: str
    on: date
    due: date
    audience: tuple[str, ...]
    milestone: int | None
    confirmed: bool
    subject: str
    offset: int = 0
    notice: bool = False
    returned: date | None = None

    @property
    def key(self) -> str:
        """Stable name of the occurrence: the same step of the same subject is never pushed twice."""
        return f"{self.subject}:{self.step}"


def occurrences(
    item: Item,
    standing: Standing,
    since: date,
    until: date,
    rules: RulePack,
    calendar: WorkCalendar,
    holds: Holds = NO_HOLDS,
) -> tuple[Occurrence, ...]:
    """What fell due after `since` and up to `until`, as far as it is still true now.

    A step that is held comes when the hold is over. Of several missed steps only the latest is given, one for the item's
    reports and one for each node: after downtime people get one honest line, not a flood. It goes to everyone whom a missed
    step would have told, so nobody is passed over.
    """
    latest: dict[str, Occurrence] = {}
    missed = _steps(item, standing, since, until, rules, calendar, holds)
    for each in sorted(missed, key=lambda step: (step.on, step.offset)):
        chased = each.subject if each.rule is Rule.MILESTONE else Rule.REPORT.value
        before = latest.get(chased)
        latest[chased] = each if before is None else _with_missed(each, before)
    return tuple(latest.values())


def _with_missed(step: Occurrence, before: Occurrence) -> Occurrence:
    told = tuple(dict.fromkeys((*before.audience, *step.audience)))
    return replace(step, audience=told, notice=step.notice or before.notice)


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
        until = after + min(ahead, HORIZON)
        soonest = min((each.on for each in _steps(item, standing, after, until, rules, calendar, holds)), default=None)
        ahead *= 2
    return soonest


def still_told(
    item: Item, standing: Standing, keys: Container[str], until: date, rules: RulePack, calendar: WorkCalendar
) -> set[str]:
    """Which of these occurrences, pushed for `until` or before, would still be pushed now: nobody reported meanwhile."""
    steps = _steps(item, standing, standing.tracked_from - DAY, until, rules, calendar, NO_HOLDS)
    return {step.key for step in steps if step.key in keys}


def told_before(key: str, today: date, calendar: WorkCalendar) -> Occurrence:
    """The occurrence of a key that is on record. Of a report `due` is its own period's day, of a draft notice `today`."""
    subject, _, step = key.rpartition(":")
    rule, *parts = subject.split(":")
    due = today if parts[-1] == "draft" else date.fromisoformat(parts[-1])
    node = int(parts[0]) if rule == Rule.MILESTONE.value else None
    return Occurrence(Rule(rule), step, today, due, (), node, _confirmed(today, due, calendar), subject)


def push_time(on: date, rules: RulePack, zone: ZoneInfo) -> datetime:
    """The moment (UTC) of a local day's push."""
    return datetime.combine(on, rules.ladder.push_at, zone).astimezone(UTC)


def at_rest(now: datetime, rules: RulePack, calendar: WorkCalendar, zone: ZoneInfo) -> Rest | None:
    """Why what is due today is not pushed now; None on a working day from the push time up to the quiet hours.

    TOO_EARLY: it is a working day out of the quiet hours, so what somebody asks for by hand need not wait.
    """
    today = now.astimezone(zone).date()
    if not calendar.is_workday(today):
        return Rest.REST_DAY
    if in_quiet_hours(now, rules, zone):
        return Rest.QUIET_HOURS
    return Rest.TOO_EARLY if now < push_time(today, rules, zone) else None


def next_push(now: datetime, rules: RulePack, calendar: WorkCalendar, zone: ZoneInfo) -> datetime:
    """The next push time (UTC) that is still to come, today's or a later working day's."""
    day = calendar.on_or_after(now.astimezone(zone).date())
    at = push_time(day, rules, zone)
    return at if at > now else push_time(calendar.add(day, 1), rules, zone)


def in_quiet_hours(now: datetime, rules: RulePack, zone: ZoneInfo) -> bool:
    """Whether pushes rest; answers never do."""
    local = now.astimezone(zone).time().replace(tzinfo=None)
    start, end = rules.ladder.quiet_from, rules.ladder.quiet_until
    if start <= end:
        return start <= local < end
    return local >= start or local < end


def next_open_time(now: datetime, rules: RulePack, zone: ZoneInfo) -> datetime:
    """The end of the quiet hours `now` lies in (UTC); `now` itself if it lies in none."""
    if not in_quiet_hours(now, rules, zone):
        return now
    local = now.astimezone(zone)
    end = datetime.combine(local.date(), rules.ladder.quiet_until, zone)
    if end <= local:
        end = datetime.combine(local.date() + DAY, rules.ladder.quiet_until, zone)
    return end.astimezone(UTC)


def _steps(
    item: Item, standing: Standing, since: date, until: date, rules: RulePack, calendar: WorkCalendar, holds: Holds
) -> Iterator[Occurrence]:
    """Every step that is still true now with its day after `since` and up to `until`."""
    if item.stage is not Stage.OPEN or item.due is None or is_finished(item, standing):
        return
    term, reported, tracked = Term(item.cadence, item.start, item.due), standing.reported_as_of, standing.tracked_from
    returned = standing.returned
    if holds:
        yield from _report_steps(term, reported, tracked, since, until, rules, calendar, holds, returned)
    else:
        yield from _unheld_report_steps(term, reported, tracked, since, until, rules, calendar, returned)
    yield from _milestone_steps(item, term, standing, since, until, rules, calendar, holds)


@lru_cache(4096)
def _unheld_report_steps(
    term: Term,
    reported_as_of: date | None,
    tracked_from: date,
    since: date,
    until: date,
    rules: RulePack,
    calendar: WorkCalendar,
    returned: Return | None,
) -> tuple[Occurrence, ...]:
    """The same for the many items of a term that were reported, and are looked at, for the same days."""
    return tuple(_report_steps(term, reported_as_of, tracked_from, since, until, rules, calendar, NO_HOLDS, returned))


def _report_steps(
    term: Term,
    reported_as_of: date | None,
    tracked_from: date,
    since: date,
    until: date,
    rules: RulePack,
    calendar: WorkCalendar,
    holds: Holds,
    returned: Return | None,
) -> Iterator[Occurrence]:
    """The ladder of every owed report, oldest first.

    One thing is chased at a time: while an older report is owed, a newer period begins with its own due day, and what is named
    is the oldest debt. After the last rung of a period nothing more comes for it.
    """
    oldest: Due | None = None
    rungs = rules.ladder.report
    for due in owed_in_term(term, reported_as_of, tracked_from, rules, calendar, returned):
        if not rungs or push_day(due.day, rungs[0], calendar) > until:
            return
        subject = f"report:{due.day.isoformat()}"
        for rung, on in _climb(due.day, rungs, since, until, calendar, holds.get(subject, ())):
            if oldest is None or rung.offset >= 0:
                confirmed = due.confirmed and _confirmed(on, due.day, calendar)
                named, step = oldest or due, step_name(rung)
                yield Occurrence(
                    Rule.REPORT,
                    step,
                    on,
                    named.day,
                    rung.audience,
                    None,
                    confirmed,
                    subject,
                    rung.offset,
                    rung.notice,
                    named.returned,
                )
        oldest = oldest or due


def _milestone_steps(
    item: Item,
    term: Term,
    standing: Standing,
    since: date,
    until: date,
    rules: RulePack,
    calendar: WorkCalendar,
    holds: Holds,
) -> Iterator[Occurrence]:
    """The ladder of every node that is not reached, and of the item's own due day where no node falls on it.

    The steps ahead count from the node's day. A figure is known when its report is due, so the late steps count from there; what
    is told by itself, a node of an item in words, is late at once.
    """
    ladder = rules.ladder.milestone
    for index, node in _nodes(item):
        if not ladder or push_day(node.date, ladder[0], calendar) > until:
            continue
        own = index == len(item.milestones)
        if not own and milestone_reached(item, standing, index):
            continue
        # A node in words among figures cannot be reported as done, so nobody is late for it: only the steps ahead.
        told_only = not own and node.planned is None and item.basis is not Basis.ONCE
        subject = f"milestone:{index}:{node.date.isoformat()}"
        held = holds.get(subject, ())
        known = (
            node.date
            if item.basis is Basis.ONCE
            else told_by(node.date, term, standing.reported_as_of, standing.returned, rules, calendar)
        )
        for rung, on in _climb(node.date, ladder, since, until, calendar, held, known):
            if told_only and rung.offset > 0:
                continue
            if not own and rung.offset > 0 and is_before_tracking(standing, node.date):
                continue
            confirmed = _confirmed(on, node.date, calendar)
            step = step_name(rung)
            yield Occurrence(
                Rule.MILESTONE, step, on, node.date, rung.audience, index, confirmed, subject, rung.offset, rung.notice
            )


def _climb(
    due: date,
    rungs: tuple[Rung, ...],
    since: date,
    until: date,
    calendar: WorkCalendar,
    holds: tuple[Hold, ...],
    known: date | None = None,
) -> Iterator[tuple[Rung, date]]:
    """The rungs (at least one, lowest offset first) whose push day lies after `since` and up to `until`, with that day.

    `known` is the day from which the late ones count, if it is not the due day.
    """
    if not holds and push_day(max(due, known or due), rungs[-1], calendar) <= since:
        return
    for rung in rungs:
        on = push_day(known if known is not None and rung.offset > 0 else due, rung, calendar)
        if holds:
            on = held_until(on, rung, holds, calendar)
        if since < on <= until:
            yield rung, on


def _nodes(item: Item) -> list[tuple[int, Milestone]]:
    nodes = list(enumerate(item.milestones))
    if item.due is not None and all(node.date != item.due for node in item.milestones):
        nodes.append((len(nodes), Milestone(item.due, item.name, item.target)))
    return nodes


def step_name(rung: Rung) -> str:
    """T-3, T, T+1."""
    return f"T{rung.offset:+d}" if rung.offset else "T"


def push_day(due: date, rung: Rung, calendar: WorkCalendar) -> date:
    """The working day of a step. A due day that is a rest day itself is announced on the working day before it."""
    if rung.offset == 0:
        return due if calendar.is_workday(due) else calendar.add(due, -1)
    return calendar.add(due, rung.offset)


def _confirmed(one: date, other: date, calendar: WorkCalendar) -> bool:
    return calendar.confirmed_through(min(one, other), max(one, other))
