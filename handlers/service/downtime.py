"""What a stop of the service, or a jump of its clock, means for the people it serves (faults F3, F28)."""

from datetime import datetime, timedelta

from domain.keys.news import ClockJumped, Stopped
from domain.people import Role
from domain.secrecy import PERSONAL
from handlers.kernel import audience
from handlers.kernel.messages import say
from handlers.kernel.turn import Moment
from handlers.service.words import downtime as downtime_words
from storage import marks

# After longer a wrong clock is likelier than a stop: everything would look overdue at once.
LONGEST = timedelta(days=30)


def heartbeat(moment: Moment, kept: timedelta | None) -> str:
    """Notes that the service runs now. After a long gap people are told, after a very long one ticks are held; says why.

    `kept` is how long the platforms keep what they could not deliver, the shortest time of any; None where nothing is kept, and
    whoever writes meanwhile is told at once.
    """
    before = marks.get(moment.store, marks.ALIVE)
    marks.put(moment.store, marks.ALIVE, moment.now.isoformat())
    if before is None:
        return ""
    since = datetime.fromisoformat(before)
    gap = moment.now - since
    if gap > LONGEST:
        reason = f"the clock moved by {gap.days} days, to {moment.now:%Y-%m-%dT%H:%MZ}"
        marks.put(moment.store, marks.JUMPED, reason)
        audience.tell(
            moment, audience.admins(moment), say(downtime_words.jumped(gap.days), tells=PERSONAL), ClockJumped(since)
        )
        return reason
    if kept is not None and gap > kept:
        hours, window = (int(time.total_seconds() // 3600) for time in (gap, kept))
        told = audience.admins(moment, Role.INSPECTOR)
        audience.tell(moment, told, say(downtime_words.downtime(hours, window), tells=PERSONAL), Stopped(since))
        return f"nothing was received for {hours} h; the platform keeps messages for {window} h"
    return ""
