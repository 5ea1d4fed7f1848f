"""A year whose working calendar nobody has imported: days are guessed and say so, and somebody is asked for it (fault F31)."""

from domain.keys.news import CalendarMissing
from domain.secrecy import PERSONAL
from handlers.kernel import audience
from handlers.kernel.messages import say
from handlers.kernel.turn import Moment
from handlers.service.words import calendar as calendar_words
from storage import calendar

# By then the notice for the next year has been out every time (it comes in October or November).
LATEST_MONTH = 12


def ask(moment: Moment) -> int | None:
    """The year that lacks its notice and should have one; admins are asked for it once before it begins and once in it."""
    today = moment.today
    announced = calendar.years(moment.store)
    wanted = [today.year] + ([today.year + 1] if today.month >= LATEST_MONTH else [])
    missing = next((year for year in wanted if not announced.get(year)), None)
    if missing is None:
        return None
    news = CalendarMissing(missing, begun=missing == today.year)
    audience.tell(moment, audience.admins(moment), say(calendar_words.calendar_missing(missing), tells=PERSONAL), news)
    return missing
