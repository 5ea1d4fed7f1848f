"""Questions in chat, answered in a line or two from stored facts, within what the person may see."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from domain.access import may_see, sees_all
from domain.colours import Light
from domain.errors import DomainError
from domain.items import Item, Kind
from domain.people import Person, Role
from domain.progress import meets, milestone_reached
from domain.quantities import show
from domain.reasons import cause
from domain.secrecy import FIGURES, PERSONAL, figures, personal
from domain.understanding import (
    Entry,
    Intent,
    Question,
    Understanding,
    asks_streets,
    asks_yellow,
    question_of,
    unit_alone,
)
from domain.understanding.short_names import short_name
from domain.units import UnitKind
from handlers.front.words import queries as zh
from handlers.items import comparisons, lists, rollups
from handlers.items.cards import item_card
from handlers.items.list_lines import SOON, as_of
from handlers.items.words import items as item_words
from handlers.kernel.messages import Button, Card, rows, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import notation
from handlers.kernel.words import notation as figure_words
from handlers.lights import judging
from handlers.lights.judging import Judged
from handlers.lights.words.reasons import reason as why
from storage import reports
from storage.items import StoredItem
from wording.said import joined

MOST_CARDS = 3


@registry.meaning(Intent.QUERY)
def answer(turn: Turn, understood: Understanding) -> Answer:
    """The answer to a question: about the items it names, or about the items that are the person's to see."""
    asked = comparisons.asked_in(turn)
    if (compared := comparisons.answer(turn, asked)) is not None:
        return compared
    unit = unit_alone(turn.words, turn.reference.catalogue) if sees_all(turn.person) else None
    if unit is not None:
        return [rollups.unit_card(turn, unit)]
    question = question_of(turn.words)
    found = [stored for entry in understood.entries for stored in _stored(turn, entry)]
    if asked is not None and not found:
        # A measure that one unit alone has: it stands beside nothing.
        found = [stored for code in asked.tasks if (stored := turn.reference.called(code)) is not None]
    seen = [stored for stored in found if may_see(turn.person, stored.item)]
    if found and not seen:
        raise DomainError("no_such_item", item_words.NOT_SEEN)
    if question is Question.LIGHTS and not seen:
        return [_lights(turn)]
    if question is Question.LATE and not seen:
        return [_late(turn)]
    if question is Question.OWED and not seen:
        return [_owed(turn)]
    if question is Question.ALL and len(seen) == 1:
        return [item_card(turn, seen[0])]
    if seen:
        return [_about(turn, stored, question) for stored in seen[:MOST_CARDS]]
    return [lists.list_card(turn, "portfolio" if turn.person.role is Role.LEADER else "mine", 0)]


def _stored(turn: Turn, entry: Entry) -> Iterable[StoredItem]:
    codes = (entry.item,) if entry.item else entry.candidates
    return [stored for code in codes if (stored := turn.reference.called(code, entry.year)) is not None]


def _visible(turn: Turn) -> tuple[StoredItem, ...]:
    """What the person answers for, older years that are open too; with 街道 or a unit's name in the question only that."""
    mine = lists.open_scope(turn)
    named = _named_units(turn)
    if named:
        return tuple(stored for stored in mine if stored.item.unit in named)
    if _only_streets(turn):
        streets = {code for code, unit in turn.reference.units.items() if unit.kind is UnitKind.STREET}
        return tuple(stored for stored in mine if stored.item.unit in streets)
    return mine


def _named_units(turn: Turn) -> set[str]:
    """Units that the question names, but for the person's own."""
    return {code for code, _ in turn.reference.catalogue.units_in(turn.words)} - {turn.person.unit or ""}


def _only_streets(turn: Turn) -> bool:
    return asks_streets(turn.words) and not _named_units(turn)


def _whose(person: Person) -> zh.Whose:
    if person.role is Role.LEADER:
        return zh.Whose.OF_PORTFOLIO
    return zh.Whose.EVERYBODYS if sees_all(person) else zh.Whose.OF_UNIT


def _lights(turn: Turn) -> Card:
    """Which items have a light, unit by unit, the unit with most of them first."""
    wanted = Light.YELLOW if asks_yellow(turn.words) else Light.RED
    judged = [each for each in _about_name(turn, judging.look(turn, _visible(turn))) if each.state.light is wanted]
    whose = _whose(turn.person)
    if not judged:
        return say(zh.no_lights(wanted.word, whose, streets=_only_streets(turn)), tells=FIGURES)
    units = _by_unit(turn, judged, lambda each: each.state.gap or Decimal(0))
    lines = [
        zh.of_unit(unit, [zh.lit(short_name(each.stored.item.name), why(cause(each.state.reason))) for each in some])
        for unit, some in units
    ]
    button = Button(item_words.TITLES["red"], "items.list", {"kind": "red"})
    taps = ((button,),) if wanted is Light.RED and not _named_units(turn) else ()
    return _units_card(zh.lights(wanted.word, whose, len(judged), len(units)), lines, units, taps)


Units = list[tuple[str, list[Judged]]]


def _by_unit(turn: Turn, judged: Sequence[Judged], gravity: Callable[[Judged], Decimal | date]) -> Units:
    """The items of each unit by its short name, the gravest (smallest) first; units with most of them first."""
    found: dict[str, list[Judged]] = defaultdict(list)
    for each in sorted(judged, key=gravity):
        found[turn.reference.short_name(each.stored.item.unit)].append(each)
    return sorted(found.items(), key=lambda pair: (-len(pair[1]), gravity(pair[1][0]), pair[0]))


