"""Importing in chat: agreements, units, areas and the calendar. All or nothing, previewed, and never a silent change."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from documents.calendar_in import CalendarRead
from documents.readings import AsCalendar, AsUnits
from documents.workbook import UnitsRead
from domain.calendar import ordinary_days, years_announced
from domain.errors import DomainError
from domain.people import PersonId, Role
from domain.secrecy import PERSONAL
from handlers.areas import words as area_words
from handlers.imports import areas as imports
from handlers.imports import words as zh
from handlers.imports.agreements import apply, on_record, plan
from handlers.imports.agreements import undo as take_back
from handlers.imports.cards import MOST_LINES, Said, columns_card, field_card, looked_at, next_card
from handlers.imports.faults import faults_card
from handlers.items import sections
from handlers.kernel import files
from handlers.kernel.messages import Button, Card, say
from handlers.kernel.papers import Paper
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from storage import calendar, evidence, units
from storage.items import StoredItem

# What an item's card shows of the district's own columns: so many, and so long; the export has them all.
MOST_OWN, LONGEST_OWN, LAST_ON_CARD = 6, 120, 60
# As storage.tables.unit_names holds it.
LONGEST_REASON = 200


def renames(moment: Moment, read: UnitsRead) -> list[tuple[str, str]]:
    """The names, now and from then on, of units that the file calls otherwise."""
    known = moment.reference.units
    return [
        (known[each.code].name, each.name)
        for each in read.units
        if each.code in known and known[each.code].name != each.name
    ]


def apply_units(moment: Moment, read: UnitsRead, paper: Paper, person: PersonId | None = None) -> tuple[int, int]:
    """Stores units; returns how many are new and how many changed. What a renamed one was called goes on finding it."""
    if read.faults:
        raise DomainError("import_faults", zh.FAULTS_TITLE)
    done = units.put(moment.store, read.units, moment.now, person, paper.name[:LONGEST_REASON])
    return on_record(moment, "units", paper, *done)


def apply_calendar(moment: Moment, read: CalendarRead, paper: Paper) -> int:
    """Stores or amends days of the working calendar, then judges nothing: the next tick does.

    A whole year's notice confirms the days it does not name too. Returns how many of the named days changed.
    """
    if read.faults:
        raise DomainError("import_faults", zh.FAULTS_TITLE)
    changed = calendar.put(moment.store, read.days, moment.now)
    known = calendar.load(moment.store)
    for year in years_announced(read.days):
        calendar.put(moment.store, ordinary_days(year, read.days, known, read.days[0].source), moment.now)
    on_record(moment, "calendar", paper, 0, changed)
    return changed


@registry.file(frozenset({Role.ADMIN}), after_caption=False)
def receive(turn: Turn) -> Answer:
    """A file from the admin: which kind it is shows in its content; a preview comes first, a tap stores."""
    paper = files.paper(turn)
    args = {"sha256": paper.sha256, "name": paper.name}
    tree = imports.plan(turn, paper)
    if tree.read.is_table:
        return [_tree_preview(tree, args)]
    planned = plan(turn, paper)
    if planned.read.tables:
        return [next_card(turn, planned, Said(paper.sha256, paper.name))]
    found = _units(turn, paper)
    if found.is_table:
        lines = [zh.units_preview(len(found.units)), *_unit_changes(turn, found)]
        return [faults_card(found.faults, paper) if found.faults else _simple_preview(lines, "import.units", args)]
    days = turn.papers.read(paper, AsCalendar())
    if days.is_table:
        lines = [zh.calendar_preview(len(days.days), sum(day.is_workday for day in days.days))]
        return [faults_card(days.faults, paper) if days.faults else _simple_preview(lines, "import.calendar", args)]
    return [faults_card(planned.read.faults, paper)]


def _unit_changes(turn: Turn, read: UnitsRead) -> list[str]:
    """What the list changes in what is stored, unit by unit."""
    known = turn.reference.units
    new = [unit.name for unit in read.units if unit.code not in known]
    lines = [zh.new_units(new[:MOST_LINES], len(new))] if new else []
    return lines + [zh.rename(*names) for names in renames(turn, read)[:MOST_LINES]]


@registry.action("import.agreements", takes_long=True)
def confirm_agreements(turn: Turn) -> Answer:
    """Stores what the preview showed, computed again: what was stored in between is respected."""
    said = Said.of(turn)
    planned = plan(turn, _paper(turn), said.wish)
    if planned.is_empty or planned.changes.doubts or not planned.is_clean:
        return [_in_place(next_card(turn, planned, said))]
    new, changed, number = apply(turn, planned, turn.person.id)
    done = say(zh.imported(new, changed), tells=PERSONAL)
    return [replace(done, buttons=((Button(zh.UNDO, "import.undo", {"number": number}),),)).edited()]


@registry.action("import.answer", takes_long=True)
def answer(turn: Turn) -> Answer:
    """One question is answered (a doubt, the board, the cycle, what a column means); the next is asked, or the preview comes."""
    said = Said.of(turn)
    return [_in_place(next_card(turn, plan(turn, _paper(turn), said.wish), said))]


@registry.action("import.columns", takes_long=True)
def columns(turn: Turn) -> Answer:
    """The columns, each with a button to say what it means."""
    said = Said.of(turn)
    return [columns_card(plan(turn, _paper(turn), said.wish), said).edited()]


@registry.action("import.column")
def column(turn: Turn) -> Answer:
    """What one column may mean."""
    looked_at(turn)
    return [field_card(Said.of(turn), turn.text("heading")).edited()]


@registry.action("import.undo", takes_long=True)
def undo(turn: Turn) -> Answer:
    """Takes an import back as a whole."""
    looked_at(turn)
    made = take_back(turn, turn.number("number"), turn.person.id)
    return [say(zh.undone(len(made.added), len(made.changed)), tells=PERSONAL).edited()]


@registry.action("import.units", takes_long=True)
def confirm_units(turn: Turn) -> Answer:
    """Stores the units of the file."""
    paper = _paper(turn)
    added, changed = apply_units(turn, _units(turn, paper), paper, turn.person.id)
    return [say(zh.units(added, changed), tells=PERSONAL).edited()]


@registry.action("import.areas", takes_long=True)
def confirm_areas(turn: Turn) -> Answer:
    """Stores the areas of the file, compared again: what was stored in between is respected."""
    tree = imports.plan(turn, _paper(turn))
    if tree.is_clean and tree.changes.is_empty:
        return [say(zh.DONE_BEFORE, tells=PERSONAL).edited()]
    imports.apply(turn, tree, turn.person.id)
    done = area_words.imported(len(tree.changes.new), len(tree.changes.changed), tree.hung, tree.taken)
    return [say(done, tells=PERSONAL).edited()]


@registry.action("import.calendar", takes_long=True)
def confirm_calendar(turn: Turn) -> Answer:
    """Stores the days of the file."""
    paper = _paper(turn)
    read = turn.papers.read(paper, AsCalendar())
    changed = apply_calendar(turn, read, paper)
    return [say(zh.calendar(changed), *map(zh.calendar_whole, years_announced(read.days)), tells=PERSONAL).edited()]


@registry.action("import.drop")
def drop(turn: Turn) -> Answer:
    """Stores nothing."""
    return [say(zh.CANCELLED, tells=PERSONAL).edited()]


@sections.on_card(LAST_ON_CARD)
def own_columns(_: Turn, stored: StoredItem) -> Sequence[str]:
    """What columns of the district's own say of the item, as far as it is short."""
    return [zh.own(each.heading, each.text) for each in stored.item.own[:MOST_OWN] if len(each.text) <= LONGEST_OWN]


