"""Who leads and who lags (排名): units, boards, areas or items, over a measure, a board, an area or everything one may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.access import sees_all
from domain.colours import GRAVITY, Light
from domain.comparison import Placed
from domain.items import Basis
from domain.pace import plan_value
from domain.people import Role
from domain.progress import nodes_reached, plain
from domain.reasons import cause
from domain.secrecy import FIGURES, PERSONAL, Tells, figures
from domain.understanding import Context
from domain.understanding.comparison import Comparison, End, Ranked, Vocabulary, comparison_of
from domain.understanding.short_names import short_name
from domain.units import UnitKind
from handlers.items import lists, rollups
from handlers.items.compared import Field, Wanted, against, field
from handlers.items.words import comparisons as zh
from handlers.items.words import items as item_words
from handlers.kernel.messages import Button, Card, rows
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import notation
from handlers.lights.judging import Judged
from handlers.lights.words.reasons import reason as why

DISTRICT = frozenset({Role.INSPECTOR, Role.LEADER, Role.ADMIN})
# Of each end; up to so many are shown in one list.
ENDS, FEW, MOST_ITEMS = 3, 6, 5
PAGE = 8
MOST_TASKS = 6


@registry.command("compare", ("排名", "对比"), "比较街道、部门、板块，如“排名 大招商”", DISTRICT, takes_long=True)
def compared(turn: Turn) -> Answer:
    """`排名 大招商`, `排名 街道 老旧小区改造`, `对比 姚家 龙洞`."""
    return answer(turn, asked_in(turn, command=True)) or [_card(turn, _everything(turn))]


@registry.action("compare.show", takes_long=True)
def show_again(turn: Turn) -> Answer:
    """A comparison tapped in another one, or a page of the whole ranking."""
    wanted = _within(turn, Wanted.of(turn))
    page = turn.number_or_none("page")
    if page is None:
        return [_card(turn, wanted)]
    card = _page(turn, wanted, page)
    return [card.edited() if turn.flag("turned") else card]


def asked_in(turn: Turn, *, command: bool = False) -> Comparison | None:
    """What the words compare; None if they compare nothing."""
    known = turn.reference
    boards = {*(board.name for board in turn.rules.boards), *(each.item.board for each in known.everything)}
    areas = [(area.code, area.name) for area in known.areas.areas]
    context = Context(turn.today, turn.person.unit)
    return comparison_of(turn.words, known.catalogue, Vocabulary(boards, areas), context, asked=command)


def answer(turn: Turn, asked: Comparison | None) -> Answer | None:
    """The comparison, or the question which measure is meant; None where there is nothing to compare."""
    if asked is None:
        return None
    wanted = Wanted(
        asked.ranked, asked.kind, asked.end, asked.by_completion, asked.board, asked.area, None, asked.units, False
    )
    note = zh.unknown(asked.strange) if asked.strange else ""
    if asked.ranked is Ranked.UNIT and not sees_all(turn.person):
        wanted, note = replace(wanted, ranked=Ranked.ITEM, kind=None, units=()), zh.ONLY_OWN
    tasks = [replace(wanted, task=task) for task in asked.tasks]
    told = [each for each in tasks if len(field(turn, _widened(turn, each)).judged) > 1]
    if len(told) > 1:
        return [_which(turn, told)]
    if tasks and not told:
        return None
    return [_card(turn, _widened(turn, told[0] if told else wanted), note)]


def _everything(turn: Turn) -> Wanted:
    return _widened(turn, Wanted(Ranked.UNIT, None, End.BOTH, False, None, None, None, (), False))


def _within(turn: Turn, wanted: Wanted) -> Wanted:
    """What is tapped later is still no more than the person may see: units are compared by those who see them all."""
    if wanted.ranked is Ranked.UNIT and not sees_all(turn.person):
        return replace(wanted, ranked=Ranked.ITEM, kind=None, units=())
    return wanted


def _widened(turn: Turn, wanted: Wanted) -> Wanted:
    """A leader compares what is in the portfolio, or the whole district where the portfolio holds nothing to compare."""
    if turn.person.role is not Role.LEADER or len(field(turn, wanted).judged) > 1:
        return wanted
    return replace(wanted, whole=True)


def _which(turn: Turn, tasks: Sequence[Wanted]) -> Card:
    """Words that fit several measures."""
    named = [(each, turn.reference.by_code[each.task or ""].item) for each in tasks[:MOST_TASKS]]
    buttons = [Button(item.name, "compare.show", each.args, tells=figures(item)) for each, item in named]
    return Card(lines=(zh.WHICH,), buttons=rows(buttons, 1), tells=FIGURES)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the card with what it gives away."""

    text: str
    tells: Tells = FIGURES


