"""One step in a notice's life: may it be done, what it makes of the notice, what follows from it. All in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from domain.access import may_act_on_notice, may_see_notice
from domain.errors import DomainError
from domain.keys.news import NoticeStep
from domain.notices.clocks import next_on
from domain.notices.model import Action, Notice, NoticeState, allowed, moved, voids_a_request
from domain.notices.names import NoticeId
from domain.notices.rules import Trigger, called_down
from domain.people import Person, PersonId
from domain.progress import is_finished
from handlers.kernel import audience
from handlers.kernel.audience import Reached
from handlers.kernel.messages import Button, Card
from handlers.kernel.turn import Moment, Turn
from handlers.lights import judging
from handlers.notices.words import extensions as more
from handlers.notices.words import notices as zh
from storage import items, notice_records, notices
from storage.items import StoredItem
from storage.standings import standings_of

MOST_TEXT = 500
# The rows of buttons that a person is offered.
Offered = Callable[[Person], tuple[tuple[Button, ...], ...]]
TRIGGERS = {Action.SEND: Trigger.SENT, Action.RETURN: Trigger.RETURNED, Action.LAPSE: Trigger.OVERDUE}


def named(turn: Turn) -> Notice:
    """The notice a button or a form carries, if this person may see it; one refusal for both."""
    return numbered(turn, int(turn.args["notice"]))


def numbered(turn: Turn, id_: int) -> Notice:
    """The notice with that id in the store, if this person may see it."""
    return seen(turn, notices.by_id(turn.store, NoticeId(id_)))


def seen(turn: Turn, notice: Notice | None) -> Notice:
    """The notice if this person may see it."""
    if notice is None or not may_see_notice(turn.person, notice, item_of(turn, notice).item):
        raise DomainError("no_such_notice", zh.NOT_SEEN)
    return notice


def item_of(moment: Moment, notice: Notice) -> StoredItem:
    """The item a notice is about; one of an earlier year is not in memory, and its notice stays open until it is closed."""
    stored = moment.reference.items.get(notice.item) or items.by_id(moment.store, notice.item)
    if stored is None:
        raise LookupError(f"notice {notice.id} without its item")
    return stored


def can(turn: Turn, notice: Notice, action: Action) -> bool:
    """Whether this person may take the action now."""
    if not may_act_on_notice(turn.person, notice, action):
        return False
    finished = action is Action.CLOSE and notice.state is not NoticeState.REPLIED and _finished(turn, notice)
    return allowed(notice.state, action, finished=finished)


def check(turn: Turn, notice: Notice, action: Action) -> None:
    """Refuses what `can` denies, saying why."""
    if can(turn, notice, action):
        return
    if not may_act_on_notice(turn.person, notice, action):
        raise DomainError("not_allowed", zh.HEAD_ONLY if action is Action.OBJECT else zh.NOT_YOURS)
    raise DomainError("notice_moved", zh.moved_on(notice.state))


def act(
    turn: Turn,
    notice: Notice,
    action: Action,
    text: str = "",
    *,
    unit: str | None = None,
    until: date | None = None,
    changes: Mapping[str, Any] | None = None,
) -> tuple[Notice, int]:
    """A person's step: checked, done, recorded. Gives the notice after it and the event's number."""
    check(turn, notice, action)
    return step(turn, notice, action, turn.person.id, text, unit=unit, until=until, changes=changes)


def step(
    moment: Moment,
    notice: Notice,
    action: Action,
    person: PersonId | None,
    text: str = "",
    *,
    unit: str | None = None,
    until: date | None = None,
    changes: Mapping[str, Any] | None = None,
) -> tuple[Notice, int]:
    """Moves the notice, records the event, and what it calls down. `person` is None for the service itself.

    A request for a later limit that this leaves without an answer is settled on the record first.
    """
    if voids_a_request(notice, action):
        notice, _ = step(moment, notice, Action.VOID_TIME, person, more.voided(action))
    rule, calendar = moment.rules.notices, moment.reference.calendar
    after = moved(notice, action, moment.today, rule, calendar, unit=unit, until=until)
    after = replace(after, **(changes or {}))
    upcoming = next_on(after, judging.pushed_through(moment), rule, calendar)
    if after.sent_on is None or _finished(moment, after):
        upcoming = None
    event = notices.move(moment.store, notice, after, action, person, text, moment.now, upcoming)
    if event is None:
        current = notices.by_id(moment.store, notice.id)
        raise DomainError("notice_moved", zh.moved_on(current.state if current else NoticeState.WITHDRAWN))
    _call_down(moment, after, action)
    return after, event


def text_of(turn: Turn) -> str:
    """What was typed, within bounds."""
    if not turn.words:
        raise DomainError("text_wanted", zh.TEXT_WANTED)
    if len(turn.words) > MOST_TEXT:
        raise DomainError("too_long", zh.TOO_LONG)
    return turn.words


def tell_unit(moment: Moment, notice: Notice, event: int, card: Card, offered: Offered | None = None) -> Reached:
    """Tells the unit's head and clerks of an event, each with the buttons `offered` to that person; how many it can reach, and
    the names of the others.
    """
    told = audience.of_units(moment, [notice.unit], item_of(moment, notice).item.code)
    shown = card if offered is None else lambda person: replace(card, buttons=offered(person))
    return audience.tell(moment, told, shown, NoticeStep(notice.id, event))


def tell_inspectors(moment: Moment, notice: Notice, event: int, card: Card) -> None:
    """Tells the inspector who sent the notice of an event; all of them when that one has gone or is away."""
    told = audience.inspectors(moment, item_of(moment, notice).item.code, notice.sent_by)
    audience.tell(moment, told, card, NoticeStep(notice.id, event))


def _call_down(moment: Moment, notice: Notice, action: Action) -> None:
    trigger, kind = TRIGGERS.get(action), moment.rules.notices.kind(notice.family, notice.kind)
    if trigger is None or kind is None or notice.year is None:
        return
    times = notices.counted(moment.store, notice.item, notice.kind, action, [notice.year])
    for consequence in called_down(kind, trigger, times):
        notice_records.call_down(moment.store, notice, consequence, moment.today, moment.now)


def _finished(moment: Moment, notice: Notice) -> bool:
    stored = item_of(moment, notice)
    return is_finished(stored.item, standings_of(moment.store, [stored], moment.district.zone)[stored.id])
