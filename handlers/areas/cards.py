"""片区: the tree with a light per area, and one area with its items, as far as a person may see them."""

from collections.abc import Mapping, Sequence

from domain.access import may_administer, sees_all
from domain.areas import Area
from domain.colours import GRAVITY
from domain.errors import DomainError
from domain.secrecy import FIGURES, OPEN, PERSONAL, Tells, figures
from domain.understanding.short_names import short_name
from handlers.areas import placement
from handlers.areas import words as zh
from handlers.items import list_lines, lists, rollups
from handlers.items.rollups import Group
from handlers.items.words import areas as path_words
from handlers.items.words import items as item_words
from handlers.items.words import rollups as rollup_words
from handlers.kernel.messages import Button, Card, rows, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import fields, notation
from handlers.lights import judging
from handlers.lights.judging import Judged
from handlers.lights.words.reasons import reason as why
from storage import areas
from storage.items import StoredItem

TREE_PAGE = 16
MOST_ENTRIES = 15


@registry.command("areas", ("片区", "片区亮灯"), "看各片区亮灯，如“片区 明府城”")
def tree(turn: Turn) -> Answer:
    """`片区`, `片区 明府城`; for an admin also `片区 CBD 加 JS-010 JS-011` and `片区 CBD 减 JS-010`."""
    if not turn.reference.areas.areas:
        return [say(zh.NO_TREE, tells=OPEN)]
    if not turn.words:
        return [_tree_card(turn, 0, whole=False)]
    change = placement.asked(turn.words)
    if change is not None:
        return [placement.changed(turn, change)]
    found = [area for area in turn.reference.areas.find(turn.words) if _may_see(turn, area)]
    if not found:
        raise DomainError("no_such_area", zh.NOT_FOUND)
    if len(found) > 1:
        choices = [Button(area.name, "area.show", {"area": area.code, "whole": False}) for area in found[:TREE_PAGE]]
        return [Card(lines=(zh.which([area.name for area in found]),), buttons=rows(choices), tells=PERSONAL)]
    return [_area_card(turn, found[0], 0, whole=False)]


@registry.action("areas.tree")
def tree_again(turn: Turn) -> Answer:
    """Another page of the tree, or the other scope of a leader."""
    return [_tree_card(turn, turn.number("page", 0), whole=turn.flag("whole")).edited()]


@registry.action("area.show")
def show(turn: Turn) -> Answer:
    """One area, tapped in the tree."""
    page = turn.number("page", 0)
    card = _area_card(turn, _visible(turn), page, whole=turn.flag("whole"))
    return [card.edited() if "page" in turn.args else card]


@registry.action("area.history")
def history(turn: Turn) -> Answer:
    """What became of an area and of what hangs on it; for the district's offices."""
    area = _visible(turn)
    if not sees_all(turn.person):
        raise DomainError("no_such_area", zh.NOT_FOUND)
    found = areas.history(turn.store, area.code, MOST_ENTRIES)
    lines = []
    for each in found:
        what = each.item or fields.changed(each.fields)
        day, who = notation.day(turn.local_day(each.at)), each.by or zh.ON_TERMINAL
        lines.append(zh.history_line(day, who, each.step.value, what, each.source))
    return [Card(title=zh.history_title(area.name), lines=tuple(lines) or (zh.NO_HISTORY,), tells=PERSONAL)]


def _may_see(turn: Turn, area: Area) -> bool:
    """Whoever sees an item on or below it; the district's offices see every area."""
    return sees_all(turn.person) or bool(_on_or_below(turn, area, whole=True))


def _visible(turn: Turn) -> Area:
    area = turn.reference.areas.by_code.get(turn.text("area"))
    if area is None or not _may_see(turn, area):
        raise DomainError("no_such_area", zh.NOT_FOUND)
    return area


def _on_or_below(turn: Turn, area: Area, *, whole: bool) -> list[StoredItem]:
    under = turn.reference.areas.items_under(area.code)
    return [stored for stored in lists.scope(turn, whole=whole) if stored.item.code in under]


