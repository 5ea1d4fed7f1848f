"""A workbook of agreements against what is stored: matched by promise, asked where in doubt, all or nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from documents.readings import AsAgreements
from documents.workbook import AgreementsRead, Choices
from domain.agreements import Answer, Changes, Known, compare
from domain.amendments import changes, put_back
from domain.errors import DomainError
from domain.items import Cadence, Item, ItemId, Stage
from domain.people import PersonId
from domain.record import Imported
from handlers.changes.items import after_import
from handlers.imports import words as zh
from handlers.kernel.papers import Paper
from handlers.kernel.turn import Moment
from handlers.lights import judging
from storage import imports, items, record, reports, units
from storage.imports import Import, KeptLayout
from storage.items import StoredItem

MOST_CODES = 8


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person says about a file: its year, what rows that call an item otherwise mean, and how its tables are read.

    `choices` None: as tables of that shape were read before.
    """

    year: int | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    choices: Choices | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import of agreements would do to what is stored. `is_known`: tables of this shape were confirmed before."""

    read: AgreementsRead
    changes: Changes
    paper: Paper
    choices: Choices
    is_known: bool

    @property
    def is_clean(self) -> bool:
        """Whether it may be stored once no doubt is left."""
        return not self.read.faults

    @property
    def is_empty(self) -> bool:
        """Whether everything is stored already."""
        return not (self.changes.new or self.changes.changed or self.changes.doubts)

    @property
    def must_be_looked_at(self) -> bool:
        """Whether somebody must see first how the columns are read."""
        return not (self.is_known or self.read.is_plain)


NO_WISH = Wish()
NO_CHOICES = Choices()


def plan(moment: Moment, paper: Paper, wish: Wish = NO_WISH) -> Plan:
    """Reads a workbook or CSV and compares it with the stored agreements of its year; stores nothing."""
    read, choices, is_known = _read(moment, paper, wish)
    stored = items.of_year(moment.store, read.year) if read.year is not None else ()
    unstated = read.unstated()
    wanted = [_from_first_day(moment, each.item, unstated) for each in read.items]
    known = _known(moment, read.year, stored, wish.answers) if read.year is not None else Known()
    compared = compare([each.item for each in stored], wanted, unstated, read.coded(), known)
    return Plan(read, compared, paper, choices, is_known)


def apply(moment: Moment, plan: Plan, person: PersonId | None) -> tuple[int, int, int]:
    """Stores a clean plan: new items are added, changed ones changed on the record, nothing is deleted.

    Gives how many were added and changed, and the number by which it can be undone (0: nothing was done).
    """
    if not plan.is_clean:
        raise DomainError("import_faults", zh.FAULTS_TITLE)
    if plan.changes.doubts:
        raise DomainError("import_doubts", zh.DOUBTS_LEFT)
    if plan.is_empty:
        return 0, 0, 0
    year = plan.read.year or moment.today.year
    added = items.add(moment.store, plan.changes.new, moment.district.name, moment.today, moment.now)
    stored = {each.item.code: each for each in items.of_year(moment.store, year)}
    for change in plan.changes.changed:
        items.change(moment.store, stored[change.code].id, change.new, change.fields, person, moment.now)
    before = [stored[change.code] for change in plan.changes.changed]
    _followed(moment, before, added, year, plan.paper.name, person)
    made = {stored[change.code].id: change.fields for change in plan.changes.changed}
    number = imports.add(moment.store, year, plan.paper.name, added, made, person, moment.now)
    _keep(moment, plan, person)
    return *on_record(moment, "agreements", plan.paper, len(added), len(made)), number


def undo(moment: Moment, number: int, person: PersonId | None) -> Import:
    """Takes an import back as a whole: what it changed is as before, what it brought is ended as if it had never been there.

    Raises DomainError where there is no such import, where it is undone already, and where something later rests on it.
    """
    made = imports.by_id(moment.store, number)
    if made is None:
        raise DomainError("no_import", zh.no_import(number))
    if made.undone_at is not None:
        raise DomainError("import_undone", zh.undone_before(number))
    stored = items.by_ids(moment.store, made.items)
    if resting := imports.resting_on(moment.store, made):
        codes = sorted(stored[id_].item.code for id_ in resting)
        raise DomainError("import_rests", zh.rests(codes[:MOST_CODES], len(codes)))
    for id_, changes_made in made.changed.items():
        _change(moment, stored[id_], put_back(stored[id_].item, changes_made), person)
    for id_ in made.added:
        _change(moment, stored[id_], replace(stored[id_].item, stage=Stage.CLOSED), person)
    before = [stored[id_] for id_ in made.changed]
    _followed(moment, before, made.added, made.year, made.source, person)
    imports.undone(moment.store, number, moment.now)
    told = Imported("undo", made.source, len(made.added), len(made.changed), "")
    record.append(moment.store, told, moment.now)
    return made


def _read(moment: Moment, paper: Paper, wish: Wish) -> tuple[AgreementsRead, Choices, bool]:
    """The file as it is wished, else as its shape was read before; whether it was."""
    boards = tuple((board.name, board.prefix) for board in moment.rules.boards)
    first_way = AsAgreements(tuple(units.every(moment.store)), boards, wish.year)
    first = moment.papers.read(paper, first_way)
    kept = imports.layout(moment.store, first.shape) if first.tables else None
    choices = wish.choices
    if choices is None:
        cadence = Cadence(kept.cadence) if kept is not None and kept.cadence else None
        choices = Choices(kept.board, cadence, kept.headings) if kept is not None else NO_CHOICES
    if choices == NO_CHOICES:
        return first, choices, kept is not None
    read = moment.papers.read(paper, replace(first_way, choices=choices))
    return replace(read, told_as=first.shape), choices, kept is not None and wish.choices is None


def _known(moment: Moment, year: int, stored: Sequence[StoredItem], answers: Mapping[str, Answer]) -> Known:
    """What is known of a year's items beside themselves."""
    gone = imports.withdrawn(moment.store, year)
    withdrawn = {each.item.code for each in stored if each.id in gone and each.item.stage is Stage.CLOSED}
    return Known(reports.reported(moment.store, year), withdrawn, answers)


