"""A draft on the inspector's desk: change it, send it under the next number, or not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from domain.errors import DomainError
from domain.notices.conditions import Why, why_not_urgent
from domain.notices.limits import read_limit
from domain.notices.model import Action, Grounds, Notice, NoticeState, Source
from domain.reasons import as_written
from domain.secrecy import PERSONAL
from handlers.kernel.audience import Reached
from handlers.kernel.manner import Style
from handlers.kernel.messages import Card, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.notices import paper, renewal
from handlers.notices.cards import body, card, heading, unit_buttons
from handlers.notices.questions import ask, asks
from handlers.notices.steps import (
    Given,
    act,
    check,
    item_of,
    named,
    refused,
    step,
    tell_unit,
    tells_of,
    text_of,
    why_not,
)
from handlers.notices.words import notices as zh
from storage import notices


@registry.action("notice.send", style=Style.GO)
def send(turn: Turn) -> Answer:
    """Gives the number, sends the notice to the unit, and settles the milder one it climbed from."""
    notice = named(turn)
    check(turn, notice, Action.SEND)
    if renewal.renewed(turn, notice) is not notice or turn.args.get("reason") != renewal.seal(notice):
        return [_not_what_was_read(turn, notice)]
    parent = notices.by_id(turn.store, notice.parent) if notice.parent else None
    number, year = notices.next_number(turn.store, notice.family, turn.today.year), turn.today.year
    family = turn.rules.notices.of(notice.family)
    if family is None:
        raise DomainError("notice_moved", zh.moved_on(NoticeState.WITHDRAWN))
    printed = family.printed(year, number)
    if parent is not None:
        # The graver one is drafted already, whatever the pack would draft today.
        if (why := why_not(turn, parent, Action.CLIMB)) not in (None, Why.GRAVEST):
            raise refused(turn, parent, why)
        step(turn, parent, Action.CLIMB, turn.person.id, printed)
    sender = turn.person.id
    given = Given(also=lambda draft: replace(draft, number=number, year=year, printed=printed, sent_by=sender))
    sent, event = act(turn, notice, Action.SEND, given=given)
    document = paper.drawing(turn, sent)
    pushed = Card(heading(turn, sent), tuple(body(turn, sent)), drawing=document, tells=tells_of(turn, sent))
    reached = tell_unit(turn, sent, event, pushed, unit_buttons(turn, sent))
    lines = served(printed, turn.reference.unit_name(sent.unit), reached)
    return [
        say(*lines, tells=PERSONAL).edited(),
        Card(lines=(heading(turn, sent),), drawing=document, tells=tells_of(turn, sent)),
    ]


def _not_what_was_read(turn: Turn, notice: Notice) -> Card:
    """The draft as it stands, in place of the card that was tapped: its reason is another one."""
    now = named(turn)
    shown = card(turn, now)
    said = zh.RENEWED if now.grounds != notice.grounds else zh.REWRITTEN
    return replace(shown, lines=(*shown.lines, said)).edited()


@registry.action("notice.drop", style=Style.DANGER)
def drop(turn: Turn) -> Answer:
    """不发: the draft is kept on the record, without a number."""
    notice = named(turn)
    act(turn, notice, Action.DROP)
    return [say(zh.dropped(item_of(turn, notice).item.code), tells=PERSONAL).edited()]


@registry.action("notice.demand")
def change_demand(turn: Turn) -> Answer:
    """Asks what is demanded."""
    return ask(turn, Action.AMEND, "demand", zh.ASK_DEMAND)


@asks("demand")
def demand_typed(turn: Turn, notice: Notice) -> Answer:
    demand = text_of(turn)
    return _amended(turn, notice, lambda draft: replace(draft, demand=demand, demand_by_hand=True))


@registry.action("notice.reason")
def change_reason(turn: Turn) -> Answer:
    """Asks why."""
    return ask(turn, Action.AMEND, "reason", zh.ASK_REASON)


@asks("reason")
def reason_typed(turn: Turn, notice: Notice) -> Answer:
    grounds = Grounds(as_written(text_of(turn)), Source.HAND)
    return _amended(turn, notice, lambda draft: replace(draft, grounds=grounds))


@registry.action("notice.limit")
def change_limit(turn: Turn) -> Answer:
    """Asks by when."""
    return ask(turn, Action.AMEND, "limit", zh.ASK_LIMIT)


@asks("limit")
def limit_typed(turn: Turn, notice: Notice) -> Answer:
    """Working days from sending, or a day."""
    limit = read_limit(text_of(turn), turn.said_on)
    if limit is None or (isinstance(limit, date) and limit <= turn.today):
        raise DomainError("bad_limit", zh.BAD_LIMIT)
    if isinstance(limit, int):
        return _amended(turn, notice, lambda draft: replace(draft, reply_days=limit, reply_by=None))
    return _amended(turn, notice, lambda draft: replace(draft, reply_by=limit))


@registry.action("notice.urgent")
def toggle_urgent(turn: Turn) -> Answer:
    """Urgent or not: the pack says what kind an urgent matter begins with, and how long it has."""
    notice = named(turn)
    family = turn.rules.notices.of(notice.family)
    if (why := why_not_urgent(notice, turn.rules.notices)) is not None or family is None:
        raise refused(turn, notice, why or Why.NOT_URGENT)
    kind, urgent = family.first(urgent=not notice.urgent), not notice.urgent
    # What an inspector wrote stays; what the pack wrote is the new kind's.
    demand = notice.demand if notice.demand_by_hand else kind.demand

    def amend(draft: Notice) -> Notice:
        days = kind.days(urgent=urgent)
        return replace(draft, urgent=urgent, kind=kind.id, kind_name=kind.name, reply_days=days, demand=demand)

    (shown,) = _amended(turn, notice, amend)
    return [shown.edited()]


def served(printed: str, unit: str, reached: Reached) -> tuple[str, ...]:
    """To the inspector: how many people of the unit have the notice, and who must be given it another way."""
    sent = zh.sent(printed, unit, reached.count)
    return (sent,) if reached.count and not reached.missed else (sent, zh.unreached(reached.missed))


def _amended(turn: Turn, notice: Notice, also: Callable[[Notice], Notice]) -> Answer:
    return [card(turn, act(turn, notice, Action.AMEND, given=Given(also=also))[0])]
