"""One section of a digest as a list, a few items a page, each with what can be done about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from domain.digest import Scope, Turned, compile_digest
from domain.errors import DomainError
from domain.secrecy import PERSONAL, personal
from handlers.digests import lines, scopes, views
from handlers.digests.lines import Line, tells_of_items
from handlers.digests.words import digests as zh
from handlers.items import sections
from handlers.items.lists import page_turns
from handlers.items.sections import Place
from handlers.kernel.messages import Button, Card, Json
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.values import Values, number_or_none
from handlers.kernel.words import common, notation
from handlers.lights.words.reasons import reason as why
from storage import digests, states, supervision
from storage.digests import Page, Section
from storage.items import StoredItem
from storage.states import ItemState

PAGE = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its heading, which items it holds, and what it says of each."""

    head: str
    page: Callable[[Turn, Scope, Values, int], Page]
    line: Callable[[Turn, StoredItem, ItemState], str]


@registry.action("digest.part")
def shown(turn: Turn) -> Answer:
    """A section, tapped in a digest, or another page of it."""
    scope = scopes.from_args(turn, turn.args)
    turn = turn.showing(scope.year)
    name, number = turn.text("part"), turn.number("page")
    if name in TOLD:
        head, told = TOLD[name](turn, scope)
        title = zh.part_title(scopes.name_of(turn, scope), head, len(told))
        graded = tuple(tells for _, tells in told)
        return [Card(title=title, lines=tuple(line for line, _ in told), line_tells=graded, tells=PERSONAL)]
    part = PARTS.get(name)
    if part is None:
        raise DomainError("stale_button", common.STALE_BUTTON)
    page = part.page(turn, scope, turn.args, number * PAGE)
    items = [turn.reference.items[id_] for id_ in page.items if id_ in turn.reference.items]
    found = states.of_items(turn.store, [stored.id for stored in items])
    by_item = {stored.id: part.line(turn, stored, found[stored.id]) for stored in items}
    carried: dict[str, Json] = {**scopes.to_args(scope), "part": name, "after": turn.number_or_none("after")}
    card = Card(
        title=zh.part_title(scopes.name_of(turn, scope), part.head, page.total),
        lines=tuple(lines.with_snoozes(by_item, supervision.snoozes_on(turn.store, turn.today))),
        line_tells=tuple(personal(stored.item) for stored in items),
        buttons=(
            *(_actions(turn, stored) for stored in items),
            *page_turns(number, page.total, ("digest.part", carried), PAGE),
        ),
        tells=PERSONAL,
    )
    return [card.edited() if number else card]


def _actions(turn: Turn, stored: StoredItem) -> tuple[Button, ...]:
    """The item itself, its curve, and what this person may do about it."""
    args: dict[str, Json] = {"item": stored.id}
    found = [Button(stored.item.code, "item.show", args), Button(zh.CURVE, "item.curve", args)]
    return (*found, *sections.taps(turn, stored, Place.SUPERVISE))


def _turned(turn: Turn, scope: Scope, args: Values, offset: int) -> Page:
    """What turned red since the digest that was tapped, as it stands now."""
    turned: Iterable[Turned] = ()
    after = number_or_none(args, "after")
    if after is not None:
        turned = compile_digest((), digests.turned(turn.store, scope, after)).turned_red
    ids = tuple(each.item for each in turned)
    return Page(ids[offset : offset + PAGE], len(ids))


def _listed(section: Section) -> Callable[[Turn, Scope, Values, int], Page]:
    """One of the lists that the store keeps in order."""

    def page(turn: Turn, scope: Scope, _: Values, offset: int) -> Page:
        return digests.section(turn.store, scope, section, views.bounds(turn), PAGE, offset)

    return page


def _late_line(turn: Turn, stored: StoredItem, state: ItemState) -> str:
    due = notation.due(state.report_due, confirmed=state.report_due_confirmed) if state.report_due else ""
    late = turn.reference.calendar.late_by(state.report_due, turn.today)
    return zh.late_line(state.light.mark, lines.named(turn, stored.item), due, late)


def _node_line(turn: Turn, stored: StoredItem, state: ItemState) -> str:
    day = notation.day(state.node_missed) if state.node_missed else ""
    late = turn.reference.calendar.late_by(state.node_missed, turn.today)
    return zh.node_line(state.light.mark, lines.named(turn, stored.item), day, late, why(state.reason))


def _pressing_line(turn: Turn, stored: StoredItem, state: ItemState) -> str:
    return zh.pressing_line(state.light.mark, lines.named(turn, stored.item), state.pressure or 0, why(state.reason))


def _blockers(turn: Turn, scope: Scope) -> tuple[str, list[Line]]:
    found = digests.open_blockers(turn.store, scope)
    return zh.BLOCKERS, [(lines.blocker(turn, each), tells_of_items(turn, [each.item])) for each in found]


def _amended(turn: Turn, scope: Scope) -> tuple[str, list[Line]]:
    found = views.amendments(turn, scope)
    return zh.AMENDED, [(lines.amendment(turn, each), tells_of_items(turn, [each.item])) for each in found]


PARTS = {
    "turned": Part(zh.TURNED_RED, _turned, lines.item),
    "red": Part(zh.RED_LIGHTS, _listed(Section.RED), lines.item),
    "late": Part(zh.LATE, _listed(Section.LATE), _late_line),
    "nodes": Part(zh.NODES, _listed(Section.NODES), _node_line),
    "pressing": Part(zh.PRESSING, _listed(Section.PRESSING), _pressing_line),
}
# Sections that are told in words, nothing to do about a single item.
TOLD: dict[str, Callable[[Turn, Scope], tuple[str, list[Line]]]] = {"blockers": _blockers, "amended": _amended}
