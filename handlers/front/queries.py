"""Questions in chat, answered in a line or two from stored facts, within what the person may see."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from domain.access import may_see, sees_all
from domain.colours import Light
from domain.errors import DomainError
from domain.items import Item, Kind
from domain.people import Person, Role
from domain.progress import meets, milestone_reached
from domain.quantities import show
from domain.secrecy import FIGURES, PERSONAL, figures, personal
from domain.understanding import Entry, Intent, Question, Understanding, asks_streets, asks_yellow, question_of
from domain.units import UnitKind
from handlers.front.words import queries as zh
from handlers.items import lists
from handlers.items.cards import item_card
from handlers.items.words import items as item_words
from handlers.kernel.messages import Button, Card, rows
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import notation
from handlers.kernel.words import notation as figure_words
from handlers.lights import judging
from handlers.lights.judging import Judged
from handlers.lights.words.reasons import reason as why
from storage import reports
from storage.items import StoredItem

MOST_CARDS = 3
# What is due within this many days counts as still to be reported.
SOON = timedelta(days=10)


@registry.meaning(Intent.QUERY)
def answer(turn: Turn, understood: Understanding) -> Answer:
    """The answer to a question: about the items it names, or about the items that are the person's to see."""
    question = question_of(turn.words)
    found = [stored for entry in understood.entries for stored in _stored(turn, entry)]
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
    wanted = Light.YELLOW if asks_yellow(turn.words) else Light.RED
    by_unit: dict[str, list[str]] = defaultdict(list)
    judged = _about_name(turn, judging.look(turn, _visible(turn)))
    for each in judged:
        if each.state.light is wanted:
            by_unit[turn.reference.unit_name(each.stored.item.unit)].append(turn.code(each.stored.item))
    ordered = sorted(by_unit.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    line = zh.lights(wanted.word, _whose(turn.person), ordered, streets=_only_streets(turn))
    button = Button(item_words.TITLES["red"], "items.list", {"kind": "red"})
    tells = FIGURES | figures(*(each.stored.item for each in judged if each.state.light is wanted))
    return Card(lines=(line,), buttons=((button,),) if wanted is Light.RED and by_unit else (), tells=tells)


def _about_name(turn: Turn, judged: list[Judged]) -> list[Judged]:
    """哪些街道到位资金红灯: only items of a name that the question holds."""
    names = [
        each
        for each in judged
        if any(alias in turn.words for alias in (each.stored.item.name, *each.stored.item.aliases))
    ]
    return names or judged


def _late(turn: Turn) -> Card:
    by_unit: dict[str, int] = defaultdict(int)
    for each in _about_name(turn, judging.look(turn, _visible(turn))):
        if each.state.report_due is not None and each.state.report_due < turn.today:
            by_unit[turn.reference.unit_name(each.stored.item.unit)] += 1
    ordered = sorted(by_unit.items(), key=lambda pair: (-pair[1], pair[0]))
    button = Button(item_words.TITLES["late"], "items.list", {"kind": "late"})
    return Card(lines=(zh.late(ordered),), buttons=((button,),) if ordered else (), tells=PERSONAL)


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
    late = [turn.code(each.stored.item) for each in overdue]
    line = zh.owed(late, [(turn.code(each.stored.item), due) for each, due in soon])
    owing = [*overdue, *(each for each, _ in soon)]
    tells = personal(*(each.stored.item for each in owing))
    return Card(lines=(line,), buttons=_reporting(turn, owing), tells=tells)


def _reporting(turn: Turn, owing: list[Judged]) -> tuple[tuple[Button, ...], ...]:
    if turn.person.role is not Role.REPORTER:
        return ()
    found = [each.stored for each in owing[:6]]
    return rows(
        [Button(f"{item_words.REPORT} {turn.code(each.item)}", "report.open", {"item": each.id}) for each in found]
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
        return f"{judged.state.light.word}灯，{why(judged.state.reason)}"
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
            return f"{notation.day(node.date)} {node.text}"
    return ""


def _next_report(judged: Judged) -> str:
    state = judged.state
    return notation.due(state.report_due, confirmed=state.report_due_confirmed) if state.report_due else ""
