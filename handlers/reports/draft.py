"""A report being made: a value that lives in the dialog until it is confirmed or dropped.

What an entry comes to, and the figure on record that it was held against, are worked out once and kept in it. Later only that
figure is compared with what is on record by then.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from domain.calls import Call
from domain.items import ItemId
from domain.progress import Point
from domain.reports import ReportId, ValueKind
from domain.understanding import Ask
from handlers.kernel.forms import Unreadable

FLOW = "report"


class Asked(Enum):
    """What the next message of the person answers; NOTHING: the card waits for its tap."""

    NOTHING = ""
    ITEM = "item"
    VALUE = "value"
    DOUBT = "doubt"
    EDIT = "edit"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Worked:
    """What an entry comes to in its item's measure unit (None: a stage that is not the last, 无变化 of a milestone item), and the
    newest figure on record that it was held against.
    """

    base: Point | None
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the draft. `doubt` is None once it may be stored; `worked` is None until it is worked out.

    `as_of` is the day that was named, `said_on` the local day the figure was told, which it is of where none was.
    """

    item: ItemId
    value: Decimal | None = None
    kind: ValueKind | None = None
    status: str | None = None
    as_of: date | None = None
    milestone: int | None = None
    doubt: Ask | None = None
    supersedes: ReportId | None = None
    unchanged: bool = False
    note: str = ""
    worked: Worked | None = None
    said_on: date | None = None

    @property
    def has_figure(self) -> bool:
        """Whether there is something to store."""
        return self.value is not None or self.milestone is not None or self.unchanged

    @property
    def total(self) -> Decimal | None:
        """What it comes to; asked of what is worked out."""
        return self.worked.total if self.worked is not None else None

    def saying(self, **changed: Any) -> "Entry":
        """The entry with another figure, stage or item, still to be worked out."""
        return replace(self, worked=None, **changed)


@dataclass(frozen=True, slots=True)
class Unclear:
    """What was said while it is not clear of which item; of several, `candidates` are those that the person may report.

    `words` are those of the message that are about it.
    """

    candidates: tuple[ItemId, ...]
    value: Decimal | None = None
    kind: ValueKind | None = None
    status: str | None = None
    as_of: date | None = None
    said_on: date | None = None
    words: str = ""

    def of(self, item: ItemId) -> Entry:
        """The same, said of that item."""
        return Entry(item, self.value, self.kind, self.status, self.as_of, said_on=self.said_on)


@dataclass(frozen=True, slots=True)
class Origin:
    """Who wrote first what was forwarded (empty: not told), and on which local day."""

    author: str
    on: date


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What holds an item up (堵点), told beside the figures and raised with them."""

    item: ItemId
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """All that the person has said so far. `token` ties buttons to this draft, so an old card cannot confirm a new one.

    `asked` is about the entry `at`. `evidence` holds SHA-256 and name of each file.
    """

    token: str
    typed: str
    entries: tuple[Entry | Unclear, ...]
    evidence: tuple[tuple[str, str], ...] = ()
    asked: Asked = Asked.NOTHING
    at: int = 0
    # Told by telephone: for which unit an inspector types it in.
    call: Call | None = None
    # Somebody else wrote it, and it was forwarded.
    forwarded: Origin | None = None
    # The messages that told it, each its chat and its id on the platform; those that only tapped left out.
    messages: tuple[tuple[str, str], ...] = ()
    obstacles: tuple[Obstacle, ...] = ()

    @property
    def clear(self) -> tuple[Entry, ...]:
        """The entries whose item is known."""
        return tuple(entry for entry in self.entries if isinstance(entry, Entry))

    def dated(self, day: date) -> "Draft":
        """The draft with a day where nobody named one: that of the message, or else of the card."""
        dated = (replace(entry, as_of=entry.as_of or entry.said_on or day) for entry in self.entries)
        return replace(self, entries=tuple(dated))

    def with_entry(self, at: int, entry: Entry) -> "Draft":
        """The draft with one entry replaced."""
        return replace(self, entries=(*self.entries[:at], entry, *self.entries[at + 1 :]))

    def without_entry(self, at: int) -> "Draft":
        """The draft with one entry dropped, and what holds its item up with it."""
        gone, rest = self.entries[at], (*self.entries[:at], *self.entries[at + 1 :])
        item = gone.item if isinstance(gone, Entry) else None
        return replace(self, entries=rest, obstacles=tuple(each for each in self.obstacles if each.item != item))


_JSON = TypeAdapter(Draft)
# A draft, or an entry of one, as JSON values; perhaps as an earlier version kept it.
Raw = Mapping[str, Any]


def to_data(draft: Draft) -> Raw:
    """The draft as JSON values."""
    data: Raw = _JSON.dump_python(draft, mode="json")
    return data


def from_data(data: Raw) -> Draft:
    """The draft again. Raises Unreadable."""
    try:
        return _JSON.validate_python(_as_today(data))
    except (ValidationError, LookupError, TypeError) as failure:
        raise Unreadable from failure


def card_name(data: Raw, day: date) -> str:
    """The name of what the card of a draft (as JSON values) shows on a day: entries, what they come to, obstacles, who rang.

    Evidence is left out: what was sent after the card belongs to the report all the same. So is the figure on record, which is
    compared when the card is tapped.
    """
    shown = [
        {
            **{name: value for name, value in entry.items() if name != "said_on"},
            "as_of": entry["as_of"] or entry.get("said_on") or day.isoformat(),
            "worked": (entry.get("worked") or {}).get("total"),
        }
        for entry in data["entries"]
    ]
    # Cards from before obstacles could be told keep their names.
    obstacles = [data["obstacles"]] if data.get("obstacles") else []
    told = orjson.dumps([shown, data["call"], *obstacles], option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2s(told, digest_size=8).hexdigest()


def items_in(data: Raw) -> tuple[ItemId, ...]:
    """The items a stored draft names, as far as they can be read."""
    return tuple(ItemId(entry["item"]) for entry in data.get("entries", ()) if isinstance(entry.get("item"), int))


def _as_today(data: Raw) -> Raw:
    """A draft as earlier versions kept it, in today's form: one that was open while the service was upgraded.

    There a doubt was a list of its reason and figures, a call a list of unit and caller, and an entry without its item had a
    null in its place.
    """
    if not any("candidates" in entry and "item" in entry for entry in data["entries"]):
        return data
    return {
        **data,
        "entries": [_entry_as_today(entry) for entry in data["entries"]],
        "call": {"unit": data["call"][0], "caller": data["call"][1]} if data.get("call") else None,
    }


def _entry_as_today(entry: Raw) -> Raw:
    doubt = entry["doubt"] and {"reason": entry["doubt"][0], "figures": entry["doubt"][1:]}
    without = "candidates" if entry["item"] is not None else "item"
    return {**{name: value for name, value in entry.items() if name != without}, "doubt": doubt}
