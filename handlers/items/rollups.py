"""Rolled-up lights (亮灯汇总): of areas, boards and units, over items that are judged already, with a way down to the items."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from domain.access import sees_all
from domain.colours import ALARMS, GRAVITY, Light
from domain.errors import DomainError
from domain.items import Item, Stage
from domain.people import Role
from domain.rollup import Member, Rolled, roll_up
from domain.rollup_rules import RollupRule
from domain.secrecy import FIGURES, Tells, figures
from domain.units import UnitKind
from handlers.items import lists
from handlers.items.words import rollups as zh
from handlers.kernel.messages import Button, Card, Json, rows
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.lights import judging
from handlers.lights.judging import Judged
from handlers.lights.words.reasons import reason as why

BOARD, UNIT = "board", "unit"
# Platforms bound the buttons of a message; what has none is reached by its name.
MOST_BUTTONS = 60


@dataclass(frozen=True, slots=True)
class Group:
    """Items together: `key` is the area's code, the board's name or the unit's code; `depth` an area's place in the tree."""

    key: str
    name: str
    depth: int
    rolled: Rolled


@dataclass(frozen=True, slots=True)
class RolledUp:
    """Groups that have at least one of the items: areas in the tree's order, boards in the pack's, units by code."""

    areas: tuple[Group, ...]
    boards: tuple[Group, ...]
    units: tuple[Group, ...]


def rolled_up(moment: Moment, judged: Sequence[Judged]) -> RolledUp:
    """The lights of everything that the judged items of the current year belong to. Asks the store nothing.

    Each group is lit by these items alone, so it tells no more than who may see them may know.
    """
    rules, reference = moment.rules.rollup, moment.reference
    by_code = {each.stored.item.code: each for each in judged}
    areas = [
        _group(area.code, area.name, [by_code[code] for code in found], rules.area, depth)
        for area, depth in reference.areas.ordered
        if (found := sorted(reference.areas.items_under(area.code) & by_code.keys()))
    ]
    boards = _split((each.stored.item.board, each) for each in judged)
    order = [board.name for board in moment.rules.boards]
    names = sorted(boards, key=lambda name: (order.index(name) if name in order else len(order), name))
    units = _split((each.stored.item.unit, each) for each in judged)
    return RolledUp(
        areas=tuple(areas),
        boards=tuple(_group(name, name, boards[name], rules.board) for name in names),
        units=tuple(_group(code, reference.unit_name(code), units[code], rules.unit) for code in sorted(units)),
    )


def _split(pairs: Iterable[tuple[str, Judged]]) -> dict[str, list[Judged]]:
    found: dict[str, list[Judged]] = {}
    for key, judged in pairs:
        found.setdefault(key, []).append(judged)
    return found


def _group(key: str, name: str, judged: Sequence[Judged], rule: RollupRule, depth: int = 0) -> Group:
    return Group(key, name, depth, roll_up([_member(each) for each in judged if not _withdrawn(each)], rule))


def _member(judged: Judged) -> Member:
    item = judged.stored.item
    return Member(judged.state.light, item.weight, draft=item.stage is Stage.DRAFT)


def _withdrawn(judged: Judged) -> bool:
    """Ended by decision before it was finished: nobody owes it any more."""
    return judged.stored.item.stage is Stage.CLOSED and judged.state.light is Light.GREY


def seen(turn: Turn, *, whole: bool) -> list[Judged]:
    """What the person may see, judged now: a leader's portfolio, or the whole district if the leader asks for it."""
    return judging.look(turn, lists.scope(turn, whole=whole))


def line(group: Group, indent: int = 0) -> str:
    """A group in one line; the reason stands where the light is an alarm."""
    rolled = group.rolled
    reason = why(rolled.reason) if rolled.light in ALARMS else ""
    return zh.line(indent, rolled.light.mark, group.name, rolled.counts, reason)


def tells(judged: Iterable[Judged], name: object, key: Callable[[Item], object]) -> Tells:
    """What the line of a group gives away: its reason may tell of any item in it."""
    return figures(*(each.stored.item for each in judged if key(each.stored.item) == name))


def scope_words(turn: Turn, *, whole: bool) -> str:
    """Over which items is counted."""
    if turn.person.role is Role.LEADER and not whole:
        return zh.PORTFOLIO
    return zh.DISTRICT if sees_all(turn.person) else zh.OURS


def widen(turn: Turn, action: str, args: dict[str, Json], *, whole: bool) -> tuple[tuple[Button, ...], ...]:
    """A leader's switch between the portfolio and the whole district."""
    if turn.person.role is not Role.LEADER:
        return ()
    return ((Button(zh.SEE_PORTFOLIO if whole else zh.SEE_DISTRICT, action, {**args, "whole": not whole}),),)


@registry.command("boards", ("板块", "板块亮灯"), "看各板块亮灯")
def boards(turn: Turn) -> Answer:
    """A light per board; `板块 大建设` lists its items."""
    if not turn.words:
        return [_boards_card(turn, whole=False)]
    named = [
        board.name for board in turn.rules.boards if turn.words.upper() == board.prefix or turn.words in board.name
    ]
    if len(named) != 1:
        raise DomainError("no_board", zh.no_board([board.name for board in turn.rules.boards]))
    return [_items_card(turn, BOARD, named[0], 0, whole=_beyond(turn, BOARD, named[0]))]


