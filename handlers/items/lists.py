"""Lists of items, what is due first."""

from collections.abc import Callable, Mapping, Sequence

from domain.access import sees_all
from domain.colours import Light, Order, order
from domain.items import Item, Stage
from domain.people import Role
from domain.secrecy import FIGURES, PERSONAL, figures
from handlers.items.words import items as zh
from handlers.kernel.messages import Button, Card, Json, rows, say
from handlers.kernel.reference import Reference
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import common, notation
from handlers.lights import judging
from handlers.lights.judging import Judged
from storage.items import StoredItem

PAGE = 8


@registry.command("items", ("我的事项", "事项清单"), "看负责的事项和亮灯", chip=True)
def mine(turn: Turn) -> Answer:
    """The unit's items, a leader's portfolio, or everything for the district's offices; what is due comes first."""
    return [list_card(turn, _kind(turn), 0)]


@registry.command("red", ("红灯",), "看红灯事项")
def red(turn: Turn) -> Answer:
    """Red items within what the person may see."""
    return [list_card(turn, "red", 0)]


@registry.command("late", ("谁没报", "逾期未报"), "看逾期未报的事项")
def late(turn: Turn) -> Answer:
    """Items whose report is overdue, within what the person may see."""
    return [list_card(turn, "late", 0)]


@registry.action("items.list")
def list_(turn: Turn) -> Answer:
    """A list, tapped in a digest."""
    return [list_card(turn, turn.text("kind"), 0)]


@registry.action("items.page")
def page(turn: Turn) -> Answer:
    """Another page of a list."""
    return [list_card(turn, turn.text("kind"), turn.number("page")).edited()]


def list_card(turn: Turn, kind: str, page_number: int) -> Card:
    """One page of a list of items, what is due first."""
    found = [judged for judged in judging.look(turn, open_scope(turn)) if _belongs(turn, kind, judged)]
    if not found:
        return say(zh.NO_ITEMS if kind in ("mine", "portfolio") else zh.list_title(kind, 0), tells=PERSONAL)
    return page_card(turn, found, (zh.list_title(kind, len(found)),), page_number, ("items.page", {"kind": kind}))


def page_card(
    turn: Turn, found: list[Judged], head: tuple[str, ...], page_number: int, paging: tuple[str, Mapping[str, Json]]
) -> Card:
    """One page of items, one's own and what is due first. `head` is the title and lines under it; `paging` the action and the
    arguments that a tap on another page carries beside its `page`.
    """
    found = sorted(found, key=lambda judged: _order(turn, judged))
    named = whose(turn, found)
    shown = found[page_number * PAGE : (page_number + 1) * PAGE]
    choices = [Button(turn.code(judged.stored.item), "item.show", {"item": judged.stored.id}) for judged in shown]
    return Card(
        title=head[0],
        lines=(*head[1:], *(_list_line(turn, judged, named(judged.stored.item)) for judged in shown)),
        buttons=(*rows(choices, 4), *page_turns(page_number, len(found), paging)),
        tells=FIGURES,
        # A line under the title tells about all of them.
        line_tells=(
            *(figures(*(judged.stored.item for judged in found)) for _ in head[1:]),
            *(figures(judged.stored.item) for judged in shown),
        ),
    )


def whose(turn: Turn, found: Sequence[Judged]) -> Callable[[Item], str]:
    """What to call an item's unit in a list of these items: its short name where there are several, nothing for one's own."""
    several = len({judged.stored.item.unit for judged in found}) > 1
    known = turn.reference.units

    def name(item: Item) -> str:
        return known[item.unit].short if several and item.unit != turn.person.unit and item.unit in known else ""

    return name


def page_turns(
    page_number: int, count: int, paging: tuple[str, Mapping[str, Json]], size: int = PAGE
) -> tuple[tuple[Button, ...], ...]:
    """The buttons to the pages before and after, in one row, if there are any."""
    action, args = paging
    turns = []
    if page_number > 0:
        turns.append(Button(common.PREVIOUS_PAGE, action, {**args, "page": page_number - 1}))
    if (page_number + 1) * size < count:
        turns.append(Button(common.NEXT_PAGE, action, {**args, "page": page_number + 1}))
    return (tuple(turns),) if turns else ()


def scope(turn: Turn, *, whole: bool = False) -> tuple[StoredItem, ...]:
    """What a person's lists are about: a leader's portfolio (`whole`: everything the leader may see), else all one may see."""
    return _seen_in(turn, turn.reference, whole=whole)


def open_scope(turn: Turn) -> tuple[StoredItem, ...]:
    """The same, with what is still open of older years."""
    return tuple(stored for shown in turn.begun() for stored in _seen_in(turn, shown))


def _seen_in(turn: Turn, shown: Reference, *, whole: bool = False) -> tuple[StoredItem, ...]:
    if turn.person.role is Role.LEADER and not whole:
        return shown.of_leader(turn.person.post)
    if sees_all(turn.person):
        return shown.everything
    return shown.of_unit(turn.person.unit)


def _list_line(turn: Turn, judged: Judged, unit: str) -> str:
    item, state = judged.stored.item, judged.state
    figure = notation.stands(item, judged.standing) or zh.NO_REPORT_YET
    owed = ""
    if state.report_due is not None:
        late = turn.reference.calendar.late_by(state.report_due, turn.today)
        owed = zh.owed(notation.due(state.report_due, confirmed=state.report_due_confirmed), late)
    return zh.list_line(state.light.mark, unit, turn.code(item), item.name, figure, owed)


def _kind(turn: Turn) -> str:
    return "portfolio" if turn.person.role is Role.LEADER else "mine"


def _belongs(turn: Turn, kind: str, judged: Judged) -> bool:
    """What was ended is in no list; of an older year one's own list holds what still owes a report."""
    due = judged.state.report_due
    if judged.stored.item.stage is Stage.CLOSED:
        return False
    if kind == "red":
        return judged.state.light is Light.RED
    if kind == "late":
        return due is not None and due < turn.today
    return judged.stored.item.year >= turn.reference.running or due is not None


def _order(turn: Turn, judged: Judged) -> Order:
    item, state = judged.stored.item, judged.state
    return order(item.code, state.report_due, state.light, turn.today, own=item.unit == turn.person.unit)