def _card(turn: Turn, wanted: Wanted, note: str = "") -> Card:
    """Both ends, the one that is asked about first; all of it where that is few."""
    found = field(turn, wanted)
    if not found.judged:
        return Card(lines=(zh.NOBODY,), tells=FIGURES)
    placed, order = found.ranking.placed, found.ranking.order
    best, worst = placed[:ENDS], tuple(reversed(placed[-ENDS:]))
    if wanted.ranked is Ranked.ITEM and wanted.end is not End.BOTH:
        # Of items nobody asks for the other end.
        ends = [("", tuple(reversed(placed[-MOST_ITEMS:])) if wanted.end is End.WORST else placed[:MOST_ITEMS])]
    elif len(placed) <= FEW:
        ends = [("", tuple(reversed(placed)) if wanted.end is End.WORST else placed)]
    elif wanted.end is End.BEST:
        ends = [(zh.best(order), best), (zh.worst(order), worst)]
    else:
        ends = [(zh.worst(order), worst), (zh.best(order), best)]
    shown = [each for _, some in ends for each in some]
    asked = [each for each in placed if each.key in wanted.units and each not in shown]
    ends += [(zh.asked(), tuple(asked))] if asked and wanted.ranked is Ranked.UNIT else []
    lines = [Line(note)] if note else []
    lines += [Line(_head(turn, wanted, found))]
    for head, some in ends:
        lines += [Line(head)] if head else []
        lines += [_line(turn, wanted, found, each) for each in some]
    return _made(turn, wanted, found, lines, [*shown, *asked], _further(turn, wanted, found, len(shown)))


def _page(turn: Turn, wanted: Wanted, page: int) -> Card:
    """A page of the whole ranking, the best first."""
    found = field(turn, wanted)
    shown = found.ranking.placed[page * PAGE : (page + 1) * PAGE]
    lines = [Line(_head(turn, wanted, found)), *(_line(turn, wanted, found, each) for each in shown)]
    args = {**wanted.args, "turned": True}
    turns = lists.page_turns(page, len(found.ranking.placed), ("compare.show", args), PAGE)
    return _made(turn, wanted, found, lines, shown, turns)


def _made(
    turn: Turn,
    wanted: Wanted,
    found: Field,
    lines: list[Line],
    shown: Sequence[Placed],
    buttons: tuple[tuple[Button, ...], ...],
) -> Card:
    unplaced = [_name(turn, wanted, key) for key in found.ranking.unplaced]
    if unplaced:
        tells = figures(*(each.stored.item for key in found.ranking.unplaced for each in found.judged[key]))
        lines = [*lines, Line(zh.without(wanted.ranked, unplaced), tells)]
    task = turn.reference.by_code.get(wanted.task or "")
    # Units are ranked for who asked: where others read along only the official 通报 ranks them.
    tells = PERSONAL if wanted.ranked is Ranked.UNIT else FIGURES
    return Card(
        title=zh.title(_about(turn, wanted), wanted.ranked, wanted.kind, len(found.judged)),
        lines=tuple(each.text for each in lines),
        buttons=(*rows([_down(turn, wanted, found, each) for each in shown], 3), *buttons),
        tells=tells | figures(task.item) if task else tells,
        line_tells=tuple(each.tells for each in lines),
    )


def _head(turn: Turn, wanted: Wanted, found: Field) -> str:
    """Where every figure is of one day, that day stands here and nowhere else."""
    day = _one_day(turn, wanted, found)
    as_of = notation.day(day) if day else ""
    return zh.head(rollups.scope_words(turn, whole=wanted.whole), found.ranking.order, wanted.ranked, as_of)


def _one_day(turn: Turn, wanted: Wanted, found: Field) -> date | None:
    """The day of all figures, today's where groups are compared; None where figures are of several days."""
    if wanted.task is None and wanted.ranked is not Ranked.ITEM:
        return turn.today
    days = {against(turn, each) for each in found.every} - {None}
    return days.pop() if len(days) == 1 else None


