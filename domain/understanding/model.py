"""The values of understanding."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from domain.progress import plain
from domain.reports import ValueKind
from domain.understanding.dates import TimeWord
from domain.understanding.figures import Figure
from domain.understanding.roles import Clause


class Intent(Enum):
    """What the sender wants."""

    REPORT = "report"
    CORRECTION = "correction"
    BLOCKER = "blocker"
    QUERY = "query"
    EXTENSION = "extension_request"
    ACK = "ack"
    SMALLTALK = "smalltalk"
    HELP = "help"


class AskReason(Enum):
    """Why an entry may not be stored without a question."""

    ITEM_UNCLEAR = "item_unclear"
    NO_VALUE = "no_value"
    STAGE_ONLY = "stage_only"
    TOTAL_FALLS = "total_falls"
    FAR_BEYOND = "far_beyond"
    # What is counted or measured from zero cannot be below it.
    NEGATIVE = "negative"
    UNIT_MISMATCH = "unit_mismatch"
    VAGUE = "vague"
    # A figure of which only a part is understood: 6·500户, 五十千, half a thing.
    FIGURE_UNCLEAR = "figure_unclear"
    CONTRADICTION = "contradiction"
    FUTURE_DATE = "future_date"
    # The words of the day are not understood whole, so the day is not known.
    DAY_UNCLEAR = "day_unclear"
    DATE_BACK = "date_back"
    JUMP = "jump"
    NOT_YOURS = "not_yours"
    # The day lies before the item's own days: it is another year's, or a slip.
    OUT_OF_TERM = "out_of_term"
    # Figures of parts and of their whole contradict each other; not told by the words alone.
    SUM_OF_PARTS = "sum_of_parts"


@dataclass(frozen=True, slots=True)
class Ask:
    """A reason and the figures to name in the question."""

    reason: AskReason
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """Who says it and when. `last_totals`: live totals by item code, `last_days` their days, `most_expected` the largest total
    that the pace so far makes likely; `focus`: the item a dialog is about. `without_corrected`: the totals leave out what a
    correction replaces, so a correction is held against them like any report.
    """

    today: date
    unit: str | None = None
    last_totals: Mapping[str, Decimal] = field(default_factory=dict)
    last_days: Mapping[str, date] = field(default_factory=dict)
    most_expected: Callable[[str], Decimal | None] = lambda _: None
    focus: str | None = None
    without_corrected: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a message. `value` is in the item's measure unit; `candidates` are codes when several fit, or the one that is
    not sure. `unchanged`: the words say 无变化; `because` is the reason told with it. `year`: of whose agreements the codes
    are, None for the running year; `instead`: the same words as read of other years' agreements, where the year must be asked.
    `words`: where the item must be asked for, what is said of it, to be read again once it is known.
    """

    item: str | None
    candidates: tuple[str, ...] = ()
    value: Decimal | None = None
    value_kind: ValueKind | None = None
    measure_unit: str | None = None
    as_of: date | None = None
    status: str | None = None
    confidence: float = 0.0
    ask: Ask | None = None
    reasons: tuple[str, ...] = ()
    unchanged: bool = False
    because: str = ""
    year: int | None = None
    instead: tuple["Entry", ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a message says. `asks`: a report holds a question as well; `beside`: figures that a question, a wish for more time or
    a call for help names, and that are not reported by it.
    """

    intent: Intent
    entries: tuple[Entry, ...] = ()
    must_ask: bool = False
    asks: bool = False
    beside: tuple[Entry, ...] = ()


def as_json(understood: Understanding) -> dict[str, object]:
    """The understanding in the form in which labelled messages are written."""
    return {
        "intent": understood.intent.value,
        "entries": [_entry(entry) for entry in understood.entries],
        "must_ask": understood.must_ask,
    }


def _entry(entry: Entry) -> dict[str, object]:
    value: object = None
    if entry.value is not None:
        short = plain(entry.value)
        value = int(short) if short == short.to_integral_value() else float(short)
    shown: dict[str, object] = {
        "item": entry.item,
        "value": value,
        "value_kind": entry.value_kind.value if entry.value_kind else None,
        "measure_unit": entry.measure_unit,
        "as_of": entry.as_of.isoformat() if entry.as_of else None,
        "status": entry.status,
    }
    if entry.candidates:
        shown["candidates"] = list(entry.candidates)
    return shown


@dataclass(frozen=True, slots=True)
class ItemClauses:
    """The clauses about one item. `head` is a date at the head of the whole message."""

    clauses: tuple[str, ...]
    head: TimeWord | None
    correction: bool
    blocker: bool


@dataclass(frozen=True, slots=True)
class Content:
    """What the clauses come to; `clause` is the one that holds the figure, `figure`."""

    value: Decimal | None = None
    kind: ValueKind | None = None
    as_of: date | None = None
    status: str | None = None
    ask: Ask | None = None
    reasons: tuple[str, ...] = ()
    clause: Clause | None = None
    figure: Figure | None = None
    unchanged: bool = False
    because: str = ""
