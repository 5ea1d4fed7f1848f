"""One step in a notice's life: may it be done, what it makes of the notice, what follows from it. All in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from domain.access import may_see_notice
from domain.calendar import WorkCalendar
from domain.errors import DomainError
from domain.keys.news import NoticeStep
from domain.keys.occasions import InSight
from domain.notices import conditions
from domain.notices.clocks import next_on
from domain.notices.conditions import Why
from domain.notices.extensions import granted, latest
from domain.notices.model import Action, Notice, NoticeState, moved, voids_a_request
from domain.notices.names import NoticeId
from domain.notices.rules import NoticeRule, Trigger, called_down
from domain.people import Person, PersonId, Role
from domain.progress import owes_nothing
from domain.secrecy import Tells, personal
from handlers.kernel import audience
from handlers.kernel.audience import Reached
from handlers.kernel.manner import Manner
from handlers.kernel.messages import Button, Card
from handlers.kernel.turn import Moment, Turn
from handlers.kernel.words import notation
from handlers.lights import judging
from handlers.notices.words import extensions as more
from handlers.notices.words import notices as zh
from storage import items, notice_records, notices
from storage.items import StoredItem

MOST_TEXT = 500
# The rows of buttons that a person is offered.
Offered = Callable[[Person], tuple[tuple[Button, ...], ...]]
TRIGGERS = {Action.SEND: Trigger.SENT, Action.RETURN: Trigger.RETURNED, Action.LAPSE: Trigger.OVERDUE}


def named(turn: Turn) -> Notice:
    """The notice a button or a form carries, if this person may see it; one refusal for both."""
    return numbered(turn, turn.number("notice"))


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


def tells_of(moment: Moment, notice: Notice) -> Tells:
    """What a text about a notice gives away: as much as one about its item."""
    return personal(item_of(moment, notice).item)


@dataclass(frozen=True)
class Now:
    """What decides about a notice's steps beside the notice and the person; see domain.notices.conditions.Circumstances."""

    moment: Moment
    notice: Notice

    @property
    def today(self) -> date:
        """The local day."""
        return self.moment.today

    @property
    def rule(self) -> NoticeRule:
        """The pack's rule for notices."""
        return self.moment.rules.notices

    @property
    def calendar(self) -> WorkCalendar:
        """Working days."""
        return self.moment.reference.calendar

    @cached_property
    def times_extended(self) -> int:
        """How often the limit of the notice's present unit was moved."""
        return len(granted(notices.events(self.moment.store, self.notice.id)))

    @cached_property
    def item_finished(self) -> bool:
        """Whether nothing is left to do on the notice's item."""
        return _finished(self.moment, self.notice)


def why_not(
    turn: Turn, notice: Notice, action: Action, *, until: date | None = None, unit: str | None = None
) -> Why | None:
    """Why this person cannot take the action now; None if it may be taken."""
    return conditions.why_not(notice, action, turn.person, Now(turn, notice), until=until, unit=unit)


def check(turn: Turn, notice: Notice, action: Action, *, until: date | None = None, unit: str | None = None) -> None:
    """Refuses what may not be done, saying why."""
    why = why_not(turn, notice, action, until=until, unit=unit)
    if why is not None:
        raise refused(turn, notice, why)


def refused(moment: Moment, notice: Notice, why: Why) -> DomainError:
    """The refusal of a step."""
    return DomainError(why.value, refusal(moment, notice, why))


def refusal(moment: Moment, notice: Notice, why: Why) -> str:
    """Why a step cannot be taken, in words."""
    if why.is_of_a_later_limit:
        return more.refusal(why, moment.rules.notices.extension_times, latest_day(moment, notice))
    return zh.refusal(why, notice.state)


def latest_day(moment: Moment, notice: Notice) -> str:
    """The latest day the pack lets the limit move to, in words; empty for a notice without a limit."""
    rule, calendar = moment.rules.notices, moment.reference.calendar
    day = latest(notice.reply_by, 0, rule, calendar) if notice.reply_by is not None else None
    return notation.day(day) if day is not None else ""


def as_it_is(notice: Notice) -> Notice:
    """No change."""
    return notice


@dataclass(frozen=True, slots=True)
class Given:
    """What a step brings along: the unit it hands the notice to, the new limit, what else is changed by it."""

    unit: str | None = None
    until: date | None = None
    also: Callable[[Notice], Notice] = as_it_is


NOTHING_GIVEN = Given()


def act(
    turn: Turn,
    notice: Notice,
    action: Action,
    text: str = "",
    given: Given = NOTHING_GIVEN,
) -> tuple[Notice, int]:
    """A person's step: checked, done, recorded. Gives the notice after it and the event's number."""
    check(turn, notice, action, until=given.until, unit=given.unit)
    return step(turn, notice, action, turn.person.id, text, given)


def step(
    moment: Moment,
    notice: Notice,
    action: Action,
    person: PersonId | None,
    text: str = "",
    given: Given = NOTHING_GIVEN,
) -> tuple[Notice, int]:
    """Moves the notice, records the event, and what it calls down. `person` is None for the service itself.

    A request for a later limit that this leaves without an answer is settled on the record first. Refused if somebody was
    faster.
    """
    done = step_unless_moved(moment, notice, action, person, text, given)
    if done is None:
        current = notices.by_id(moment.store, notice.id)
        raise DomainError("notice_moved", zh.moved_on(current.state if current else NoticeState.WITHDRAWN))
    return done


def step_unless_moved(
    moment: Moment,
    notice: Notice,
    action: Action,
    person: PersonId | None,
    text: str = "",
    given: Given = NOTHING_GIVEN,
) -> tuple[Notice, int] | None:
    """See `step`; None, and nothing is done, if somebody was faster."""
    if voids_a_request(notice, action):
        notice, _ = step(moment, notice, Action.VOID_TIME, person, more.voided(action))
    rule, calendar = moment.rules.notices, moment.reference.calendar
    after = moved(notice, action, moment.today, rule, calendar, unit=given.unit, until=given.until)
    after = given.also(after)
    upcoming = next_on(after, judging.pushed_through(moment), rule, calendar)
    if after.sent_on is None or _finished(moment, after):
        upcoming = None
    event = notices.move(moment.store, notice, after, action, person, text, moment.now, upcoming)
    if event is None:
        return None
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

    def shown(person: Person) -> Card:
        mine = card if offered is None else replace(card, buttons=offered(person))
        return replace(mine, manner=_in_sight(mine.manner, notice, person))

    return audience.tell(moment, told, shown, NoticeStep(notice.id, event))


def _in_sight(manner: Manner, notice: Notice, person: Person) -> Manner:
    """A notice stays in sight of the unit's head until it is signed for or closed."""
    if notice.state is NoticeState.SENT:
        return replace(manner, pinned=InSight(notice.id).text()) if person.role is Role.UNIT_HEAD else manner
    return replace(manner, unpinned=InSight(notice.id).text()) if notice.state is NoticeState.CLOSED else manner


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
    return owes_nothing(stored.item, moment.standings([stored])[stored.id])
