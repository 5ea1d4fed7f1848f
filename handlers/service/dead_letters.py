"""The admins are told of messages that could not be handled: together, and not more often than every quarter of an hour."""

from datetime import datetime, timedelta

from domain.keys.news import DeadLettered
from domain.secrecy import PERSONAL
from handlers.kernel import audience
from handlers.kernel.messages import say
from handlers.kernel.turn import Moment
from handlers.service.words import dead_letters as zh
from storage import chats, marks, updates
from storage.updates import Failure

PAUSE = timedelta(minutes=15)
MOST_NAMED = 5


def tell(moment: Moment) -> int:
    """Tells of what was set aside since the last telling; how many messages. A clock that is not believed tells nobody."""
    told = marks.get(moment.store, marks.DEAD_TOLD)
    since = datetime.fromisoformat(told) if told else None
    if marks.nothing_due(moment.store) or (since is not None and moment.now - since < PAUSE):
        return 0
    fresh = updates.dead_since(moment.store, since)
    if not fresh:
        return 0
    lines = [zh.line(_who(moment, each), _when(moment, each)) for each in fresh[:MOST_NAMED]]
    card = say(*lines, zh.rest(len(fresh) - MOST_NAMED), title=zh.title(len(fresh)), tells=PERSONAL)
    audience.tell(moment, audience.admins(moment), card, DeadLettered(moment.now))
    marks.put(moment.store, marks.DEAD_TOLD, moment.now.isoformat())
    return len(fresh)


def _who(moment: Moment, letter: Failure) -> str:
    person = chats.speaker(moment.store, letter.channel, letter.sender)
    return person.name if person else zh.STRANGER


def _when(moment: Moment, letter: Failure) -> str:
    return f"{letter.at.astimezone(moment.district.zone):%m-%d %H:%M}"
