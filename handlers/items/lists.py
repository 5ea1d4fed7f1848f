"""Lists of items, what is due first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.access import sees_all
from domain.colours import Light, Order, order
from domain.errors import DomainError
from domain.gravity import stake
from domain.items import Item, Stage
from domain.people import Role
from domain.secrecy import FIGURES, PERSONAL, Tells, figures
from handlers.items import list_lines
from handlers.items.words import items as zh
from handlers.kernel.messages import Button, Card, Json, rows, say
from handlers.kernel.reference import Reference
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import common
from handlers.lights import judging
from handlers.lights.judging import Judged
from storage.items import StoredItem

PAGE = 8
# Lists over several units: whose an item is stands there even if all are one unit's.
NAMED = frozenset({"red", "late", "portfolio"})


@registry.command("items", ("我的事项", "事项清单"), "看负责的事项和亮灯", chip=True)
def mine(turn: Turn) -> Answer:
    """The unit's items, a leader's portfolio, or everything for the district's offices; what is due comes first."""
    return [list_card(turn, _kind(turn), 0)]


@registry.command("red", ("红灯",), "看红灯事项，如“红灯 姚家街道”")
def red(turn: Turn) -> Answer:
    """Red items within what the person may see, the gravest first; of one unit or board where the words name it."""
    return [list_card(turn, "red", 0, narrowed(turn))]


@registry.command("late", ("谁没报", "逾期未报"), "看逾期未报的事项，如“谁没报 姚家街道”")
def late(turn: Turn) -> Answer:
    """Items whose report is overdue, within what the person may see, the longest debt first; narrowed like 红灯."""
    return [list_card(turn, "late", 0, narrowed(turn))]


@registry.action("items.list")
def list_(turn: Turn) -> Answer:
    """A list, tapped in a digest."""
    return [list_card(turn, turn.text("kind"), 0)]


@registry.action("items.page")
def page(turn: Turn) -> Answer:
    """Another page of a list."""
    only = Only(turn.text_or_none("unit"), turn.text_or_none("board"))
    return [list_card(turn, turn.text("kind"), turn.number("page"), only).edited()]


@dataclass(frozen=True, slots=True)
class Only:
    """The unit or the board that a list is about; all for None."""

    unit: str | None = None
    board: str | None = None

    def holds(self, item: Item) -> bool:
        """Whether an item is in it."""
        return (self.unit is None or item.unit == self.unit) and (self.board is None or item.board == self.board)


ALL = Only()


def narrowed(turn: Turn) -> Only:
    """What the words after a command narrow it to; refuses words that name neither a unit nor a board."""
    words = turn.words
    if not words:
        return ALL
    boards = [board.name for board in turn.rules.boards if words in (board.name, board.prefix)]
    unit = turn.reference.unit_named(words)
    if not boards and unit is None:
        raise DomainError("unknown_scope", zh.unknown_scope(words))
    return Only(board=boards[0]) if boards else Only(unit=unit.code if unit else None)


def list_card(turn: Turn, kind: str, page_number: int, only: Only = ALL) -> Card:
    """One page of a list of items: the gravest of red ones first, else what is owed."""
    scope_ = [stored for stored in open_scope(turn) if only.holds(stored.item)]
    found = [judged for judged in judging.look(turn, scope_) if _belongs(turn, kind, judged)]
    of = turn.reference.unit_name(only.unit) if only.unit else only.board or ""
    if not found:
        return say(zh.NO_ITEMS if kind in ("mine", "portfolio") else zh.list_title(kind, 0, of), tells=PERSONAL)
    args: dict[str, Json] = {"kind": kind, "unit": only.unit, "board": only.board}
    return page_card(turn, found, (zh.list_title(kind, len(found), of),), page_number, ("items.page", args), kind)


def page_card(
    turn: Turn,
    found: list[Judged],
    head: tuple[str, ...],
    page_number: int,
    paging: tuple[str, Mapping[str, Json]],
    kind: str = "",
) -> Card:
    """One page of items, what is owed first, of `kind` red the gravest. `head` is the title and lines under it; `paging` the
    action and the arguments that a tap on another page carries beside its `page`.
    """
    found = sorted(found, key=lambda judged: _place(turn, judged, kind))
    named = whose(turn, found, always=kind in NAMED and paging[1].get("unit") is None)
    shown = found[page_number * PAGE : (page_number + 1) * PAGE]
    choices = [Button(turn.code(judged.stored.item), "item.show", {"item": judged.stored.id}) for judged in shown]
    every = figures(*(judged.stored.item for judged in found))
    # A line under the title tells about all of them.
    lines: list[tuple[str, Tells]] = [(line, every) for line in head[1:]]
    parts = [_part(turn, judged) if kind == "mine" else "" for judged in shown]
    for at, judged in enumerate(shown):
        if parts[at] and (at == 0 or parts[at] != parts[at - 1]):
            lines.append((parts[at], FIGURES))
        lines.append((list_lines.of_kind(turn, judged, named(judged.stored.item), kind), figures(judged.stored.item)))
    return Card(
        title=head[0],
        lines=tuple(line for line, _ in lines),
        buttons=(*rows(choices, 4), *page_turns(page_number, len(found), paging)),
        tells=FIGURES,
        line_tells=tuple(tells for _, tells in lines),
    )


def _part(turn: Turn, judged: Judged) -> str:
    """Under which heading an item stands in its unit's own list: owed now, led, or only helped with; none for the district."""
    if turn.person.unit is None:
        return ""
    if judged.stored.item.unit != turn.person.unit:
        return zh.HELPED
    return zh.OWED_NOW if list_lines.owed_now(turn, judged) else zh.LED


def whose(turn: Turn, found: Sequence[Judged], *, always: bool = False) -> Callable[[Item], str]:
    """What to call an item's unit in a list of these items: its short name where there are several (or `always`), nothing for
    one's own.
    """
    several = always or len({judged.stored.item.unit for judged in found}) > 1
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


def _place(turn: Turn, judged: Judged, kind: str) -> tuple[Decimal, Order]:
    """The sorting key: red ones by what is at stake, one's own list by its parts, and then what is owed first."""
    item, state = judged.stored.item, judged.state
    owed = order(item.code, state.report_due, state.light, turn.today, own=item.unit == turn.person.unit)
    if kind == "red":
        return -stake(item, state.gap, state.node_missed, turn.today), owed
    soon = kind == "mine" and list_lines.owed_now(turn, judged) and item.unit == turn.person.unit
    return Decimal(0 if soon else 1), owed
