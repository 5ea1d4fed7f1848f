"""A supervision notice and its life: what may be done to it in which state, and what that makes of it."""

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from domain.calendar import WorkCalendar
from domain.items import ItemId
from domain.keys.occasions import Occasion
from domain.notices.names import NoticeId
from domain.notices.rules import NoticeRule
from domain.people import UNIT_ROLES, PersonId, Role
from domain.reasons import Reason


class NoticeState(Enum):
    """DRAFT: only the inspectors see it. CLIMBED: a graver notice took its place. CLOSED: 销号."""

    DRAFT = "draft"
    SENT = "sent"
    RECEIVED = "received"
    OBJECTED = "objected"
    REPLIED = "replied"
    RETURNED = "returned"
    CLOSED = "closed"
    CLIMBED = "climbed"
    WITHDRAWN = "withdrawn"


class Action(Enum):
    """What people (or the service, for drafts) do to a notice; each is an event on its record."""

    DRAFT = "draft"
    AMEND = "amend"
    SEND = "send"
    DROP = "drop"
    RECEIVE = "receive"
    OBJECT = "object"
    REASSIGN = "reassign"
    UPHOLD = "uphold"
    REPLY = "reply"
    RETURN = "return"
    CLOSE = "close"
    CLIMB = "climb"
    LAPSE = "lapse"
    ASK_TIME = "ask_time"
    GRANT_TIME = "grant_time"
    REFUSE_TIME = "refuse_time"
    EXTEND = "extend"
    VOID_TIME = "void_time"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Step:
    """An action: the states it is possible in, the state after it (None: the same), and the roles that may take it."""

    before: frozenset[NoticeState]
    after: NoticeState | None
    roles: frozenset[Role]


_S = NoticeState
_INSPECTOR = frozenset({Role.INSPECTOR})
# The unit owes its reply.
AWAITING = frozenset({_S.SENT, _S.RECEIVED, _S.RETURNED})
# Sent and not settled.
OPEN = AWAITING | {_S.OBJECTED, _S.REPLIED}

STEPS = {
    Action.AMEND: Step(frozenset({_S.DRAFT}), None, _INSPECTOR),
    Action.SEND: Step(frozenset({_S.DRAFT}), _S.SENT, _INSPECTOR),
    Action.DROP: Step(frozenset({_S.DRAFT}), _S.WITHDRAWN, _INSPECTOR),
    Action.RECEIVE: Step(frozenset({_S.SENT}), _S.RECEIVED, UNIT_ROLES),
    # An objection is signed by the unit's head.
    Action.OBJECT: Step(frozenset({_S.SENT, _S.RECEIVED}), _S.OBJECTED, frozenset({Role.UNIT_HEAD})),
    Action.REASSIGN: Step(frozenset({_S.OBJECTED}), _S.SENT, _INSPECTOR),
    Action.UPHOLD: Step(frozenset({_S.OBJECTED}), _S.RECEIVED, _INSPECTOR),
    # From REPLIED on it is the monthly feedback.
    Action.REPLY: Step(AWAITING | {_S.REPLIED}, _S.REPLIED, UNIT_ROLES),
    Action.RETURN: Step(frozenset({_S.REPLIED}), _S.RETURNED, _INSPECTOR),
    Action.CLOSE: Step(frozenset({_S.REPLIED}), _S.CLOSED, _INSPECTOR),
    Action.CLIMB: Step(AWAITING | {_S.REPLIED}, _S.CLIMBED, _INSPECTOR),
    # Put on the record by the service when the reply is overdue.
    Action.LAPSE: Step(AWAITING, None, frozenset()),
    # A later limit for the reply: the unit asks, an inspector answers, or gives it unasked.
    Action.ASK_TIME: Step(AWAITING, None, UNIT_ROLES),
    Action.GRANT_TIME: Step(AWAITING, None, _INSPECTOR),
    Action.REFUSE_TIME: Step(AWAITING, None, _INSPECTOR),
    Action.EXTEND: Step(AWAITING, None, _INSPECTOR),
    # Put on the record when something else that is done to the notice leaves a request without an answer.
    Action.VOID_TIME: Step(AWAITING, None, frozenset()),
    Action.WITHDRAW: Step(OPEN, _S.WITHDRAWN, _INSPECTOR),
}
# A request for a later limit still waits after these; anything else that is done to the notice settles it.
_LEAVES_A_REQUEST = frozenset({Action.RECEIVE, Action.LAPSE})
_SETTLES_A_REQUEST = frozenset({Action.GRANT_TIME, Action.REFUSE_TIME, Action.VOID_TIME})