def _units_card(title: str, lines: Sequence[str], units: Units, buttons: tuple[tuple[Button, ...], ...]) -> Card:
    """A line for each unit as far as they fit, and how many more there are."""
    more = [zh.more_units(len(units) - zh.MOST_UNITS)] if len(units) > zh.MOST_UNITS else []
    graded = [figures(*(each.stored.item for each in some)) for _, some in units[: zh.MOST_UNITS]]
    return Card(
        title=title,
        lines=(*lines[: zh.MOST_UNITS], *more),
        buttons=buttons,
        tells=FIGURES,
        line_tells=(*graded, *(FIGURES for _ in more)),
    )


def _about_name(turn: Turn, judged: list[Judged]) -> list[Judged]:
    """哪些街道到位资金红灯: only items of a name that the question holds."""
    names = [
        each
        for each in judged
        if any(alias in turn.words for alias in (each.stored.item.name, *each.stored.item.aliases))
    ]
    return names or judged


def _late(turn: Turn) -> Card:
    """Who has not reported, with the items, the longest debt first."""
    today, late_by = turn.today, turn.reference.calendar.late_by
    judged = _about_name(turn, judging.look(turn, _visible(turn)))
    late = [(each, due) for each in judged if (due := each.state.report_due) is not None and due < today]
    if not late:
        return say(zh.NOBODY_LATE, tells=PERSONAL)
    since = {each.stored.id: due for each, due in late}
    units = _by_unit(turn, [each for each, _ in late], lambda each: since[each.stored.id])
    lines = [
        zh.of_unit(
            unit,
            [zh.late_item(short_name(each.stored.item.name), late_by(since[each.stored.id], today)) for each in some],
        )
        for unit, some in units
    ]
    button = Button(item_words.TITLES["late"], "items.list", {"kind": "late"})
    card = _units_card(zh.late(len(late), len(units)), lines, units, ((button,),))
    return replace(card, tells=PERSONAL)


def _owed(turn: Turn) -> Card:
    unit = turn.person.unit
    mine = [each for year in turn.begun() for each in year.of_unit(unit, lead_only=True)] if unit else _visible(turn)
    overdue, soon = [], []
    for each in sorted(judging.look(turn, mine), key=lambda one: (one.stored.item.year, one.stored.item.code)):
        due = each.state.report_due
        if due is not None and due < turn.today:
            overdue.append(each)
        elif due is not None and due <= turn.today + SOON:
            soon.append((each, notation.due(due, confirmed=each.state.report_due_confirmed)))
    late = [_called(turn, each) for each in overdue]
    line = zh.owed(late, [(_called(turn, each), due) for each, due in soon])
    owing = [*overdue, *(each for each, _ in soon)]
    tells = personal(*(each.stored.item for each in owing))
    return Card(lines=(line,), buttons=_reporting(turn, owing), tells=tells)


def _called(turn: Turn, judged: Judged) -> str:
    item = judged.stored.item
    return notation.called(item.name, turn.code(item))


def _reporting(turn: Turn, owing: list[Judged]) -> tuple[tuple[Button, ...], ...]:
    if turn.person.role is not Role.REPORTER:
        return ()
    found = [each.stored for each in owing[:6]]
    return rows(
        [
            Button(joined(" ", (item_words.REPORT, turn.code(each.item))), "report.open", {"item": each.id})
            for each in found
        ]
    )


def _about(turn: Turn, stored: StoredItem, question: Question) -> Card:
    judged = judging.look_at(turn, stored)
    item = stored.item
    line = zh.head(item, judged.state.light.mark) + _said(turn, judged, question)
    more = Button(item_words.DETAILS, "item.show", {"item": stored.id})
    return Card(lines=(line,), buttons=((more,),), tells=figures(item))


def _said(turn: Turn, judged: Judged, question: Question) -> str:
    item = judged.stored.item
    due = notation.day(item.due) if item.due else "—"
    if question is Question.TARGET:
        return zh.target(zh.promised(item), due)
    if question in (Question.DUE, Question.OWED, Question.LATE):
        return zh.dates(due, _next_node(judged), _next_report(judged))
    if question is Question.LIGHTS:
        return zh.light(judged.state.light.word, why(judged.state.reason), as_of(judged))
    return _standing(turn, judged, question, due)


def _standing(turn: Turn, judged: Judged, question: Question, due: str) -> str:
    item = judged.stored.item
    last = reports.latest_live(turn.store, [judged.stored.id]).get(judged.stored.id)
    if last is None:
        return zh.nothing_yet(zh.promised(item), due)
    said, as_of = notation.said(item, last), notation.day(last.as_of)
    total = last.total
    if question is Question.LEFT and total is not None and item.target is not None and item.kind is not Kind.MILESTONE:
        if meets(item, total, item.target):
            return zh.reached(notation.amount(item, total), zh.promised(item))
        missing = zh.amount(item, show(abs(item.target - total)))
        return zh.left(item, missing, notation.amount(item, total), as_of, due)
    share = notation.share(item, total) if total is not None else ""
    same, before = figure_words.no_change(last), notation.before(item, last, judged.standing)
    return zh.figure(said, zh.promised(item), share, same, as_of, last.state.word, before)


def _next_node(judged: Judged) -> str:
    item: Item = judged.stored.item
    for index, node in enumerate(item.milestones):
        if not milestone_reached(item, judged.standing, index):
            return joined(" ", (notation.day(node.date), node.text))
    return ""


def _next_report(judged: Judged) -> str:
    state = judged.state
    return notation.due(state.report_due, confirmed=state.report_due_confirmed) if state.report_due else ""
