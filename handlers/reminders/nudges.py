"""催一下: a leader or an inspector asks a unit for one item, once a day, within the ask budget, never at night; 催报次数: how
much of the budget is used.
"""

from datetime import datetime

from domain.access import Supervision, why_no_supervision
from domain.errors import DomainError
from domain.hours import asked_at
from domain.items import Stage
from domain.keys.news import Nudge
from domain.people import Person, Role
from domain.secrecy import PERSONAL, personal
from handlers.items import sections
from handlers.items.access import named, tapped, to_supervise
from handlers.items.sections import Place
from handlers.items.words import items as item_words
from handlers.kernel import audience
from handlers.kernel.messages import Button, Card, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.lights.judging import Judged
from handlers.lights.words.reasons import reason as why
from handlers.reminders.words import nudges as zh
from storage import reports, states, subscriptions, supervision
from storage.items import StoredItem
from storage.outbox import MessageKind

MOST_ASKED_UNITS = 15


@registry.command(
    "nudge", (item_words.NUDGE,), "催单位报送一项，如“催一下 JS-010”", frozenset({Role.INSPECTOR, Role.LEADER})
)
def typed(turn: Turn) -> Answer:
    """`催一下 JS-010`."""
    return _nudge(turn, named(turn, item_words.NUDGE))


@registry.action("nudge.item")
def nudge(turn: Turn) -> Answer:
    """Tapped in a digest or on an item's card."""
    return _nudge(turn, tapped(turn))


@sections.taps_at(Place.SUPERVISE, 1)
def to_nudge(turn: Turn, stored: StoredItem, _judged: Judged | None) -> list[Button]:
    """催一下 for who may ask the unit."""
    if why_no_supervision(turn.person, stored.item, Supervision.NUDGE) is not None:
        return []
    return [Button(item_words.NUDGE, "nudge.item", {"item": stored.id})]


def _nudge(turn: Turn, stored: StoredItem) -> Answer:
    item = to_supervise(turn, stored, Supervision.NUDGE).item
    unit = turn.reference.unit_name(item.unit)
    at = asked_at(turn.now, turn.rules, turn.reference.calendar, turn.district.zone)
    on = turn.local_day(at)
    if audience.Budget(turn, on).is_spent_for(item.unit):
        raise DomainError("budget_spent", zh.spent(unit, turn.rules.asks.per_unit_month))
    told = audience.reachable(turn, audience.at_work_in(turn, item.unit, item.code, on))
    if not told:
        raise DomainError("nobody", zh.nobody(unit))
    if not subscriptions.nudge(turn.store, turn.person.id, item.unit, on, [stored.id], turn.now):
        raise DomainError("nudged", zh.again(unit))
    audience.count_ask(turn, [item.unit], on)
    news = Nudge(turn.today, turn.person.id, stored.id)
    audience.tell(turn, told, _card(turn, stored), news, MessageKind.REMINDER, at=at)
    later = at.astimezone(turn.district.zone) if at > turn.now else None
    return [say(zh.nudged(unit, item.code, len(told), later), tells=personal(item))]


def is_over(moment: Moment, nudge: Nudge, asked: datetime) -> bool:
    """Whether a nudge that waits need not leave any more: the item was reported since, or is not open (fault F30)."""
    stored = moment.reference.items.get(nudge.item)
    if stored is None or stored.item.stage is not Stage.OPEN:
        return True
    return reports.sent_since(moment.store, nudge.item, asked)


def _card(turn: Turn, stored: StoredItem) -> Card:
    item = stored.item
    state = states.of_items(turn.store, [stored.id]).get(stored.id)
    return Card(
        title=zh.title(_by(turn.person)),
        lines=zh.lines(item.code, item.name, state.light.mark if state else "", why(state.reason) if state else ""),
        buttons=(
            (
                Button(item_words.REPORT, "report.open", {"item": stored.id}),
                Button(item_words.DETAILS, "item.show", {"item": stored.id}),
            ),
        ),
        tells=personal(item),
    )


def _by(person: Person) -> str:
    return person.post if person.role is Role.LEADER and person.post else zh.OFFICE


@registry.command("asks", ("催报次数",), "看本月催报了几次")
def asked(turn: Turn) -> Answer:
    """The unit's own count; for the district's offices every unit's, the most asked first."""
    found, most = supervision.asks_of_month(turn.store, turn.today), turn.rules.asks.per_unit_month
    if turn.person.unit is not None:
        return [say(zh.asked(found.get(turn.person.unit, 0), most), tells=PERSONAL)]
    if not found:
        return [say(zh.NOT_ASKED, tells=PERSONAL)]
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    lines = [zh.asked_line(turn.reference.unit_name(unit), times) for unit, times in ordered[:MOST_ASKED_UNITS]]
    if len(ordered) > MOST_ASKED_UNITS:
        lines.append(zh.more_units(len(ordered) - MOST_ASKED_UNITS))
    return [Card(title=zh.asks_title(len(found), sum(found.values()), most), lines=tuple(lines), tells=PERSONAL)]