def _about(turn: Turn, wanted: Wanted) -> str:
    known = turn.reference
    task, area = known.by_code.get(wanted.task or ""), known.areas.by_code.get(wanted.area or "")
    units = [known.unit_name(code) for code in wanted.units] if len(wanted.units) == 1 else []
    unit = units[0] if units and wanted.ranked is not Ranked.UNIT else ""
    return zh.over(task.item.name if task else "", wanted.board or "", area.name if area else "", unit)


def _name(turn: Turn, wanted: Wanted, key: str) -> str:
    known = turn.reference
    if wanted.ranked is Ranked.UNIT:
        return known.short_name(key)
    if wanted.ranked is Ranked.AREA:
        return known.areas.by_code[key].name
    if wanted.ranked is Ranked.BOARD:
        return key
    item = known.by_code[key].item
    unit = known.short_name(item.unit) if len(wanted.units) != 1 else ""
    return zh.item(short_name(item.name), unit, item.code)


def _line(turn: Turn, wanted: Wanted, found: Field, each: Placed) -> Line:
    some, name = found.judged[each.key], _name(turn, wanted, each.key)
    of_one = wanted.task is not None or wanted.ranked is Ranked.ITEM
    said = _of_one(turn, some[0]) if of_one else _of_several(some, each)
    day = against(turn, some[0]) if of_one and _one_day(turn, wanted, found) is None else None
    text = zh.line(each.place, _mark(some), name, said, notation.day(day) if day is not None else "")
    return Line(text, figures(*(judged.stored.item for judged in some)))


def _mark(some: Iterable[Judged]) -> str:
    """The gravest light among them."""
    return max((each.state.light for each in some), key=GRAVITY.__getitem__).mark


def _of_one(turn: Turn, judged: Judged) -> list[str]:
    """Figure, plan and light of one item."""
    item, standing, day = judged.stored.item, judged.standing, against(turn, judged)
    reason = why(cause(judged.state.reason))
    if item.basis is Basis.ONCE:
        due = sum(node.date <= turn.today for node in item.milestones)
        return [zh.nodes(nodes_reached(item, standing), due, len(item.milestones)), reason]
    if standing.latest is None or day is None:
        return [item_words.NO_REPORT_YET, reason]
    wanted = plan_value(item, max(day, item.start), turn.reference.calendar)
    plan = [zh.planned(notation.amount(item, plain(wanted.quantize(notation.TENTH))))] if wanted is not None else []
    return [notation.stands(item, standing), notation.share(item, standing.latest.total), *plan, reason]


def _of_several(some: Sequence[Judged], placed: Placed) -> list[str]:
    done = zh.completion(placed.done, placed.planned)
    if len(some) == 1:
        return [short_name(some[0].stored.item.name), done]
    lights = {light: sum(each.state.light is light for each in some) for light in Light}
    return [zh.group(len(some), lights), done]


def _down(turn: Turn, wanted: Wanted, found: Field, each: Placed) -> Button:
    """What stands behind a line: the item itself, or the items of a group, the slowest first."""
    some = found.judged[each.key]
    mark = _mark(some)
    if len(some) == 1:
        item = some[0].stored.item
        label = item.code if wanted.ranked is Ranked.ITEM else f"{mark} {_name(turn, wanted, each.key)}"
        return Button(label, "item.show", {"item": some[0].stored.id})
    return Button(f"{mark} {_name(turn, wanted, each.key)}", "compare.show", wanted.items_of(each.key).args)


def _further(turn: Turn, wanted: Wanted, found: Field, shown: int) -> tuple[tuple[Button, ...], ...]:
    """The whole ranking, like with like, and a leader's other scope."""
    count = len(found.ranking.placed)
    more = (
        [Button(zh.all_of(count), "compare.show", {**wanted.args, "page": 0, "turned": False})] if count > shown else []
    )
    kinds: list[UnitKind] = []
    if wanted.ranked is Ranked.UNIT and wanted.kind is None and not wanted.units:
        units = turn.reference.units
        present = {units[key].kind for key in found.judged if key in units}
        kinds = [kind for kind in UnitKind if kind in present] if len(present) > 1 else []
    taps = [Button(zh.only(kind), "compare.show", replace(wanted, kind=kind).args) for kind in kinds]
    return (*rows([*more, *taps], 4), *rollups.widen(turn, "compare.show", wanted.args, whole=wanted.whole))