class Source(Enum):
    """Where a notice's reason comes from.

    LIGHT: how the light stands today. TURN: the turn to red that the draft was made for. REPORT and NODE: what is overdue.
    CLIMB: the milder notice before. REQUEST: a leader asked for it. HAND: an inspector's own words.
    """

    LIGHT = "light"
    TURN = "turn"
    REPORT = "report"
    NODE = "node"
    CLIMB = "climb"
    REQUEST = "request"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class Grounds:
    """The reason (事由) of a notice, and its source."""

    reason: Reason
    source: Source

    @property
    def follow_the_light(self) -> bool:
        """Whether a draft is sent with today's light in place of the one it was made with."""
        return self.source in (Source.LIGHT, Source.TURN)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as it stands. Days are local; `reply_days` are working days from sending, `reply_by` is the day they come to.

    `reply_by` of a draft is set only when an inspector named a day. `printed` is the number on the paper, empty in a draft.
    `occasion` names what made the service draft it, None by hand. `parent` is the milder notice it climbed from. `pack` is
    the rule pack it was drafted by. `asked_until` is the later limit the unit has asked for, while that waits.
    `demand_by_hand` is True where an inspector wrote the demand, False where it is the pack's.
    """

    id: NoticeId
    item: ItemId
    unit: str
    family: str
    kind: str
    kind_name: str
    urgent: bool
    state: NoticeState
    grounds: Grounds
    demand: str
    reply_days: int
    reply_by: date | None
    pack: str
    parent: NoticeId | None = None
    occasion: Occasion | None = None
    year: int | None = None
    number: int | None = None
    printed: str = ""
    sent_by: PersonId | None = None
    sent_on: date | None = None
    receipt_due: date | None = None
    objection_due: date | None = None
    objected_on: date | None = None
    feedback_due: date | None = None
    verdict_due: date | None = None
    asked_until: date | None = None
    demand_by_hand: bool = False


def allowed(state: NoticeState, action: Action, *, finished: bool = False) -> bool:
    """Whether the action is possible; a notice on a finished item may be closed out without a reply."""
    step = STEPS.get(action)
    if step is None:
        return False
    if action is Action.CLOSE and finished:
        return state in AWAITING | {NoticeState.REPLIED}
    return state in step.before


def voids_a_request(notice: Notice, action: Action) -> bool:
    """Whether the action ends a waiting request for a later limit without an answer to it: a reply, an objection, an end."""
    return notice.asked_until is not None and action not in _LEAVES_A_REQUEST | _SETTLES_A_REQUEST


def moved(
    notice: Notice,
    action: Action,
    today: date,
    rule: NoticeRule,
    calendar: WorkCalendar,
    *,
    unit: str | None = None,
    until: date | None = None,
) -> Notice:
    """The notice after an action that is allowed, with its new limits; the number of a sent one is given by the storage.

    Reassignment starts every limit anew for the new unit. An objection that is not accepted moves the limit by the working days
    that the inspectors took. A returned reply gets a new limit, and feedback is due each month from the month after a reply on.
    `until` is the later limit that is asked for or given; a request that waits moves nothing.
    """
    state = STEPS[action].after
    after = notice if state is None else replace(notice, state=state)
    if action is Action.ASK_TIME:
        return replace(after, asked_until=until)
    if action not in _LEAVES_A_REQUEST:
        after = replace(after, asked_until=None)
    if action is Action.SEND:
        return _sent(after, notice.reply_by or calendar.add(today, notice.reply_days), today, rule, calendar)
    if action is Action.REASSIGN:
        fresh = calendar.add(today, notice.reply_days)
        return _sent(replace(after, unit=unit or notice.unit), fresh, today, rule, calendar)
    if action is Action.GRANT_TIME:
        return replace(after, reply_by=notice.asked_until or notice.reply_by)
    if action is Action.EXTEND:
        return replace(after, reply_by=until or notice.reply_by)
    return _answered(after, action, today, rule, calendar)


def _answered(notice: Notice, action: Action, today: date, rule: NoticeRule, calendar: WorkCalendar) -> Notice:
    """The limits after an objection or a reply, or after the inspectors' answer to one; others change none."""
    if action is Action.OBJECT:
        return replace(notice, objected_on=today, verdict_due=calendar.add(today, rule.verdict_days))
    if action is Action.UPHOLD:
        lost = max(0, calendar.between(notice.objected_on or today, today))
        reply_by = calendar.add(notice.reply_by or today, lost)
        # Objected once and answered: it is not heard again.
        return replace(notice, objection_due=None, verdict_due=None, reply_by=reply_by)
    if action is Action.REPLY:
        verdict = calendar.add(today, rule.verdict_days)
        return replace(notice, verdict_due=verdict, feedback_due=next_feedback(today, rule, calendar))
    if action is Action.RETURN:
        return replace(notice, reply_by=calendar.add(today, rule.return_days), feedback_due=None, verdict_due=None)
    return notice


def next_feedback(today: date, rule: NoticeRule, calendar: WorkCalendar) -> date:
    """The feedback day of the coming month, on a rest day the next working day; of the month after if the inspectors may
    still be looking at the reply by then.
    """
    month, verdict = today.year * 12 + today.month, calendar.add(today, rule.verdict_days)
    day = _feedback_in(month, rule, calendar)
    return day if day > verdict else _feedback_in(month + 1, rule, calendar)


def _feedback_in(month: int, rule: NoticeRule, calendar: WorkCalendar) -> date:
    return calendar.on_or_after(date(month // 12, month % 12 + 1, rule.feedback_day))


def _sent(notice: Notice, reply_by: date, today: date, rule: NoticeRule, calendar: WorkCalendar) -> Notice:
    return replace(
        notice,
        sent_on=today,
        reply_by=reply_by,
        receipt_due=calendar.add(today, rule.receipt_days),
        objection_due=calendar.add(today, rule.objection_days),
        objected_on=None,
        verdict_due=None,
        feedback_due=None,
    )
