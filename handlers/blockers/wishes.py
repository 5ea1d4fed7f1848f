"""Wishes for more time for an item: each has a number, and can be looked up by it."""

from domain.people import UNIT_ROLES, Role
from domain.secrecy import PERSONAL, UNKNOWN, Tells, personal
from handlers.blockers import words as zh
from handlers.items.lists import page_turns
from handlers.kernel.messages import Card, cut, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import notation
from storage import wishes

PAGE = 5
SHORT = 60
READERS = UNIT_ROLES | {Role.INSPECTOR, Role.ADMIN}


def kept(turn: Turn, text: str, code: str | None) -> str:
    """Puts the wish on record; gives what it is called."""
    year = turn.today.year
    number = wishes.add(turn.store, year, turn.person.unit or "", turn.person.id, code, text, turn.now)
    return zh.wish(year, number)


@registry.command("wishes", ("延期记录",), "看事项延期申请及编号", READERS)
def listed(turn: Turn) -> Answer:
    """The unit's wishes of this year, of the district's offices everybody's, the newest first; a number names one."""
    return [_page(turn, 0)]


@registry.action("wishes.page")
def another_page(turn: Turn) -> Answer:
    """Another page of them, in place of this one."""
    return [_page(turn, turn.number("page")).edited()]


def _page(turn: Turn, number: int) -> Card:
    found = wishes.of_year(turn.store, turn.today.year, turn.person.unit)
    if turn.words.isdecimal():
        found = [each for each in found if each.number == int(turn.words)]
    if not found:
        return say(zh.NO_WISHES, tells=PERSONAL)
    shown = found[number * PAGE : (number + 1) * PAGE]
    return Card(
        title=zh.wishes_title(len(found)),
        lines=tuple(_line(turn, each) for each in shown),
        buttons=page_turns(number, len(found), ("wishes.page", {}), PAGE),
        tells=PERSONAL,
        line_tells=tuple(_tells(turn, each) for each in shown),
    )


def _line(turn: Turn, wish: wishes.Wish) -> str:
    unit = "" if wish.unit == turn.person.unit else turn.reference.unit_name(wish.unit)
    day = notation.day(turn.local_day(wish.at))
    return zh.wish_line(zh.wish(wish.year, wish.number), wish.item or "", unit, cut(wish.text, SHORT), day)


def _tells(turn: Turn, wish: wishes.Wish) -> Tells:
    if wish.item is None:
        return PERSONAL
    stored = turn.reference.called(wish.item)
    return personal(stored.item) if stored is not None else UNKNOWN
