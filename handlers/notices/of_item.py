"""The supervision of an item on its card: the notice that stands on it, or why there is none although much is owed."""

from collections.abc import Sequence
from datetime import date

from domain.access import may_see_notice, sees_all
from domain.items import Stage
from domain.ladders import NO_HOLDS
from domain.notices.unwritten import NoNotice, asked_on, rests_through, why_none
from domain.people import Role
from handlers.items import sections
from handlers.kernel.turn import Turn
from handlers.kernel.words import notation
from handlers.lights import judging
from handlers.notices.cards import mark
from handlers.notices.words import notices as zh
from storage import notices, supervision
from storage.items import StoredItem


@sections.on_card(30)
def standing(turn: Turn, stored: StoredItem) -> Sequence[str]:
    """What stands on the item, for who looks after several units."""
    if not sees_all(turn.person) or stored.item.stage is not Stage.OPEN:
        return ()
    open_ = [
        each for each in notices.open_on(turn.store, [stored.id]) if may_see_notice(turn.person, each, stored.item)
    ]
    if open_:
        return [zh.on_card(mark(turn, each), each.printed, each.state) for each in open_]
    asked = _asked(turn, stored)
    if asked is None or turn.person.role is Role.LEADER:
        return ()
    return [_why_none(turn, stored, asked)]


def _asked(turn: Turn, stored: StoredItem) -> date | None:
    """The day on which the ladder asked for a notice: about the report, else about a node."""
    state, ladder, calendar = judging.look_at(turn, stored).state, turn.rules.ladder, turn.reference.calendar
    debts = ((state.report_due, ladder.report), (state.node_missed, ladder.milestone))
    found = (asked_on(due, rungs, turn.today, calendar) for due, rungs in debts if due is not None)
    return next(filter(None, found), None)


def _why_none(turn: Turn, stored: StoredItem, asked: date) -> str:
    last = notices.newest_on(turn.store, stored.id)
    until = rests_through(supervision.holds_of(turn.store, [stored.id]).get(stored.id, NO_HOLDS), turn.today)
    why = why_none(last.state if last else None, sent=bool(last and last.printed), resting=until is not None)
    match why:
        case NoNotice.RESTING if until is not None:
            return zh.resting(notation.day(until))
        case NoNotice.SETTLED if last is not None:
            return zh.settled_before(last.printed, last.state)
        case NoNotice.DROPPED:
            return zh.DROPPED_BEFORE
        case _:
            return zh.asked_before(notation.day(asked))
