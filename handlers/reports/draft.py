"""A report being made: a value that lives in the dialog until it is confirmed or dropped."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from domain.calls import Call
from domain.items import ItemId
from domain.reports import ReportId, ValueKind

FLOW = "report"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an entry may not be stored without a question: a stable reason and the figures to name."""

    reason: str
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the draft. `item` is None while it is not clear which; `doubt` is None once it may be stored."""

    item: ItemId | None = None
    candidates: tuple[ItemId, ...] = ()
    value: Decimal | None = None
    kind: ValueKind | None = None
    status: str | None = None
    as_of: date | None = None
    milestone: int | None = None
    doubt: Doubt | None = None
    supersedes: ReportId | None = None
    unchanged: bool = False
    note: str = ""

    @property
    def has_figure(self) -> bool:
        """Whether there is something to store."""
        return self.value is not None or self.milestone is not None or self.unchanged


@dataclass(frozen=True, slots=True)
class Draft:
    """All that the person has said so far. `token` ties buttons to this draft, so an old card cannot confirm a new one."""

    token: str
    typed: str
    entries: tuple[Entry, ...]
    evidence: tuple[tuple[str, str], ...] = ()
    # What the next message of the person answers: "" (nothing asked), "item", "value", "doubt", "edit", "evidence".
    asked: str = ""
    at: int = 0
    # Told by telephone: for which unit an inspector types it in.
    call: Call | None = None

    def dated(self, day: date) -> "Draft":
        """The draft with the day of its card where nobody named one."""
        return replace(self, entries=tuple(replace(entry, as_of=entry.as_of or day) for entry in self.entries))

    def with_entry(self, at: int, entry: Entry) -> "Draft":
        """The draft with one entry replaced."""
        return replace(self, entries=(*self.entries[:at], entry, *self.entries[at + 1 :]))

    def without_entry(self, at: int) -> "Draft":
        """The draft with one entry dropped."""
        return replace(self, entries=(*self.entries[:at], *self.entries[at + 1 :]))


def to_data(draft: Draft) -> dict[str, Any]:
    """The draft as JSON values."""
    return {
        "token": draft.token,
        "typed": draft.typed,
        "entries": [_entry_data(entry) for entry in draft.entries],
        "evidence": [list(piece) for piece in draft.evidence],
        "asked": draft.asked,
        "at": draft.at,
        "call": None if draft.call is None else [draft.call.unit, draft.call.caller],
    }


def from_data(data: Mapping[str, Any]) -> Draft:
    """The draft again."""
    return Draft(
        token=data["token"],
        typed=data["typed"],
        entries=tuple(_entry(each) for each in data["entries"]),
        evidence=tuple((sha256, name) for sha256, name in data["evidence"]),
        asked=data["asked"],
        at=data["at"],
        # A draft that was begun before an upgrade has no such key.
        call=Call(*data["call"]) if data.get("call") else None,
    )


def fingerprint(told: object) -> str:
    """A short name of JSON values: the same values have the same one."""
    return hashlib.blake2s(json.dumps(told, sort_keys=True).encode(), digest_size=8).hexdigest()


def items_in(data: Mapping[str, Any]) -> tuple[ItemId, ...]:
    """The items a stored draft names."""
    return tuple(ItemId(each["item"]) for each in data["entries"] if each["item"] is not None)


def _entry_data(entry: Entry) -> dict[str, Any]:
    return {
        "item": entry.item,
        "candidates": list(entry.candidates),
        "value": None if entry.value is None else str(entry.value),
        "kind": None if entry.kind is None else entry.kind.value,
        "status": entry.status,
        "as_of": None if entry.as_of is None else entry.as_of.isoformat(),
        "milestone": entry.milestone,
        "doubt": None if entry.doubt is None else [entry.doubt.reason, *entry.doubt.figures],
        "supersedes": entry.supersedes,
        "unchanged": entry.unchanged,
        "note": entry.note,
    }


def _entry(data: Mapping[str, Any]) -> Entry:
    return Entry(
        item=None if data["item"] is None else ItemId(data["item"]),
        candidates=tuple(ItemId(each) for each in data["candidates"]),
        value=None if data["value"] is None else Decimal(data["value"]),
        kind=None if data["kind"] is None else ValueKind(data["kind"]),
        status=data["status"],
        as_of=None if data["as_of"] is None else date.fromisoformat(data["as_of"]),
        milestone=data["milestone"],
        doubt=None if data["doubt"] is None else Doubt(data["doubt"][0], tuple(data["doubt"][1:])),
        supersedes=None if data["supersedes"] is None else ReportId(data["supersedes"]),
        unchanged=data["unchanged"],
        note=data["note"],
    )
