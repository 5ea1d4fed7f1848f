"""Importing in chat: agreements, units, areas and the calendar. All or nothing, previewed, and never a silent change."""

from collections.abc import Mapping, Sequence

from documents.calendar_in import CalendarRead, read_calendar
from documents.workbook import Fault, UnitsRead, read_units
from domain.access import may_administer
from domain.agreements import Answer as Meant
from domain.agreements import Doubt
from domain.calendar import ordinary_days, years_announced
from domain.errors import DomainError
from domain.items import Stage
from domain.people import PersonId, Role
from domain.secrecy import PERSONAL, personal
from handlers.areas import words as area_words
from handlers.imports import areas as imports
from handlers.imports import words as zh
from handlers.imports.agreements import Plan, Source, apply, on_record, plan
from handlers.kernel import files
from handlers.kernel.messages import Button, Card, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import common
from storage import calendar, evidence, units

MOST_LINES = 15
MOST_ABSENT = 8
MOST_DOUBTS = 5
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


def apply_units(moment: Moment, read: UnitsRead, source: Source, person: PersonId | None = None) -> tuple[int, int]:
    """Stores units; returns how many are new and how many changed. What a renamed one was called goes on finding it."""
    if read.faults:
        raise DomainError("import_faults", zh.FAULTS_TITLE)
    done = units.put(moment.store, read.units, moment.now, person, source.name[:LONGEST_REASON])
    return on_record(moment, "units", source, *done)


def apply_calendar(moment: Moment, read: CalendarRead, source: Source) -> int:
    """Stores or amends days of the working calendar, then judges nothing: the next tick does.

    A whole year's notice confirms the days it does not name too. Returns how many of the named days changed.
    """
    if read.faults:
        raise DomainError("import_faults", zh.FAULTS_TITLE)
    changed = calendar.put(moment.store, read.days, moment.now)
    known = calendar.load(moment.store)
    for year in years_announced(read.days):
        calendar.put(moment.store, ordinary_days(year, read.days, known, read.days[0].source), moment.now)
    on_record(moment, "calendar", source, 0, changed)
    return changed


@registry.file(frozenset({Role.ADMIN}), after_caption=False)
def receive(turn: Turn) -> Answer:
    """A file from the admin: which kind it is shows in its content; a preview comes first, a tap stores."""
    file, shelved = files.taken(turn)
    args = {"sha256": shelved.sha256, "name": file.name}
    tree = imports.plan(turn, shelved.content, file.name)
    if tree.read.is_table:
        return [_tree_preview(tree, args)]
    found = read_units(shelved.content, file.name)
    if found.units and not found.faults:
        lines = [
            zh.units_preview(len(found.units)),
            *(zh.rename(*names) for names in renames(turn, found)[:MOST_LINES]),
        ]
        return [_simple_preview(lines, "import.units", args)]
    days = read_calendar(shelved.content, file.name)
    if days.days and not days.faults:
        return [_simple_preview([zh.calendar_preview(len(days.days))], "import.calendar", args)]
    planned = plan(turn, shelved.content, file.name, None)
    if not planned.is_clean:
        return [_faults(planned.read.faults)]
    if planned.is_empty:
        return [say(zh.DONE_BEFORE, tells=PERSONAL)]
    return [_doubts(turn, planned, args) if planned.changes.doubts else _preview(planned, args, turn.today.year)]


@registry.action("import.agreements", takes_long=True)
def confirm_agreements(turn: Turn) -> Answer:
    """Stores what the preview showed, computed again: what was stored in between is respected."""
    content, name = _content(turn)
    planned = plan(turn, content, name, None, _answers(turn))
    if planned.is_empty:
        return [say(zh.DONE_BEFORE, tells=PERSONAL).edited()]
    if planned.changes.doubts:
        return [_doubts(turn, planned, _args(turn)).edited()]
    new, changed = apply(turn, planned, turn.person.id)
    return [say(zh.imported(new, changed), tells=PERSONAL).edited()]


@registry.action("import.answer", takes_long=True)
def answer(turn: Turn) -> Answer:
    """One doubt is settled, or all of them alike; the next is asked, or the preview comes."""
    content, name = _content(turn)
    planned = plan(turn, content, name, None, _answers(turn))
    if not planned.is_clean:
        return [_faults(planned.read.faults).edited()]
    if planned.changes.doubts:
        return [_doubts(turn, planned, _args(turn)).edited()]
    if planned.is_empty:
        return [say(zh.DONE_BEFORE, tells=PERSONAL).edited()]
    return [_preview(planned, _args(turn), turn.today.year).edited()]


@registry.action("import.units", takes_long=True)
def confirm_units(turn: Turn) -> Answer:
    """Stores the units of the file."""
    file = _content(turn)
    added, changed = apply_units(turn, read_units(*file), Source.of(*file), turn.person.id)
    return [say(zh.units(added, changed), tells=PERSONAL).edited()]


@registry.action("import.areas", takes_long=True)
def confirm_areas(turn: Turn) -> Answer:
    """Stores the areas of the file, compared again: what was stored in between is respected."""
    content, name = _content(turn)
    tree = imports.plan(turn, content, name)
    if tree.is_clean and tree.changes.is_empty:
        return [say(zh.DONE_BEFORE, tells=PERSONAL).edited()]
    imports.apply(turn, tree, turn.person.id, name)
    done = area_words.imported(len(tree.changes.new), len(tree.changes.changed), tree.hung, tree.taken)
    return [say(done, tells=PERSONAL).edited()]


