"""Which reminders fall due when: pure, from an item's standing and the rule pack's ladder."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from domain.cadence import owed
from domain.calendar import WorkCalendar
from domain.items import Item, Stage
from domain.packs import RulePack, Rung
from domain.progress import Standing, is_finished, milestone_reached

# How far ahead the next reminder is looked for, in calendar days.
HORIZON = 400


class Rule(Enum):
    """What a reminder is about."""

    REPORT = "report"
    MILESTONE = "milestone"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One step of the ladder for one subject. `on` is the local working day of the push, `due` the day it is about.

    `milestone` is the node's number, or the number of nodes for the item's own due day. `confirmed` is False if a date in it
    rests on a calendar that is not published yet.
    """

    rule: Rule
    step: str
    on: date
    due: date
    audience: tuple[str, ...]
    milestone: int | None
    confirmed: bool
    subject: str

    @property
    def key(self) -> str:
        """Stable name of the occurrence: the same step of the same subject is never pushed twice."""
        return f"{self.subject}:{self.step}"


def occurrences(
    item: Item, standing: Standing, since: date, until: date, rules: RulePack, calendar: WorkCalendar
) -> tuple[Occurrence, ...]:
    """What fell due after `since` and up to `until`, as far as it is still true now.

    Of several missed steps of one subject only the latest is given: after downtime people get one honest line, not a flood.
    """
    latest: dict[str, Occurrence] = {}
    for each in _steps(item, standing, until, rules, calendar):
        if since < each.on <= until:
            subject = each.subject if each.rule is Rule.MILESTONE else Rule.REPORT.value
            known = latest.get(subject)
            if known is None or (each.on, each.step) >= (known.on, known.step):
                latest[subject] = each
    return tuple(latest.values())


def next_on(item: Item, standing: Standing, after: date, rules: RulePack, calendar: WorkCalendar) -> date | None:
    """The next local day after `after` on which something falls due if nothing is reported meanwhile; None if nothing will."""
    horizon = after + timedelta(days=HORIZON)
    return min((each.on for each in _steps(item, standing, horizon, rules, calendar) if each.on > after), default=None)


def push_time(on: date, rules: RulePack, zone: ZoneInfo) -> datetime:
    """The moment (UTC) of a local day's push."""
    return datetime.combine(on, rules.ladder.push_at, zone).astimezone(ZoneInfo("UTC"))


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
        end = datetime.combine(local.date() + timedelta(days=1), rules.ladder.quiet_until, zone)
    return end.astimezone(ZoneInfo("UTC"))


def _steps(
    item: Item, standing: Standing, until: date, rules: RulePack, calendar: WorkCalendar
) -> Iterator[Occurrence]:
    if item.stage is not Stage.OPEN or item.due is None or is_finished(item, standing):
        return
    yield from _report_steps(item, standing, until, rules, calendar)
    yield from _milestone_steps(item, standing, until, rules, calendar)


def _report_steps(
    item: Item, standing: Standing, until: date, rules: RulePack, calendar: WorkCalendar
) -> Iterator[Occurrence]:
    """One thing is chased at a time: while an older report is owed, a newer period begins with its own due day, and what is
    named is the oldest debt."""
    first: date | None = None
    ahead = max((-rung.offset for rung in rules.ladder.report), default=0)
    for due in owed(item, standing.reported_as_of, standing.tracked_from, rules, calendar):
        if calendar.add(due.day, -ahead) > until:
            return
        for rung in rules.ladder.report:
            if first is not None and rung.offset < 0:
                continue
            on = _push_day(due.day, rung, calendar)
            confirmed = due.confirmed and calendar.confirmed_through(min(on, due.day), max(on, due.day))
            named = first or due.day
            subject = f"report:{due.day.isoformat()}"
            yield Occurrence(Rule.REPORT, step_name(rung), on, named, rung.audience, None, confirmed, subject)
        first = first or due.day


def _milestone_steps(
    item: Item, standing: Standing, until: date, rules: RulePack, calendar: WorkCalendar
) -> Iterator[Occurrence]:
    days = [(index, node.date) for index, node in enumerate(item.milestones)]
    if item.due is not None and (not days or days[-1][1] != item.due):
        days.append((len(item.milestones), item.due))
    for index, day in days:
        done = index < len(item.milestones) and milestone_reached(item, standing, index)
        if done:
            continue
        for rung in rules.ladder.milestone:
            on = _push_day(day, rung, calendar)
            if on > until:
                continue
            confirmed = calendar.confirmed_through(min(on, day), max(on, day))
            subject = f"milestone:{index}:{day.isoformat()}"
            yield Occurrence(Rule.MILESTONE, step_name(rung), on, day, rung.audience, index, confirmed, subject)


def step_name(rung: Rung) -> str:
    """T-3, T, T+1."""
    return f"T{rung.offset:+d}" if rung.offset else "T"


def _push_day(due: date, rung: Rung, calendar: WorkCalendar) -> date:
    """The working day of a step. A due day that is a rest day itself is announced on the working day before it."""
    if rung.offset == 0:
        return due if calendar.is_workday(due) else calendar.add(due, -1)
    return calendar.add(due, rung.offset)
