"""The card of a bundle: what fits a phone screen, the worst first, and the whole of it a tap away."""

from collections.abc import Sequence

from domain.items import Item
from domain.keys.due import Rule
from domain.keys.matters import Matter
from domain.keys.pushes import BundleKey
from domain.people import Person, Role
from domain.reminders import Occurrence
from handlers.items import figures
from handlers.kernel.audience import Told
from handlers.kernel.due import Due, Written, count_of
from handlers.kernel.messages import About, Button, Card, Named, Rest, rows
from handlers.kernel.turn import Moment
from handlers.kernel.words import days
from handlers.notices import tick as ticking
from handlers.reminders import holds
from handlers.reminders.words import reminders as zh
from handlers.reports.words import reports as report_words

# Lines of reports and nodes on one phone screen, their headings counted; notices above them take of it, but not all.
MOST_LINES, FEWEST_LINES = 8, 4
# Units whose hidden lines are counted one by one.
MOST_UNITS = 5
MOST_BUTTONS = 6


def key(moment: Moment, person: Person) -> BundleKey:
    """The key of a person's bundle of the day."""
    return BundleKey(person.id, moment.today)


def card(moment: Moment, person: Person, due: list[Told], missed: Sequence[Written]) -> Card:
    """What fell due for a person, and for an inspector whom earlier messages did not reach."""
    found = [each.due for each in due]
    # Notices come first and have room of their own: a long list of reports must not push them out.
    first = [*missed, *ticking.lines(moment, person, found)]
    told, hidden = _told(moment, person, due, max(FEWEST_LINES, MOST_LINES - len(first)))
    lines = [*first, *told, *_counted(moment, hidden)]
    matters = (*(each.matter for each in found), *(name for _, about in missed if about for name in about.matters))
    title = zh.title(days.day(moment.today), count_of(matters))
    named = Named(moment.today, matters, tuple(about for _, about in lines))
    buttons = _buttons(moment, person, found, hides=bool(hidden))
    return Card(title, tuple(text for text, _ in lines), buttons, named=named)


def _told(moment: Moment, person: Person, due: list[Told], most: int) -> tuple[list[Written], list[Due]]:
    """Reports and nodes as far as they fit, and those that do not."""
    told = [
        *_section(moment, due, zh.OVERDUE_HEAD, Rule.REPORT, late=True),
        *_section(moment, due, zh.DUE_HEAD, Rule.REPORT, late=False),
        *_section(moment, due, zh.NODE_HEAD, Rule.MILESTONE, late=None),
    ]
    lines: list[Written] = [
        (each, About()) if isinstance(each, str) else (line(moment, person, each), About((each.due.matter,)))
        for each in told[:most]
    ]
    # A heading whose lines do not fit goes with them.
    while lines and lines[-1][1] == About():
        lines.pop()
    return lines, [each.due for each in told[most:] if not isinstance(each, str)]


def _counted(moment: Moment, hidden: Sequence[Due]) -> list[Written]:
    """What does not fit, only counted: of each unit, the one with most first, and of the others together."""
    of_unit: dict[str, list[Matter]] = {}
    for each in hidden:
        of_unit.setdefault(each.unit, []).append(each.matter)
    if len(of_unit) <= 1:
        return [_count(Rest.ITEMS, matters) for matters in of_unit.values()]
    ranked = sorted(of_unit.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    name = moment.reference.unit_name
    counted = [_count(Rest.OF_UNIT, some, name(unit)) for unit, some in ranked[:MOST_UNITS]]
    rest = [matter for _, some in ranked[MOST_UNITS:] for matter in some]
    return [*counted, _count(Rest.ELSEWHERE, rest)] if rest else counted


def _count(rest: Rest, matters: Sequence[Matter], unit: str = "") -> Written:
    return zh.rest(rest, len(matters), unit), About(tuple(matters), rest, unit)


def _buttons(moment: Moment, person: Person, due: list[Due], *, hides: bool) -> tuple[tuple[Button, ...], ...]:
    buttons: list[Button] = []
    if person.role is Role.REPORTER:
        owed = {each.stored.id: each.stored.item for each in due if each.occurrence.rule is Rule.REPORT}
        buttons = [
            Button(f"{report_words.REPORT} {moment.code(item)}", "report.open", {"item": id_})
            for id_, item in owed.items()
        ][:MOST_BUTTONS]
    buttons += ticking.buttons(due)
    bundle = key(moment, person).text()
    if hides:
        buttons.append(Button(zh.ALL, "supervise.bundle", {"key": bundle, "page": 0}))
    receipt = [Button(zh.ACKNOWLEDGE, "supervise.ack", {"key": bundle})]
    if holds.may_hold(person):
        receipt.append(Button(zh.SNOOZE, "supervise.snooze", {"key": bundle}))
    return (*rows(buttons), tuple(receipt))


def _section(moment: Moment, due: list[Told], head: str, rule: Rule, *, late: bool | None) -> list[str | Told]:
    """A heading and what stands under it."""
    mine = [
        each
        for each in due
        if each.due.occurrence.rule is rule and late in (None, each.due.occurrence.due < moment.today)
    ]
    if not mine:
        return []
    mine.sort(key=lambda each: (each.due.occurrence.due, each.due.stored.item.code))
    return [head, *mine]


def line(moment: Moment, person: Person, told: Told) -> str:
    """A report or a node that is due, in one line."""
    item, occurrence = told.due.stored.item, told.due.occurrence
    due, code = days.due(occurrence.due, confirmed=occurrence.confirmed), moment.code(item)
    left = moment.reference.calendar.between(moment.today, occurrence.due)
    unit = "" if person.unit == item.unit else moment.reference.unit_name(item.unit)
    if occurrence.rule is Rule.REPORT:
        late = zh.report_late(code, item.name, due, -left, unit)
        said = late if left < 0 else zh.report_ahead(code, item.name, due, left)
    else:
        node = _node(item, occurrence)
        late = zh.node_late(code, node, due, -left, unit)
        said = late if left < 0 else zh.node_ahead(code, node, due, left)
    return zh.told_as(said, told.instead_of.name if told.instead_of else "", over_budget=told.over_budget)


def _node(item: Item, occurrence: Occurrence) -> str:
    return figures.node(item, occurrence.milestone) if occurrence.milestone is not None else item.name
