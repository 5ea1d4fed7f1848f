"""What a stop of the service, or a jump of its clock, means for the people it serves (faults F3, F28)."""

from datetime import datetime, timedelta

from domain.people import Role
from handlers.kernel import audience
from handlers.kernel.messages import say
from handlers.kernel.turn import Moment
from handlers.service.words import downtime as downtime_words
from storage import marks

# How long Telegram keeps what it could not deliver.
KEPT = timedelta(hours=24)
# After longer a wrong clock is likelier than a stop: everything would look overdue at once.
LONGEST = timedelta(days=30)


def heartbeat(moment: Moment) -> str:
    """Notes that the service runs now. After a long gap people are told, after a very long one ticks are held; says why."""
    before = marks.get(moment.store, marks.ALIVE)
    marks.put(moment.store, marks.ALIVE, moment.now.isoformat())
    if before is None:
        return ""
    gap = moment.now - datetime.fromisoformat(before)
    if gap > LONGEST:
        reason = f"the clock moved by {gap.days} days, to {moment.now:%Y-%m-%dT%H:%MZ}"
        marks.put(moment.store, marks.JUMPED, reason)
        audience.tell(moment, audience.admins(moment), say(downtime_words.jumped(gap.days)), f"jumped:{before}")
        return reason
    if gap > KEPT:
        hours = int(gap.total_seconds() // 3600)
        told = audience.admins(moment, Role.INSPECTOR)
        audience.tell(moment, told, say(downtime_words.downtime(hours)), f"downtime:{before}")
        return f"nothing was received for {hours} h; Telegram keeps messages for 24 h"
    return ""
