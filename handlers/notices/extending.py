"""A later limit for the reply: the unit asks with a reason, an inspector answers, or gives it unasked.

A request stops no clock. When the limit moves, the clocks move with it in the same transaction, and what hung on the old limit is
void.
"""

from datetime import date

from domain.errors import DomainError
from domain.notices.extensions import Refusal, cannot_ask, cannot_be, cannot_move, latest, read_wish
from domain.notices.model import Action, Notice
from handlers.messages import Button, Card, Json, say
from handlers.notices.answering import drop_climbs
from handlers.notices.asking import ask, asks
from handlers.notices.show import times_extended, unit_buttons
from handlers.notices.steps import act, check, item_of, named, tell_inspectors, tell_unit, text_of
from handlers.registry import registry
from handlers.turn import Answer, Turn
from handlers.wording.zh import notice_extensions as zh
from handlers.wording.zh import reports as report_words
from storage import notices


@registry.action("notice.more")
def more(turn: Turn) -> Answer:
    """申请延期: the unit is asked for the new limit and the reason."""
    notice = named(turn)
    check(turn, notice, Action.ASK_TIME)
    _refuse(turn, notice, cannot_ask(notice, times_extended(turn, notice), turn.today, turn.rules.notices))
    return ask(turn, Action.ASK_TIME, "more", _question(turn, notice))


@asks("more")
def wish_typed(turn: Turn, notice: Notice) -> Answer:
    """The request goes to the inspectors; the limit stays until they answer."""
    check(turn, notice, Action.ASK_TIME)
    _refuse(turn, notice, cannot_ask(notice, times_extended(turn, notice), turn.today, turn.rules.notices))
    until, text = _wish(turn, notice)
    after, event = act(turn, notice, Action.ASK_TIME, text, until=until)
    item, unit = item_of(turn, after).item, turn.reference.unit_name(after.unit)
    args: dict[str, Json] = {"notice": after.id, "until": until.isoformat()}
    choices = (Button(zh.GRANT, "notice.grant", args), Button(zh.REFUSE, "notice.refuse", args))
    told = zh.request(after.printed, unit, turn.person.name, _day(after.reply_by), text)
    tell_inspectors(turn, after, event, Card(lines=(*told, f"{item.code} {item.name}"), buttons=(choices,)))
    return [say(zh.asked(after.printed, _day(until)))]


@registry.action("notice.grant")
def grant(turn: Turn) -> Answer:
    """同意延期, with one tap."""
    notice = named(turn)
    check(turn, notice, Action.GRANT_TIME)
    _still_waits(turn, notice)
    until, limit = notice.asked_until, notice.reply_by
    _refuse(turn, notice, cannot_move(notice, times_extended(turn, notice), turn.rules.notices))
    if until is not None and limit is not None:
        _refuse(turn, notice, cannot_be(until, limit, turn.today, turn.rules.notices, turn.reference.calendar))
    asked = [each for each in notices.events(turn.connection, notice.id) if each.action is Action.ASK_TIME]
    return [card.edited() for card in _moved(turn, notice, Action.GRANT_TIME, asked[-1].text, None)]


@registry.action("notice.refuse")
def refuse(turn: Turn) -> Answer:
    """不同意延期 needs a reason, which refuses the request that waits now and no other."""
    notice = named(turn)
    _still_waits(turn, notice)
    return ask(turn, Action.REFUSE_TIME, "refusal", zh.ASK_REFUSAL, until=notice.asked_until)


@asks("refusal")
def refusal_typed(turn: Turn, notice: Notice) -> Answer:
    """The limit stays, and the unit is told why."""
    check(turn, notice, Action.REFUSE_TIME)
    _still_waits(turn, notice)
    text = text_of(turn)
    after, event = act(turn, notice, Action.REFUSE_TIME, text)
    line = zh.refused(after.printed, text, _day(after.reply_by))
    tell_unit(turn, after, event, say(line), unit_buttons(turn, after))
    return [say(line)]


@registry.action("notice.extend")
def extend(turn: Turn) -> Answer:
    """延期 by the inspector's own hand."""
    notice = named(turn)
    check(turn, notice, Action.EXTEND)
    _may_give(turn, notice)
    return ask(turn, Action.EXTEND, "extension", _question(turn, notice))


@asks("extension")
def extension_typed(turn: Turn, notice: Notice) -> Answer:
    """The new limit holds at once."""
    check(turn, notice, Action.EXTEND)
    _may_give(turn, notice)
    until, text = _wish(turn, notice)
    return _moved(turn, notice, Action.EXTEND, text, until)


def _moved(turn: Turn, notice: Notice, action: Action, text: str, until: date | None) -> Answer:
    """Clocks follow with the step itself; a draft of the next kind that the old limit made has lost its cause."""
    after, event = act(turn, notice, action, text, until=until)
    drop_climbs(turn, after)
    line = zh.granted(after.printed, _day(after.reply_by))
    tell_unit(turn, after, event, say(line), unit_buttons(turn, after))
    return [say(line)]


def _wish(turn: Turn, notice: Notice) -> tuple[date, str]:
    """The new limit and the words for the record, within the rule pack."""
    limit, rule, calendar = notice.reply_by or turn.today, turn.rules.notices, turn.reference.calendar
    until, reason = read_wish(text_of(turn), limit, turn.today, calendar)
    if until is None:
        raise DomainError("bad_limit", zh.BAD)
    _refuse(turn, notice, cannot_be(until, limit, turn.today, rule, calendar))
    if not reason:
        raise DomainError("reason_wanted", zh.REASON_WANTED)
    return until, zh.wish(_day(until), reason)


def _may_give(turn: Turn, notice: Notice) -> None:
    waits = Refusal.WAITING if notice.asked_until is not None else None
    _refuse(turn, notice, waits or cannot_move(notice, times_extended(turn, notice), turn.rules.notices))


def _still_waits(turn: Turn, notice: Notice) -> None:
    """A button of an earlier request must not answer a later one."""
    wanted = turn.args.get("until")
    if notice.asked_until is None or (wanted is not None and wanted != notice.asked_until.isoformat()):
        raise DomainError("answered", zh.ANSWERED)


def _refuse(turn: Turn, notice: Notice, why: Refusal | None) -> None:
    if why is not None:
        raise DomainError(why.value, zh.refusal(why, turn.rules.notices.extension_times, _latest(turn, notice)))


def _question(turn: Turn, notice: Notice) -> str:
    return zh.ask(_day(notice.reply_by), _latest(turn, notice))


def _latest(turn: Turn, notice: Notice) -> str:
    if notice.reply_by is None:
        return ""
    return _day(latest(notice.reply_by, 0, turn.rules.notices, turn.reference.calendar))


def _day(day: date | None) -> str:
    return report_words.day(day) if day is not None else ""
