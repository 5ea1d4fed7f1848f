"""What lines are made of, as values."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.reports import ValueKind
from domain.understanding import Intent


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a line: how they are called in a list of faults, and what they make of the line.

    `day`: the day that they name; `partial`: a period that tells what it added; `kind`, `value`: what they make of the figure,
    where they change it; `whole`: with these words nothing is put before the figure.
    """

    name: str
    words: str
    doubtful: bool = False
    day: date | None = None
    partial: bool = False
    kind: ValueKind | None = None
    value: Decimal | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Meant:
    """What a line tells of one item; a question or an obstacle names the item alone."""

    item: str
    value: Decimal | None = None
    kind: ValueKind | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its sender and day; `doubtful`: it must be asked about, whatever is read."""

    unit: str
    today: date
    text: str
    intent: Intent
    meant: tuple[Meant, ...]
    doubtful: bool
    made_of: tuple[str, ...]