@registry.command("unit_lights", ("单位亮灯",), "看各单位亮灯，街道、部门、公司分列")
def unit_lights(turn: Turn) -> Answer:
    """A light per unit, streets, departments and companies apart; `单位亮灯 住建局` lists its items."""
    kind = zh.kind_of(turn.words)
    if not turn.words or kind is not None:
        return [_units_card(turn, kind, whole=False)]
    unit = turn.reference.unit_named(turn.words)
    if unit is None:
        raise DomainError("no_unit", zh.NO_UNIT)
    return [unit_card(turn, unit.code)]


def unit_card(turn: Turn, code: str) -> Card:
    """A unit's light with its items, of the whole district where a leader asks beyond the portfolio."""
    return _items_card(turn, UNIT, code, 0, whole=_beyond(turn, UNIT, code))


@registry.action("rollups.boards")
def boards_again(turn: Turn) -> Answer:
    """The boards, over the portfolio or the whole district."""
    return [_boards_card(turn, whole=turn.flag("whole")).edited()]


@registry.action("rollups.units")
def units_again(turn: Turn) -> Answer:
    """The units of a kind, over the portfolio or the whole district."""
    kind = turn.text_or_none("kind")
    return [_units_card(turn, UnitKind(kind) if kind else None, whole=turn.flag("whole")).edited()]


@registry.action("rollups.items")
def items_of(turn: Turn) -> Answer:
    """The items of a board or a unit, page by page."""
    page = turn.number("page", 0)
    card = _items_card(turn, turn.text("kind"), turn.text("key"), page, whole=turn.flag("whole"))
    return [card.edited() if "page" in turn.args else card]


def _boards_card(turn: Turn, *, whole: bool) -> Card:
    judged = seen(turn, whole=whole)
    groups = rolled_up(turn, judged).boards
    title = zh.title(zh.BOARDS, scope_words(turn, whole=whole), len(judged))
    buttons = rows([_down(BOARD, group, group.name, whole=whole) for group in groups], 3)
    return Card(
        title=title,
        lines=tuple(map(line, groups)) or (zh.NOTHING,),
        buttons=(*buttons, *widen(turn, "rollups.boards", {}, whole=whole)),
        tells=FIGURES,
        line_tells=tuple(tells(judged, group.key, lambda item: item.board) for group in groups) or (FIGURES,),
    )


def _units_card(turn: Turn, kind: UnitKind | None, *, whole: bool) -> Card:
    judged = seen(turn, whole=whole)
    by_kind: dict[UnitKind, list[Group]] = {each: [] for each in UnitKind}
    kind_of = {code: unit.kind for code, unit in turn.reference.units.items()}
    for group in rolled_up(turn, judged).units:
        if group.key in turn.reference.units:
            by_kind[turn.reference.units[group.key].kind].append(group)
    shown = kind or next((each for each, groups in by_kind.items() if groups), UnitKind.STREET)
    groups = sorted(by_kind[shown], key=lambda group: -GRAVITY[group.rolled.light])
    sums = [zh.kind_sum(each, [group.rolled.light for group in some]) for each, some in by_kind.items() if some]
    tabs = [
        Button(zh.tab(each, len(some)), "rollups.units", {"kind": each.value, "whole": whole})
        for each, some in by_kind.items()
        if some and each is not shown
    ]
    buttons = rows(
        [_down(UNIT, group, turn.reference.units[group.key].short, whole=whole) for group in groups[:MOST_BUTTONS]], 3
    )
    return Card(
        title=zh.units_title(shown, scope_words(turn, whole=whole), len(groups)),
        lines=(*sums, *map(line, groups)) or (zh.NOTHING,),
        buttons=(*buttons, *rows(tabs), *widen(turn, "rollups.units", {"kind": shown.value}, whole=whole)),
        tells=FIGURES,
        line_tells=(
            *(tells(judged, each, lambda item: kind_of.get(item.unit)) for each, some in by_kind.items() if some),
            *(tells(judged, group.key, lambda item: item.unit) for group in groups),
        )
        or (FIGURES,),
    )


def _down(kind: str, group: Group, label: str, *, whole: bool) -> Button:
    args: dict[str, Json] = {"kind": kind, "key": group.key, "whole": whole}
    return Button(f"{group.rolled.light.mark} {label}", "rollups.items", args)


def _items_card(turn: Turn, kind: str, key: str, page: int, *, whole: bool) -> Card:
    """The existing list of items, for one board or unit, under its light and reason."""
    scope = lists.scope(turn, whole=whole)
    judged = judging.look(turn, [stored for stored in scope if key == _key(kind, stored.item.board, stored.item.unit)])
    if not judged:
        raise DomainError("nothing", zh.NOTHING)
    found = rolled_up(turn, judged)
    group = (found.boards if kind == BOARD else found.units)[0]
    title = zh.group_title(group.rolled.light.mark, group.name, scope_words(turn, whole=whole), len(judged))
    # A sample board says that it is one.
    notes = [board.note for board in turn.rules.boards if kind == BOARD and board.name == key and board.note]
    args: dict[str, Json] = {"kind": kind, "key": key, "whole": whole}
    return lists.page_card(turn, judged, (title, why(group.rolled.reason), *notes), page, ("rollups.items", args))


def _beyond(turn: Turn, kind: str, key: str) -> bool:
    """Whether a leader asked for something outside the portfolio, so that the whole district is meant."""
    mine = lists.scope(turn)
    return not any(key == _key(kind, stored.item.board, stored.item.unit) for stored in mine)


def _key(kind: str, board: str, unit: str) -> str:
    return board if kind == BOARD else unit
