"""The clocks of a notice: what is owed by when, and which reminders of it fall due."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from domain.calendar import DAY, WorkCalendar
from domain.keys.due import NoticeClock, NoticeDraft, OccurrenceKey, Subject
from domain.ladders import Rung
from domain.notices.model import AWAITING, Notice, NoticeState
from domain.notices.names import Clock
from domain.notices.rules import NoticeRule
from domain.reminders import Occurrence, are_confirmed, push_day


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs now, with its local due day and the steps of its ladder."""

    clock: Clock
    due: date
    rungs: tuple[Rung, ...]


def running(notice: Notice, rule: NoticeRule) -> tuple[Running, ...]:
    """The clocks of a notice in its state, the one the unit must mind first."""
    found: list[tuple[Clock, date | None, tuple[Rung, ...]]] = []
    if notice.state is NoticeState.SENT:
        found.append((Clock.RECEIPT, notice.receipt_due, rule.receipt))
    if notice.state in AWAITING:
        found.append((Clock.REPLY, notice.reply_by, rule.reply))
    if notice.state is NoticeState.REPLIED:
        found.append((Clock.FEEDBACK, notice.feedback_due, _of_feedback(notice, rule)))
    if notice.state in (NoticeState.REPLIED, NoticeState.OBJECTED):
        found.append((Clock.VERDICT, notice.verdict_due, rule.verdict))
    return tuple(Running(clock, due, rungs) for clock, due, rungs in found if due is not None)


def _of_feedback(notice: Notice, rule: NoticeRule) -> tuple[Rung, ...]:
    """The ladder of the feedback. While the inspectors look at the reply, only its steps up to the due day remain."""
    if notice.verdict_due is None:
        return rule.feedback
    return tuple(rung for rung in rule.feedback if rung.offset <= 0 and not rung.notice)


def due_of(notice: Notice, rule: NoticeRule) -> date | None:
    """The earliest day something is owed on the notice."""
    return min((each.due for each in running(notice, rule)), default=None)


def has_lapsed(notice: Notice, today: date) -> bool:
    """Whether the reply is overdue."""
    return notice.state in AWAITING and notice.reply_by is not None and notice.reply_by < today


def occurrences(
    notice: Notice, since: date, until: date, rule: NoticeRule, calendar: WorkCalendar
) -> tuple[Occurrence, ...]:
    """The steps that fell due after `since` and up to `until`. Of a clock only the latest, for the audience of all its steps."""
    latest: dict[Subject, Occurrence] = {}
    for each in _steps(notice, since, until, rule, calendar):
        before = latest.get(each.subject, each)
        audience = tuple(dict.fromkeys((*before.audience, *each.audience)))
        latest[each.subject] = replace(each, audience=audience, notice=before.notice or each.notice)
    return tuple(latest.values())


def next_on(notice: Notice, after: date, rule: NoticeRule, calendar: WorkCalendar) -> date | None:
    """The next local day after `after` on which the notice must be looked at: a step of a ladder, or its reply lapses."""
    days = [push_day(each.due, rung, calendar) for each in running(notice, rule) for rung in each.rungs]
    if notice.state in AWAITING and notice.reply_by is not None:
        days.append(notice.reply_by + DAY)
    return min((day for day in days if day > after), default=None)


def still_runs(notice: Notice, subject: Subject, rule: NoticeRule, *, finished: bool) -> bool:
    """Whether the subject of a reminder still waits. `finished`: nothing is left to do on the item."""
    if isinstance(subject, NoticeDraft):
        return notice.state is NoticeState.DRAFT
    return not finished and any(subject == _subject(notice, each) for each in running(notice, rule))


def _subject(notice: Notice, clock: Running) -> NoticeClock:
    return NoticeClock(notice.id, clock.clock, clock.due)


def _steps(notice: Notice, since: date, until: date, rule: NoticeRule, calendar: WorkCalendar) -> Iterator[Occurrence]:
    for each in running(notice, rule):
        subject = _subject(notice, each)
        for rung in each.rungs:
            on = push_day(each.due, rung, calendar)
            if since < on <= until:
                key, confirmed = OccurrenceKey(subject, rung.offset), are_confirmed(on, each.due, calendar)
                yield Occurrence(key, on, each.due, rung.audience, confirmed, rung.notice)
