"""督办单: what is open, overdue first; all for the inspectors, a unit's own, a leader's portfolio."""

from datetime import date

from domain.notices.clocks import due_of
from domain.notices.model import Notice, NoticeState
from domain.people import Role
from domain.secrecy import PERSONAL
from handlers.kernel.messages import Button, Card, rows, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import common, notation
from handlers.notices.cards import card, mark
from handlers.notices.steps import item_of, seen, tells_of
from handlers.notices.words import extensions as more
from handlers.notices.words import notices as zh
from storage import notices

PAGE = 8
# Drafts last: nobody owes anything on them yet.
ORDER = {
    NoticeState.OBJECTED: 0,
    NoticeState.REPLIED: 1,
    NoticeState.RETURNED: 2,
    NoticeState.SENT: 3,
    NoticeState.RECEIVED: 4,
    NoticeState.DRAFT: 5,
}


@registry.command("notices", ("督办单",), "看未销号的督办单，逾期在前")
def mine(turn: Turn) -> Answer:
    """The open notices this person may see; with a number after it, that one."""
    if turn.words:
        return [card(turn, seen(turn, notices.by_printed(turn.store, turn.words)))]
    return [_list(turn, 0)]


@registry.action("notices.list")
def all_(turn: Turn) -> Answer:
    """The whole list, tapped in a bundle."""
    return [_list(turn, 0)]


@registry.action("notices.page")
def page(turn: Turn) -> Answer:
    """Another page."""
    return [_list(turn, turn.number("page")).edited()]


def _list(turn: Turn, number: int) -> Card:
    found = [(due_of(notice, turn.rules.notices), notice) for notice in _scope(turn)]
    if not found:
        return say(zh.EMPTY, tells=PERSONAL)
    found.sort(key=lambda pair: _order(pair[0], pair[1], turn.today))
    late = sum(due is not None and due < turn.today for due, _ in found)
    shown = found[number * PAGE : (number + 1) * PAGE]
    choices = [
        Button(notice.printed or item_of(turn, notice).item.code, "notice.show", {"notice": notice.id})
        for _, notice in shown
    ]
    turns = []
    if number > 0:
        turns.append(Button(common.PREVIOUS_PAGE, "notices.page", {"page": number - 1}))
    if (number + 1) * PAGE < len(found):
        turns.append(Button(common.NEXT_PAGE, "notices.page", {"page": number + 1}))
    return Card(
        title=zh.list_title(len(found), late),
        lines=tuple(_line(turn, due, notice) for due, notice in shown),
        line_tells=tuple(tells_of(turn, notice) for _, notice in shown),
        buttons=(*rows(choices, 2), *((tuple(turns),) if turns else ())),
        tells=PERSONAL,
    )


def _scope(turn: Turn) -> tuple[Notice, ...]:
    person = turn.person
    if person.role in (Role.INSPECTOR, Role.ADMIN):
        return notices.unsettled(turn.store)
    if person.role is Role.LEADER:
        return notices.open_of_leader(turn.store, person.post)
    return notices.open_of_unit(turn.store, person.unit or "")


def _order(due: date | None, notice: Notice, today: date) -> tuple[bool, int, date, int]:
    late = due is not None and due < today
    return not late, 0 if late else ORDER[notice.state], due or date.max, notice.id


def _line(turn: Turn, due: date | None, notice: Notice) -> str:
    item = item_of(turn, notice).item
    when = zh.due_in(turn.reference.calendar.between(turn.today, due)) if due is not None else ""
    if notice.asked_until is not None:
        when += more.LISTED
    unit = "" if turn.person.unit == notice.unit else turn.reference.short_name(notice.unit)
    called = notation.called(item.name, item.code)
    return zh.list_line(mark(turn, notice), notice.printed, called, unit, notice.state, when)
