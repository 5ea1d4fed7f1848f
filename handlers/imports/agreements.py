"""A workbook of agreements against what is stored: matched by promise, asked where in doubt, all or nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from documents.workbook import AgreementsRead, read_agreements
from domain.agreements import Answer, Changes, Known, compare
from domain.errors import DomainError
from domain.items import Item, Stage
from domain.people import PersonId
from domain.record import Imported
from handlers.changes.items import after_import
from handlers.imports import words as zh
from handlers.kernel.turn import Moment
from handlers.lights import judging
from storage import items, record, reports, units


@dataclass(frozen=True, slots=True)
class Source:
    """The file that is imported: its name, and the SHA-256 of its bytes."""

    name: str
    sha256: str

    @classmethod
    def of(cls, content: bytes, name: str) -> "Source":
        """The source of these bytes."""
        return cls(name, sha256(content).hexdigest())


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import of agreements would do to what is stored."""

    read: AgreementsRead
    changes: Changes
    source: Source

    @property
    def is_clean(self) -> bool:
        """Whether it may be stored once no doubt is left."""
        return not self.read.faults

    @property
    def is_empty(self) -> bool:
        """Whether everything is stored already."""
        return not (self.changes.new or self.changes.changed or self.changes.doubts)


def plan(
    moment: Moment, content: bytes, name: str, year: int | None, answers: Mapping[str, Answer] | None = None
) -> Plan:
    """Reads a workbook or CSV and compares it with the stored agreements of its year; stores nothing.

    `answers` say by item code what a row that calls the item otherwise means.
    """
    boards = {board.name: board.prefix for board in moment.rules.boards}
    read = read_agreements(content, name, units.every(moment.store), boards, year)
    stored = items.of_year(moment.store, read.year) if read.year is not None else ()
    unstated = read.unstated()
    wanted = [_from_first_day(moment, each.item, unstated) for each in read.items]
    reported = reports.reported(moment.store, read.year) if read.year is not None else frozenset()
    known = Known(reported, answers=answers or {})
    changes = compare([each.item for each in stored], wanted, unstated, read.coded(), known)
    return Plan(read, changes, Source.of(content, name))


def apply(moment: Moment, plan: Plan, person: PersonId | None) -> tuple[int, int]:
    """Stores a clean plan: new items are added, changed ones changed on the record, nothing is deleted."""
    if not plan.is_clean:
        raise DomainError("import_faults", zh.FAULTS_TITLE)
    if plan.changes.doubts:
        raise DomainError("import_doubts", zh.DOUBTS_LEFT)
    year = plan.read.year or moment.today.year
    items.add(moment.store, plan.changes.new, moment.district.name, moment.today, moment.now)
    stored = {each.item.code: each for each in items.of_year(moment.store, year)}
    for change in plan.changes.changed:
        items.change(moment.store, stored[change.code].id, change.new, change.fields, person, moment.now)
    after_import(moment, [stored[change.code] for change in plan.changes.changed], plan.source.name, person)
    touched = {change.code for change in plan.changes.changed} | {item.code for item in plan.changes.new}
    fresh = [each for each in items.of_year(moment.store, year) if each.item.code in touched]
    judging.refresh(moment, [each for each in fresh if each.item.stage is Stage.OPEN])
    return on_record(moment, "agreements", plan.source, len(plan.changes.new), len(plan.changes.changed))


def on_record(moment: Moment, what: str, source: Source, added: int, changed: int) -> tuple[int, int]:
    """Puts an import that did something on record; gives the counts back."""
    if added or changed:
        record.append(moment.store, Imported(what, source.name, added, changed, source.sha256), moment.now)
    return added, changed


def _from_first_day(moment: Moment, item: Item, unstated: Mapping[str, Collection[str]]) -> Item:
    """An item without a start of its own begins with its year."""
    if "start" not in unstated.get(item.code, ()):
        return item
    return replace(item, start=moment.rules.year.begins(item.year))