def _in_place(card: Card) -> Card:
    """The card in place of the one that was tapped; one that brings a file is a message of its own."""
    return card if card.drawing is not None else card.edited()


def _units(turn: Turn, paper: Paper) -> UnitsRead:
    return turn.papers.read(paper, AsUnits(tuple(turn.reference.units.values())))


def _paper(turn: Turn) -> Paper:
    """The file that a button is about."""
    looked_at(turn)
    blob = evidence.blob(turn.store, turn.text("sha256"))
    if blob is None:
        raise DomainError("import_gone", zh.GONE)
    return Paper(turn.text("name"), blob.sha256, partial(blob.read, turn.store.files))


def _buttons(action: str, args: dict[str, str]) -> tuple[tuple[Button, ...], ...]:
    return ((Button(zh.CONFIRM, action, args), Button(zh.CANCEL, "import.drop")),)


def _simple_preview(lines: Sequence[str], action: str, args: dict[str, str]) -> Card:
    return Card(title=zh.PREVIEW_TITLE, lines=tuple(lines), buttons=_buttons(action, args), tells=PERSONAL)


def _tree_preview(tree: imports.AreaPlan, args: dict[str, str]) -> Card:
    if not tree.is_clean:
        return faults_card(tree.read.faults, tree.paper)
    if tree.changes.is_empty:
        return say(zh.DONE_BEFORE, tells=PERSONAL)
    lines = imports.preview(tree)
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], area_words.more(len(lines) - MOST_LINES)]
    return Card(title=zh.PREVIEW_TITLE, lines=tuple(lines), buttons=_buttons("import.areas", args), tells=PERSONAL)
