"""我周五再报: whoever promises a report is offered a reminder on that day, which is not sent where the report came before."""

from datetime import date, datetime, timedelta

from domain.absence import Recipient
from domain.errors import DomainError
from domain.hours import push_time
from domain.items import ItemId, Stage
from domain.keys.news import Promised
from domain.people import UNIT_ROLES
from domain.secrecy import PERSONAL, Tells, personal
from domain.understanding import Order, day_promised
from handlers.kernel import audience
from handlers.kernel.messages import Button, Card, Json, rows, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import notation
from handlers.reminders.words import promises as zh
from storage import reports
from storage.items import StoredItem
from storage.outbox import MessageKind

# Of a promise for the same day the reminder comes so much later.
LATER_TODAY = timedelta(hours=3)
# Days that are offered where none was named.
OFFERED = (1, 2, 5)
# Buttons live no longer, and nobody means a day further away.
FURTHEST = timedelta(days=92)


@registry.order(Order.PROMISE, UNIT_ROLES)
def promised(turn: Turn, stored: StoredItem | None) -> Answer:
    """Where the item stands and the offer; of a day that was not named, which."""
    day, tells = day_promised(turn.words, turn.today), _tells(stored)
    head = _head(turn, stored)
    if day is None or day > turn.today + FURTHEST:
        days = [turn.reference.calendar.add(turn.today, number) for number in OFFERED]
        taps = [Button(zh.on_day(notation.day(each)), "promise.remind", _args(stored, each)) for each in days]
        return [Card(lines=(*head, zh.WHICH_DAY), buttons=rows(taps, 3), tells=tells)]
    tap = Button(zh.REMIND, "promise.remind", _args(stored, day))
    return [Card(lines=(*head, zh.offer(notation.day(day))), buttons=((tap,),), tells=tells)]


@registry.action("promise.remind")
def remind(turn: Turn) -> Answer:
    """到时提醒: queued for the morning of that day, once."""
    on, item = turn.day("on"), turn.item() or None
    at = _moment(turn, on)
    if on < turn.today:
        raise DomainError("past", zh.PAST)
    stored = turn.reference.items.get(item) if item is not None else None
    taps = [Button(zh.REPORT, "report.open", {"item": stored.id})] if stored else []
    name = _name(stored)
    card = Card(lines=(zh.reminder(notation.day(on), name),), buttons=rows(taps), tells=_tells(stored))
    audience.tell(turn, [Recipient(turn.person)], card, Promised(on, item), MessageKind.REMINDER, at=at)
    return [say(zh.kept(notation.day(on), name), tells=_tells(stored)).edited()]


def is_over(moment: Moment, promise: Promised, asked: datetime) -> bool:
    """Whether the reminder need not leave any more: the item was reported since, or is not open (fault F30)."""
    if promise.item is None:
        return False
    stored = moment.reference.items.get(promise.item)
    if stored is None or stored.item.stage is not Stage.OPEN:
        return True
    return reports.sent_since(moment.store, promise.item, asked)


def _moment(turn: Turn, on: date) -> datetime:
    """When it leaves (UTC), quiet hours left aside."""
    morning = push_time(on, turn.rules, turn.district.zone)
    return morning if on > turn.today else max(morning, turn.now + LATER_TODAY)


def _head(turn: Turn, stored: StoredItem | None) -> tuple[str, ...]:
    """Where the item stands."""
    if stored is None:
        return ()
    latest = turn.standings([stored])[stored.id].latest
    told = notation.amount(stored.item, latest.total) if latest else ""
    return (zh.stands(_name(stored), told, notation.day(latest.as_of) if latest else ""),)


def _name(stored: StoredItem | None) -> str:
    return f"{stored.item.code} {stored.item.name}" if stored is not None else ""


def _args(stored: StoredItem | None, on: date) -> dict[str, Json]:
    return {"item": stored.id if stored else ItemId(0), "on": on.isoformat()}


def _tells(stored: StoredItem | None) -> Tells:
    return personal(stored.item) if stored is not None else PERSONAL
