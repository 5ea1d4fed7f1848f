"""What a workbook comes to: items and units, and everything that is wrong with it, named by cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from domain.areas import Area
from domain.items import Cadence, Item
from domain.units import Unit


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing a person must mend (a fault) or should know (a notice).

    `row` is the sheet's own row number and `cell` its address (E12); both are 0 and empty for the file or sheet as a whole.
    `column` is the heading as people know it, `value` what stands there, `reason` one Chinese sentence.
    """

    sheet: str
    row: int
    cell: str
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """An item with the place it was read from.

    `guessed` names the fields the file says nothing about and that were filled by rule (direction, basis, start);
    `unstated` those without a column, left at their default. `coded`: the file itself states the code.
    """

    item: Item
    sheet: str
    row: int
    guessed: tuple[str, ...]
    unstated: tuple[str, ...] = ()
    coded: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person said about a file: the board of tables that name none, the cycle where none is written, and what headings
    mean (the field's key by heading, empty for a column of the district's own).
    """

    board: str | None = None
    cadence: Cadence | None = None
    headings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column of a table: its letter, its heading, and the key of the field it was read as (`plan` for a column of a period,
    `own` for one that no field means).
    """

    letter: str
    heading: str
    field: str


@dataclass(frozen=True, slots=True)
class ReadTable:
    """How a table was read: its columns, and the keys of fields that have none and were filled by default."""

    sheet: str
    row: int
    columns: tuple[ReadColumn, ...]
    assumed: tuple[str, ...]
    items: int


@dataclass(frozen=True, slots=True)
class AgreementsRead:
    """A workbook of agreements as read. With any fault nothing may be stored; notices do not stop an import."""

    year: int | None
    items: tuple[ImportedItem, ...]
    faults: tuple[Fault, ...]
    notices: tuple[Fault, ...]
    tables: tuple[ReadTable, ...] = ()
    # Sheets with tables that no board owns: a person may say which.
    homeless: tuple[str, ...] = ()
    # The shape before anybody said what headings mean; empty where nobody did.
    told_as: str = ""

    @property
    def shape(self) -> str:
        """A hash of the headings of all tables: files of one shape are read alike."""
        if self.told_as:
            return self.told_as
        headings = sorted({"|".join(column.heading for column in table.columns) for table in self.tables})
        return sha256("\n".join(headings).encode()).hexdigest()

    @property
    def is_plain(self) -> bool:
        """Whether every column is a field, and nothing is filled by default: then nobody needs to look at how it is read."""
        return not any(
            table.assumed or any(column.field in ("own", "plan") for column in table.columns) for table in self.tables
        )

    def unstated(self) -> dict[str, frozenset[str]]:
        """Per item code the fields this file does not decide, so that a stored item keeps its own."""
        return {each.item.code: frozenset(each.guessed + each.unstated) for each in self.items}

    def coded(self) -> frozenset[str]:
        """The item codes that the file itself states."""
        return frozenset(each.item.code for each in self.items if each.coded)


@dataclass(frozen=True, slots=True)
class UnitsRead:
    """A list of units as read. `posts` gives the contact's post (联系人岗位) by unit code where the file has one."""

    units: tuple[Unit, ...]
    faults: tuple[Fault, ...]
    notices: tuple[Fault, ...] = ()
    posts: Mapping[str, str] = field(default_factory=dict)
    # The file has the headings of such a list, so its faults are worth telling.
    is_table: bool = False


@dataclass(frozen=True, slots=True)
class AreasRead:
    """A table of areas as read. `hung` names the codes of all items on an area, for each area whose sheet has such a column.

    `is_table`: the file has the headings of such a table, so its faults are worth telling.
    """

    areas: tuple[Area, ...]
    hung: Mapping[str, frozenset[str]]
    faults: tuple[Fault, ...]
    notices: tuple[Fault, ...] = ()
    is_table: bool = False


class Unreadable(ValueError):
    """A cell that says nothing we can use; `reason` is the sentence for the person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
