"""Whether what nobody asked for may leave now: the one answer for reminders, digests and what is asked of a unit by hand."""

from datetime import datetime

from domain import hours
from domain.hours import Rest
from handlers.kernel.turn import Moment
from storage import marks


def held(moment: Moment) -> str:
    """Why nothing that falls due is pushed now: the service holds it back, or it is no time for it. Empty if it may leave."""
    if (reason := marks.nothing_due(moment.store)) is not None:
        return reason
    rest = at_rest(moment)
    return rest.value if rest is not None else ""


def at_rest(moment: Moment) -> Rest | None:
    """Why the day's pushes do not leave at this time."""
    return hours.at_rest(moment.now, moment.rules, moment.reference.calendar, moment.district.zone)


def asked_at(moment: Moment) -> datetime:
    """When what somebody asks of a unit now reaches it (UTC)."""
    return hours.asked_at(moment.now, moment.rules, moment.reference.calendar, moment.district.zone)