@registry.action("import.calendar", takes_long=True)
def confirm_calendar(turn: Turn) -> Answer:
    """Stores the days of the file."""
    file = _content(turn)
    read = read_calendar(*file)
    changed = apply_calendar(turn, read, Source.of(*file))
    return [say(zh.calendar(changed), *map(zh.calendar_whole, years_announced(read.days)), tells=PERSONAL).edited()]


@registry.action("import.drop")
def drop(turn: Turn) -> Answer:
    """Stores nothing."""
    return [say(zh.CANCELLED, tells=PERSONAL).edited()]


def _content(turn: Turn) -> tuple[bytes, str]:
    if not may_administer(turn.person):
        raise DomainError("not_allowed", common.NOT_ALLOWED)
    blob = evidence.blob(turn.store, turn.text("sha256"))
    if blob is None:
        raise DomainError("import_gone", zh.GONE)
    return blob.read(turn.store.files), turn.text("name")


def _buttons(action: str, args: dict[str, str]) -> tuple[tuple[Button, ...], ...]:
    return ((Button(zh.CONFIRM, action, args), Button(zh.CANCEL, "import.drop")),)


def _simple_preview(lines: Sequence[str], action: str, args: dict[str, str]) -> Card:
    return Card(title=zh.PREVIEW_TITLE, lines=tuple(lines), buttons=_buttons(action, args), tells=PERSONAL)


def _tree_preview(tree: imports.AreaPlan, args: dict[str, str]) -> Card:
    if not tree.is_clean:
        return _faults(tree.read.faults)
    if tree.changes.is_empty:
        return say(zh.DONE_BEFORE, tells=PERSONAL)
    lines = imports.preview(tree)
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], area_words.more(len(lines) - MOST_LINES)]
    return Card(title=zh.PREVIEW_TITLE, lines=tuple(lines), buttons=_buttons("import.areas", args), tells=PERSONAL)


def _preview(planned: Plan, args: dict[str, str], this_year: int) -> Card:
    changes = planned.changes
    years = sorted({each.item.year for each in planned.read.items})
    units = len({each.item.unit for each in planned.read.items})
    lines = [zh.of_years(years, units, len(planned.read.items), past=bool(years) and years[-1] < this_year)]
    lines += [zh.counts(len(changes.new), len(changes.changed), changes.same, len(changes.absent))]
    lines += (
        [zh.absent([item.code for item in changes.absent[:MOST_ABSENT]], len(changes.absent))] if changes.absent else []
    )
    lines += [zh.change(each.code, each.name, each.fields) for each in changes.changed[:MOST_LINES]]
    if changes.renumbered:
        lines.append(zh.renumbered(len(changes.renumbered), changes.renumbered[0]))
    drafts = sum(item.stage is Stage.DRAFT for item in changes.new)
    guessed = sum(bool(each.guessed) for each in planned.read.items)
    if drafts:
        lines.append(zh.drafts(drafts))
    if guessed:
        lines.append(zh.guesses(guessed))
    lines += [
        zh.fault(notice.sheet, notice.cell, notice.value, notice.reason) for notice in planned.read.notices[:MOST_LINES]
    ]
    tells = personal(*(each.item for each in planned.read.items))
    return Card(title=zh.PREVIEW_TITLE, lines=tuple(lines), buttons=_buttons("import.agreements", args), tells=tells)


def _args(turn: Turn) -> dict[str, str]:
    """What goes on from button to button: the file, and the answers so far."""
    keys = ("sha256", "name", *(each.value for each in Meant))
    return {key: value for key in keys if (value := turn.text_or_none(key)) is not None}


def _answers(turn: Turn) -> Mapping[str, Meant]:
    """What was answered so far, by code."""
    return {code: each for each in Meant for code in _args(turn).get(each.value, "").split()}


def _doubts(turn: Turn, planned: Plan, args: dict[str, str]) -> Card:
    """Asks about the first doubts, one button each way, and one for all of them."""
    asked = planned.changes.doubts
    shown = asked[:MOST_DOUBTS]
    lines = [zh.doubt(turn.code(each.old), each.old, each.new, turn.reference.unit_name) for each in shown]
    if len(asked) > len(shown):
        lines.append(zh.more_doubts(len(asked) - len(shown)))
    rows = [tuple(_answering(each, args, meant) for meant in Meant) for each in shown]
    if len(asked) > 1:
        rows.append(tuple(_answering_all(asked, args, meant) for meant in Meant))
    buttons = (*rows, (Button(zh.CANCEL, "import.drop"),))
    tells = personal(*(item for each in shown for item in (each.old, each.new)))
    return Card(title=zh.doubts_title(len(asked)), lines=tuple(lines), buttons=buttons, tells=tells)


def _answering(doubt: Doubt, args: dict[str, str], meant: Meant) -> Button:
    return Button(zh.meant(meant, doubt.old.code), "import.answer", _with(args, meant, [doubt.old.code]))


def _answering_all(doubts: Sequence[Doubt], args: dict[str, str], meant: Meant) -> Button:
    return Button(zh.all_meant(meant), "import.answer", _with(args, meant, [each.old.code for each in doubts]))


def _with(args: dict[str, str], meant: Meant, codes: Sequence[str]) -> dict[str, str]:
    return args | {meant.value: " ".join([args.get(meant.value, ""), *codes]).strip()}


def _faults(faults: Sequence[Fault]) -> Card:
    lines = [zh.fault(fault.sheet, fault.cell, fault.value, fault.reason) for fault in faults[:MOST_LINES]]
    if len(faults) > MOST_LINES:
        lines.append(zh.more(len(faults) - MOST_LINES))
    return Card(title=zh.FAULTS_TITLE, lines=tuple(lines), tells=PERSONAL)
