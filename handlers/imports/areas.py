"""A table of areas into the store: previewed, all or nothing, nothing removed that the file does not name."""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.readings import AsAreas
from documents.workbook import AreasRead
from domain.areas import AreaChanges, compare
from domain.errors import DomainError
from domain.items import ItemId
from domain.people import PersonId
from domain.record import Imported
from handlers.areas import words as zh
from handlers.imports import words as import_words
from handlers.kernel.papers import Paper
from handlers.kernel.turn import Moment
from storage import areas, record
from storage.areas import Origin


@dataclass(frozen=True, slots=True)
class AreaPlan:
    """What an import of areas would do to what is stored."""

    read: AreasRead
    changes: AreaChanges
    paper: Paper
    # Whose items hang on the areas.
    year: int

    @property
    def is_clean(self) -> bool:
        """Whether it may be stored."""
        return not self.read.faults

    @property
    def hung(self) -> int:
        """How many times an item is hung on an area."""
        return sum(len(each.hung) for each in self.changes.hangings)

    @property
    def taken(self) -> int:
        """How many times an item is taken off an area."""
        return sum(len(each.taken) for each in self.changes.hangings)


def plan(moment: Moment, paper: Paper, year: int | None = None) -> AreaPlan:
    """Reads a table of areas and compares it with the stored tree and a year's items (None: the running one's)."""
    shown = moment.reference.of_year(moment.reference.running if year is None else year)
    read = moment.papers.read(paper, AsAreas(tuple(shown.areas.areas), frozenset(shown.by_code)))
    return AreaPlan(read, compare(shown.areas, read.areas, read.hung), paper, shown.year)


def apply(moment: Moment, plan: AreaPlan, person: PersonId | None) -> None:
    """Stores a clean plan."""
    if not plan.is_clean:
        raise DomainError("import_faults", import_words.FAULTS_TITLE)
    origin = Origin(person, plan.paper.name, moment.now)
    areas.add(moment.store, plan.changes.new, origin)
    areas.change(moment.store, plan.changes.changed, origin)
    for each in plan.changes.hangings:
        areas.take(moment.store, each.area.code, _ids(moment, plan.year, each.taken), origin)
        areas.hang(moment.store, each.area.code, _ids(moment, plan.year, each.hung), origin)
    if not plan.changes.is_empty:
        changed = len(plan.changes.changed) + plan.hung + plan.taken
        fact = Imported("areas", plan.paper.name, len(plan.changes.new), changed, plan.paper.sha256)
        record.append(moment.store, fact, moment.now)


def preview(plan: AreaPlan) -> list[str]:
    """What the plan would do, line by line: counts first, then each change."""
    changes = plan.changes
    return [
        zh.preview(len(changes.new), len(changes.changed), changes.same, len(changes.absent)),
        *(import_words.change(each.new.code, each.new.name, each.fields) for each in changes.changed),
        *(zh.hanging(each.area.name, each.hung, each.taken) for each in changes.hangings),
    ]


def _ids(moment: Moment, year: int, codes: Sequence[str]) -> list[ItemId]:
    known = moment.reference.of_year(year).by_code
    return [known[code].id for code in codes]
