"""催一下: a leader or an inspector asks a unit for one item; once a day, within the ask budget, never at night."""

from datetime import datetime

from domain import reminders
from domain.access import may_nudge
from domain.asks import is_spent
from domain.errors import DomainError
from domain.items import ItemId, Stage
from domain.people import UNIT_ROLES, Person, Role
from handlers.audience import duty_on
from handlers.items import visible
from handlers.messages import Button, Card, say
from handlers.registry import registry
from handlers.turn import Answer, Moment, Turn
from handlers.wording.zh import common
from handlers.wording.zh import items as item_words
from handlers.wording.zh import nudges as zh
from storage import asks, people, reports, states, subscriptions
from storage.items import StoredItem
from storage.outbox import MessageKind

# What the keys of nudges in the outbox begin with.
PREFIX = "nudge:"


@registry.action("nudge.item")
def nudge(turn: Turn) -> Answer:
    """Tapped in a digest or on an item's card."""
    stored = visible(turn, turn.reference.items.get(ItemId(int(turn.args["item"]))))
    item = stored.item
    if not may_nudge(turn.person, item):
        raise DomainError("not_allowed", common.NOT_ALLOWED)
    if item.stage is not Stage.OPEN:
        raise DomainError("item_not_open", zh.NOT_OPEN)
    unit = turn.reference.unit_name(item.unit)
    at = _when(turn)
    on = turn.local_day(at) if at else turn.today
    asked, rule = asks.of_month(turn.connection, on), turn.rules.asks
    if is_spent(asked.get(item.unit, 0), asked_today=item.unit in asks.asked_on(turn.connection, on), rule=rule):
        raise DomainError("budget_spent", zh.spent(unit, rule.per_unit_month))
    lost = {person.id for person in people.unreachable(turn.connection)}
    staff = people.with_roles(turn.connection, UNIT_ROLES, [item.unit])
    told = [each.person for each in duty_on(turn, on).all_told(staff, item.code) if each.person.id not in lost]
    if not told:
        raise DomainError("nobody", zh.nobody(unit))
    if not subscriptions.nudge(turn.connection, turn.person.id, item.unit, on, [stored.id], turn.now):
        raise DomainError("nudged", zh.again(unit))
    asks.count(turn.connection, [item.unit], on, turn.now)
    for person in told:
        _push(turn, stored, person, at)
    later = at.astimezone(turn.district.zone) if at else None
    return [say(zh.nudged(unit, item.code, len(told), later))]


def is_over(moment: Moment, key: str, asked: datetime) -> bool:
    """Whether a nudge that waits need not leave any more: the item was reported since, or is not open (fault F30)."""
    id_ = ItemId(int(key.split(":")[3]))
    stored = moment.reference.items.get(id_)
    return stored is None or stored.item.stage is not Stage.OPEN or reports.sent_since(moment.connection, id_, asked)


def _push(turn: Turn, stored: StoredItem, person: Person, at: datetime | None) -> None:
    item = stored.item
    state = states.of_items(turn.connection, [stored.id]).get(stored.id)
    card = Card(
        title=zh.title(_by(turn.person)),
        lines=zh.lines(item.code, item.name, state.light.mark if state else "", state.reason if state else ""),
        buttons=(
            (
                Button(item_words.REPORT, "report.open", {"item": stored.id}),
                Button(item_words.DETAILS, "item.show", {"item": stored.id}),
            ),
        ),
    )
    key = f"{PREFIX}{turn.today.isoformat()}:{turn.person.id}:{stored.id}:{person.id}"
    turn.post.push(person.id, card, MessageKind.REMINDER, key, at=at)


def _by(person: Person) -> str:
    return person.post if person.role is Role.LEADER and person.post else zh.OFFICE


def _when(moment: Moment) -> datetime | None:
    """None: now. Outside working days and hours the next push time: nobody is asked at night or on a rest day."""
    calendar, zone, today = moment.reference.calendar, moment.district.zone, moment.today
    if calendar.is_workday(today) and not reminders.in_quiet_hours(moment.now, moment.rules, zone):
        return None
    morning = reminders.push_time(today, moment.rules, zone)
    if calendar.is_workday(today) and moment.now < morning:
        return morning
    return reminders.push_time(calendar.add(today, 1), moment.rules, zone)
