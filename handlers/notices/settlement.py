"""The inspectors' side of a sent notice: close it out, send the reply back, hear an objection, withdraw it."""

from collections.abc import Callable

from domain.errors import DomainError
from domain.notices.model import Action, Notice
from domain.secrecy import PERSONAL
from handlers.kernel.manner import Style
from handlers.kernel.messages import Button, Card, rows, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import notation
from handlers.notices import paper
from handlers.notices.cards import body, heading, unit_buttons
from handlers.notices.desk import served
from handlers.notices.questions import ask, asks
from handlers.notices.replies import drop_climbs
from handlers.notices.steps import Given, act, check, item_of, named, tell_unit, tells_of, text_of
from handlers.notices.words import notices as zh


@registry.action("notice.close")
def close(turn: Turn) -> Answer:
    """同意销号."""
    notice, event = act(turn, named(turn), Action.CLOSE)
    drop_climbs(turn, notice)
    tell_unit(turn, notice, event, say(zh.closed(notice.printed), tells=PERSONAL))
    return [say(zh.closed(notice.printed), tells=PERSONAL).edited()]


@registry.action("notice.return")
def return_(turn: Turn) -> Answer:
    """退回重办 needs a reason."""
    return ask(turn, Action.RETURN, "return", zh.ASK_RETURN)


@asks("return")
def return_typed(turn: Turn, notice: Notice) -> Answer:
    """The notice is open again, with a new limit."""
    return _back_to_the_unit(turn, notice, Action.RETURN, zh.returned)


@registry.action("notice.uphold")
def uphold(turn: Turn) -> Answer:
    """维持原办 needs a reason."""
    return ask(turn, Action.UPHOLD, "uphold", zh.ASK_UPHOLD)


@asks("uphold")
def uphold_typed(turn: Turn, notice: Notice) -> Answer:
    """The objection is not accepted; the days it took are given back."""
    return _back_to_the_unit(turn, notice, Action.UPHOLD, zh.upheld)


def _back_to_the_unit(turn: Turn, notice: Notice, action: Action, words: Callable[[str, str, str], str]) -> Answer:
    """The unit owes an answer again: it is told why and by when."""
    text = text_of(turn)
    after, event = act(turn, notice, action, text)
    until = notation.day(after.reply_by) if after.reply_by else ""
    tell_unit(
        turn,
        after,
        event,
        say(words(after.printed, text, until), tells=tells_of(turn, after)),
        unit_buttons(turn, after),
    )
    return [say(zh.done(after.printed, action), tells=PERSONAL)]


@registry.action("notice.reassign")
def reassign(turn: Turn) -> Answer:
    """改派: to which unit; the item's co-units are offered."""
    notice = named(turn)
    asked = ask(turn, Action.REASSIGN, "unit", zh.ASK_UNIT)
    item = item_of(turn, notice).item
    # An item that was handed over is led by another unit than the notice stands against.
    others = [unit for unit in (item.unit, *item.co_units) if unit != notice.unit]
    if not others:
        return asked
    choices = [
        Button(turn.reference.unit_name(unit), "notice.unit", {"notice": notice.id, "unit": unit}) for unit in others
    ]
    return [Card(lines=(zh.ASK_UNIT,), buttons=rows(choices, 1), tells=PERSONAL)]


@registry.action("notice.unit")
def unit_chosen(turn: Turn) -> Answer:
    """One of the co-units."""
    notice = named(turn)
    turn.close_dialog()
    return _reassign(turn, notice, turn.text("unit"))


@asks("unit")
def unit_typed(turn: Turn, notice: Notice) -> Answer:
    """The unit by its name, a short name or its code."""
    unit = turn.reference.unit_named(text_of(turn))
    if unit is None:
        raise DomainError("unknown_unit", zh.UNKNOWN_UNIT)
    return _reassign(turn, notice, unit.code)


@registry.action("notice.withdraw", style=Style.DANGER)
def withdraw(turn: Turn) -> Answer:
    """撤回 needs a reason."""
    return ask(turn, Action.WITHDRAW, "withdraw", zh.ASK_WITHDRAW)


@asks("withdraw")
def withdraw_typed(turn: Turn, notice: Notice) -> Answer:
    """Nothing more is owed on it; its number stays used."""
    text = text_of(turn)
    after, event = act(turn, notice, Action.WITHDRAW, text)
    drop_climbs(turn, after)
    tell_unit(turn, after, event, say(zh.withdrawn(after.printed, text), tells=tells_of(turn, after)))
    return [say(zh.withdrawn(after.printed, text), tells=tells_of(turn, after))]


def _reassign(turn: Turn, notice: Notice, unit: str) -> Answer:
    check(turn, notice, Action.REASSIGN, unit=unit)
    name = turn.reference.unit_name(unit)
    after, event = act(turn, notice, Action.REASSIGN, name, Given(unit=unit))
    tell_unit(turn, notice, event, say(zh.taken_away(after.printed, name), tells=PERSONAL))
    document = paper.drawing(turn, after)
    pushed = Card(heading(turn, after), tuple(body(turn, after)), drawing=document, tells=tells_of(turn, after))
    reached = tell_unit(turn, after, event, pushed, unit_buttons(turn, after))
    return [say(zh.reassigned(after.printed, name), *served(after.printed, name, reached), tells=PERSONAL)]
