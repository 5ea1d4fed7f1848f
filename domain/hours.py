"""When messages that nobody asked for may leave: working days, the day's push time, the quiet hours. Answers never wait."""

from datetime import UTC, date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

from domain.calendar import DAY, WorkCalendar
from domain.packs import RulePack


class Rest(Enum):
    """Why the day's pushes do not leave now."""

    REST_DAY = "rest day"
    QUIET_HOURS = "quiet hours"
    TOO_EARLY = "before the push time"


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


def asked_at(now: datetime, rules: RulePack, calendar: WorkCalendar, zone: ZoneInfo) -> datetime:
    """When what somebody asks of a unit by hand reaches it (UTC): at once on a working day out of the quiet hours, else with the
    next push.
    """
    waits = at_rest(now, rules, calendar, zone) not in (None, Rest.TOO_EARLY)
    return next_push(now, rules, calendar, zone) if waits else now