def _followed(
    moment: Moment,
    before: Sequence[StoredItem],
    added: Sequence[ItemId],
    year: int,
    source: str,
    person: PersonId | None,
) -> None:
    """What follows from changed and new items: those that moved are told of, all that are open are judged."""
    after_import(moment, before, source, person)
    touched = {*added, *(each.id for each in before)}
    fresh = [each for each in items.of_year(moment.store, year) if each.id in touched]
    judging.refresh(moment, [each for each in fresh if each.item.stage is Stage.OPEN])


def _change(moment: Moment, stored: StoredItem, new: Item, person: PersonId | None) -> None:
    if made := changes(stored.item, new):
        items.change(moment.store, stored.id, new, made, person, moment.now)


def _keep(moment: Moment, plan: Plan, person: PersonId | None) -> None:
    """Notes how tables of this shape are read from now on."""
    choices = plan.choices
    kept = KeptLayout(choices.headings, choices.board, choices.cadence.value if choices.cadence else None)
    imports.keep_layout(moment.store, plan.read.shape, kept, person, moment.now)


def on_record(moment: Moment, what: str, paper: Paper, added: int, changed: int) -> tuple[int, int]:
    """Puts an import that did something on record; gives the counts back."""
    if added or changed:
        record.append(moment.store, Imported(what, paper.name, added, changed, paper.sha256), moment.now)
    return added, changed


def _from_first_day(moment: Moment, item: Item, unstated: Mapping[str, Collection[str]]) -> Item:
    """An item without a start of its own begins with its year."""
    if "start" not in unstated.get(item.code, ()):
        return item
    return replace(item, start=moment.rules.year.begins(item.year))
