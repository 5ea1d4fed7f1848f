"""Whether a step of a notice may be taken now, and why not: the one place that decides, for buttons and for taps alike.

`STEPS` says in which states and by whom; here stand the conditions beside: days, limits, a request that waits.
"""

from datetime import date
from enum import Enum
from typing import Protocol

from domain.calendar import WorkCalendar
from domain.notices.model import AWAITING, STEPS, Action, Notice, NoticeState, allowed
from domain.notices.rules import NoticeRule
from domain.people import Person, Role


class Why(Enum):
    """Why a step cannot be taken; the value is the refusal's code."""

    NOT_YOURS = "not_allowed"
    HEAD_ONLY = "head_only"
    MOVED = "notice_moved"
    LIMIT_PASSED = "limit_passed"
    OBJECTION_OVER = "objection_over"
    # Of a later limit: no request waits; one waits; the limit has passed; no reply is owed; the pack's number is used up.
    ANSWERED = "answered"
    WAITING = "waiting"
    LAPSED = "lapsed"
    NOT_OWED = "not_owed"
    TOO_OFTEN = "too_often"
    NOT_LATER = "not_later"
    TOO_LONG = "too_long"
    SAME_UNIT = "same_unit"
    GRAVEST = "gravest"
    NOT_URGENT = "not_urgent"

    @property
    def can_be_mended(self) -> bool:
        """Whether another day, unit or limit would do: the step is offered, and the refusal says what is wrong."""
        return self in _MENDED


_MENDED = frozenset({Why.LIMIT_PASSED, Why.NOT_LATER, Why.TOO_LONG, Why.SAME_UNIT})


class Circumstances(Protocol):
    """What decides beside the notice and the person. What must be looked up is asked for only where it matters."""

    @property
    def today(self) -> date:
        """The local day."""
        ...

    @property
    def rule(self) -> NoticeRule:
        """The pack's rule for notices."""
        ...

    @property
    def calendar(self) -> WorkCalendar:
        """Working days."""
        ...

    @property
    def times_extended(self) -> int:
        """How often the limit of the notice's present unit was moved."""
        ...

    @property
    def item_finished(self) -> bool:
        """Whether nothing is left to do on the notice's item."""
        ...


def why_not(
    notice: Notice,
    action: Action,
    person: Person | None,
    now: Circumstances,
    *,
    until: date | None = None,
    unit: str | None = None,
) -> Why | None:
    """Why the action cannot be taken; None if it may be. `person` is None for the service, and where it may be anybody's.

    `until` is the later limit that is asked for or given, `unit` the one the notice is given to, where they are known.
    """
    if person is not None and not is_theirs(notice, action, person):
        return Why.HEAD_ONLY if action is Action.OBJECT else Why.NOT_YOURS
    finished = action is Action.CLOSE and notice.state is not NoticeState.REPLIED and now.item_finished
    if not allowed(notice.state, action, finished=finished):
        return Why.MOVED
    if action is Action.SEND and notice.reply_by is not None and notice.reply_by <= now.today:
        return Why.LIMIT_PASSED
    if action is Action.OBJECT and (notice.objection_due is None or now.today > notice.objection_due):
        return Why.OBJECTION_OVER
    if action is Action.REASSIGN and unit == notice.unit:
        return Why.SAME_UNIT
    if action is Action.CLIMB and not _has_graver(notice, now.rule):
        return Why.GRAVEST
    return _of_later_limit(notice, action, now, until)


def is_theirs(notice: Notice, action: Action, person: Person) -> bool:
    """Whether the step is this person's: a unit's on its own notices, an inspector's on those of other units."""
    if person.role not in STEPS[action].roles:
        return False
    if person.role is Role.INSPECTOR:
        return person.unit is None or person.unit != notice.unit
    return notice.state is not NoticeState.DRAFT and person.unit == notice.unit


def why_not_urgent(notice: Notice, rule: NoticeRule) -> Why | None:
    """Why a draft cannot be made urgent, or ordinary again: it climbed from another notice, or the pack lost its family."""
    return Why.NOT_URGENT if notice.parent is not None or rule.of(notice.family) is None else None


def _has_graver(notice: Notice, rule: NoticeRule) -> bool:
    family = rule.of(notice.family)
    return family is not None and family.above(notice.kind, urgent=notice.urgent) is not None


def _of_later_limit(notice: Notice, action: Action, now: Circumstances, until: date | None) -> Why | None:
    """The unit asks in time, once at a time; an inspector answers the request that waits, or gives a later limit unasked."""
    if action in (Action.GRANT_TIME, Action.REFUSE_TIME) and notice.asked_until is None:
        return Why.ANSWERED
    if action in (Action.ASK_TIME, Action.EXTEND) and notice.asked_until is not None:
        return Why.WAITING
    if action is Action.ASK_TIME and notice.reply_by is not None and notice.reply_by < now.today:
        return Why.LAPSED
    if action not in (Action.ASK_TIME, Action.EXTEND, Action.GRANT_TIME):
        return None
    if notice.state not in AWAITING or notice.reply_by is None:
        return Why.NOT_OWED
    if now.times_extended >= now.rule.extension_times:
        return Why.TOO_OFTEN
    wanted = until if until is not None else notice.asked_until
    return None if wanted is None else _why_not_that_day(wanted, notice.reply_by, now)


def _why_not_that_day(until: date, limit: date, now: Circumstances) -> Why | None:
    """It must be later than the limit and than today, within the pack's working days."""
    if until <= limit or until <= now.today:
        return Why.NOT_LATER
    return Why.TOO_LONG if until > now.calendar.add(limit, now.rule.extension_days) else None
