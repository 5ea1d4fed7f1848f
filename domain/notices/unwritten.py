"""Why nobody was sent a notice although something has been owed for long: what the item's card says to who supervises."""

from datetime import date
from enum import Enum

from domain.calendar import WorkCalendar
from domain.ladders import Holds, Rung
from domain.notices.model import NoticeState
from domain.reminders import push_day


class NoNotice(Enum):
    """DROPPED: an inspector did not send the draft. SETTLED: the one that was sent is closed or withdrawn. RESTING: the unit lets
    the ladder rest. BEFORE: the ladder's step came while nothing was chased.
    """

    DROPPED = "dropped"
    SETTLED = "settled"
    RESTING = "resting"
    BEFORE = "before"


def asked_on(due: date, rungs: tuple[Rung, ...], today: date, calendar: WorkCalendar) -> date | None:
    """The working day on which the ladder asks for a notice about a debt of that due day; None while it does not."""
    days = (push_day(due, rung, calendar) for rung in rungs if rung.notice)
    return next((day for day in days if day < today), None)


def why_none(last: NoticeState | None, *, sent: bool, resting: bool) -> NoNotice:
    """Why there is none, by the item's newest notice (None: there never was one) and whether it had been `sent`."""
    if resting:
        return NoNotice.RESTING
    if last is None:
        return NoNotice.BEFORE
    return NoNotice.SETTLED if sent else NoNotice.DROPPED


def rests_through(holds: Holds, today: date) -> date | None:
    """The last local day on which the unit lets the ladders of the item rest; None if it does not."""
    days = [hold.through for some in holds.values() for hold in some if hold.since <= today <= hold.through]
    return max(days, default=None)
