"""A later limit for the reply: the unit asks with a reason, an inspector answers, or gives it unasked.

A request stops no clock. When the limit moves, the clocks move with it in the same transaction, and what hung on the old limit is
void.
"""

from datetime import date

from domain.errors import DomainError
from domain.notices.extensions import read_answer
from domain.notices.model import Action, Notice
from domain.secrecy import PERSONAL
from handlers.kernel.messages import Button, Card, Json, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import notation
from handlers.notices.cards import unit_buttons, waiting_request
from handlers.notices.questions import ask, asks
from handlers.notices.replies import drop_climbs
from handlers.notices.steps import (
    Given,
    act,
    check,
    item_of,
    latest_day,
    named,
    tell_inspectors,
    tell_unit,
    tells_of,
    text_of,
)
from handlers.notices.words import extensions as zh
from storage.notices import NoticeEvent

# The unit's wish, as a question that is open.
MORE = "more"


@registry.action("notice.more")
def more(turn: Turn) -> Answer:
    """申请延期: the unit is asked for the new limit and the reason."""
    return ask(turn, Action.ASK_TIME, MORE, _question(turn, named(turn)))


def request(turn: Turn, notice: Notice, until: date | None, reason: str) -> Answer:
    """The request goes to the inspectors; the limit stays until they answer."""
    check(turn, notice, Action.ASK_TIME)
    until, text = _wish(turn, notice, Action.ASK_TIME, until, reason)
    after, event = act(turn, notice, Action.ASK_TIME, text, Given(until=until))
    item, unit = item_of(turn, after).item, turn.reference.unit_name(after.unit)
    args: dict[str, Json] = {"notice": after.id, "request": event}
    choices = (Button(zh.GRANT, "notice.grant", args), Button(zh.REFUSE, "notice.refuse", args))
    told = zh.request(after.printed, unit, turn.person.name, day(after.reply_by), text)
    tell_inspectors(
        turn,
        after,
        event,
        Card(lines=(*told, f"{item.code} {item.name}"), buttons=(choices,), tells=tells_of(turn, after)),
    )
    return [say(zh.asked(after.printed, day(until)), tells=PERSONAL)]


@registry.action("notice.grant")
def grant(turn: Turn) -> Answer:
    """同意延期, with one tap."""
    notice = named(turn)
    check(turn, notice, Action.GRANT_TIME)
    wish = _waiting(turn, notice)
    return [card.edited() for card in _moved(turn, notice, Action.GRANT_TIME, wish.text, None)]


@registry.action("notice.refuse")
def refuse(turn: Turn) -> Answer:
    """不同意延期 needs a reason, which refuses the request that waits now and no other."""
    notice = named(turn)
    return ask(turn, Action.REFUSE_TIME, "refusal", zh.ASK_REFUSAL, request=_waiting(turn, notice).id)


@asks("refusal")
def refusal_typed(turn: Turn, notice: Notice) -> Answer:
    """The limit stays, and the unit is told why."""
    check(turn, notice, Action.REFUSE_TIME)
    _waiting(turn, notice)
    text = text_of(turn)
    after, event = act(turn, notice, Action.REFUSE_TIME, text)
    line = zh.refused(after.printed, text, day(after.reply_by))
    tell_unit(turn, after, event, say(line, tells=tells_of(turn, after)), unit_buttons(turn, after))
    return [say(line, tells=tells_of(turn, after))]


@registry.action("notice.extend")
def extend(turn: Turn) -> Answer:
    """延期 by the inspector's own hand."""
    return ask(turn, Action.EXTEND, "extension", _question(turn, named(turn)))


@asks("extension")
def extension_typed(turn: Turn, notice: Notice) -> Answer:
    """The new limit holds at once; a day without its reason is kept until the reason is told."""
    check(turn, notice, Action.EXTEND)
    until, reason = read_answer(text_of(turn), notice.reply_by or turn.today, turn.said_on, turn.reference.calendar)
    if until is None and turn.args.get("until"):
        until, reason = turn.day("until"), reason or text_of(turn)
    until, text = _wish(turn, notice, Action.EXTEND, until, reason)
    if not reason:
        return ask(turn, Action.EXTEND, "extension", zh.give_reason(day(until)), until=until.isoformat())
    return _moved(turn, notice, Action.EXTEND, text, until)


def _moved(turn: Turn, notice: Notice, action: Action, text: str, until: date | None) -> Answer:
    """Clocks follow with the step itself; a draft of the next kind that the old limit made has lost its cause."""
    after, event = act(turn, notice, action, text, Given(until=until))
    drop_climbs(turn, after)
    line = zh.granted(after.printed, day(after.reply_by))
    tell_unit(turn, after, event, say(line, tells=PERSONAL), unit_buttons(turn, after))
    return [say(line, tells=PERSONAL)]


def _wish(turn: Turn, notice: Notice, action: Action, until: date | None, reason: str) -> tuple[date, str]:
    """The new limit and the words for the record, within the rule pack."""
    if until is None:
        raise DomainError("bad_limit", zh.BAD)
    check(turn, notice, action, until=until)
    return until, zh.wish(day(until), reason)


def _waiting(turn: Turn, notice: Notice) -> NoticeEvent:
    """The request that the button or the form names, if it still waits: what was meant for one must not answer another."""
    request, meant = waiting_request(turn, notice), turn.args.get("request")
    # Buttons made before requests had a name say the day that was asked for.
    old = request is not None and meant is None and turn.args.get("until") == str(notice.asked_until)
    if request is None or (request.id != meant and not old):
        raise DomainError("answered", zh.ANSWERED)
    return request


def _question(turn: Turn, notice: Notice) -> str:
    return zh.ask(day(notice.reply_by), latest_day(turn, notice))


def day(on: date | None) -> str:
    """A day in words, nothing for none."""
    return notation.day(on) if on is not None else ""