def _tree_card(turn: Turn, page: int, *, whole: bool) -> Card:
    judged, known = rollups.seen(turn, whole=whole), turn.reference.areas
    on_tree = [each for each in judged if known.areas_of(each.stored.item.code)]
    groups = _groups(turn, on_tree)
    # An area without items is shown to those who may hang some on it.
    wanted = [pair for pair in known.ordered if pair[0].code in groups or may_administer(turn.person)]
    shown = wanted[page * TREE_PAGE : (page + 1) * TREE_PAGE]
    lines = [_tree_line(area, depth, groups) for area, depth in shown] or [zh.NOTHING]
    tells = [_tells(turn, area, on_tree) for area, _ in shown] or [FIGURES]
    if len(judged) > len(on_tree):
        lines.append(zh.loose(len(judged) - len(on_tree)))
        tells.append(FIGURES)
    return Card(
        title=rollup_words.title(zh.AREAS, rollups.scope_words(turn, whole=whole), len(on_tree)),
        lines=tuple(lines),
        buttons=(
            *rows([_button(area, groups, whole=whole) for area, _ in shown], 2),
            *lists.page_turns(page, len(wanted), ("areas.tree", {"whole": whole}), TREE_PAGE),
            *rollups.widen(turn, "areas.tree", {}, whole=whole),
        ),
        tells=FIGURES,
        line_tells=tuple(tells),
    )


def _tells(turn: Turn, area: Area, judged: Sequence[Judged]) -> Tells:
    """What the line of an area gives away: its reason may tell of any item on or below it."""
    under = turn.reference.areas.items_under(area.code)
    return figures(*(each.stored.item for each in judged if each.stored.item.code in under))


def _groups(turn: Turn, judged: Sequence[Judged]) -> dict[str, Group]:
    return {group.key: group for group in rollups.rolled_up(turn, judged).areas}


def _tree_line(area: Area, depth: int, groups: Mapping[str, Group]) -> str:
    group = groups.get(area.code)
    return rollups.line(group, depth) if group else zh.empty_line(rollup_words.INDENT * depth, area.name)


def _button(area: Area, groups: Mapping[str, Group], *, whole: bool) -> Button:
    mark = f"{groups[area.code].rolled.light.mark} " if area.code in groups else ""
    return Button(f"{mark}{area.name}", "area.show", {"area": area.code, "whole": whole})


def _area_card(turn: Turn, area: Area, page: int, *, whole: bool) -> Card:
    """Its light with the reason, the areas right below it, and the items on itself, the gravest first, with their reasons.

    A leader who asks for an area outside the portfolio means the whole district.
    """
    known, found, notes = turn.reference.areas, _on_or_below(turn, area, whole=whole), []
    if not found and not whole and (found := _on_or_below(turn, area, whole=True)):
        whole, notes = True, [zh.WHOLE_NOTE]
    judged = judging.look(turn, found)
    groups = _groups(turn, judged)
    own = [each for each in judged if each.stored.item.code in known.items_on(area.code)]
    own.sort(key=lambda each: (-GRAVITY[each.state.light], each.stored.item.code))
    named = lists.whose(turn, own)
    shown = own[page * lists.PAGE : (page + 1) * lists.PAGE]
    below = [child for child in known.children(area.code) if child.code in groups]
    head = _head(groups.get(area.code), rollups.scope_words(turn, whole=whole))
    return Card(
        title=path_words.path(known.path(area.code)),
        lines=(
            *notes,
            *head,
            *(rollups.line(groups[child.code]) for child in below),
            *(_item_line(each, named(each.stored.item)) for each in shown),
        ),
        buttons=(
            *rows([_button(child, groups, whole=whole) for child in below[: rollups.MOST_BUTTONS]], 2),
            *rows([Button(each.stored.item.code, "item.show", {"item": each.stored.id}) for each in shown], 4),
            *lists.page_turns(page, len(own), ("area.show", {"area": area.code, "whole": whole})),
            _foot(turn, area, whole=whole),
        ),
        tells=FIGURES,
        line_tells=(
            *(FIGURES for _ in notes),
            *(_tells(turn, area, judged) for _ in head),
            *(_tells(turn, child, judged) for child in below),
            *(figures(each.stored.item) for each in shown),
        ),
    )


def _head(group: Group | None, scope: str) -> tuple[str, ...]:
    if group is None:
        return (zh.EMPTY,)
    rolled = group.rolled
    return zh.light(rolled.light.mark, rolled.light.word, why(rolled.reason), scope, rollup_words.counts(rolled.counts))


def _item_line(judged: Judged, unit: str) -> str:
    item, state = judged.stored.item, judged.state
    head = item_words.list_head(state.light.mark, unit, short_name(item.name), item.code)
    return item_words.list_line(head, why(state.reason), list_lines.as_of(judged))


def _foot(turn: Turn, area: Area, *, whole: bool) -> tuple[Button, ...]:
    back = Button(zh.BACK, "areas.tree", {"whole": whole})
    return (back, Button(zh.HISTORY, "area.history", {"area": area.code})) if sees_all(turn.person) else (back,)
