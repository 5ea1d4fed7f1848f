"""Which units, items and areas have changed: written by whoever changes such a row, in the same transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import bindparam, delete, func, insert, select

from storage.store import Row, Store, Writer
from storage.tables import reference_changes


class Changed(Enum):
    """What a change is about. HUNG is an item that hangs on other areas, HUNG_ON an area on which other items hang."""

    ITEM = "item"
    HUNG = "hung"
    HUNG_ON = "hung_on"
    UNIT = "unit"
    AREA = "area"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Change:
    """A thing that changed: an item's number, a unit's or an area's code; empty for the calendar."""

    kind: Changed
    ref: str


NEWEST = select(func.max(reference_changes.c.number))
SINCE = (
    select(reference_changes.c.kind, reference_changes.c.ref)
    .where(reference_changes.c.number > bindparam("seen"))
    .order_by(reference_changes.c.number)
    .limit(bindparam("most"))
)
FORGET = delete(reference_changes).where(
    reference_changes.c.kind == bindparam("old_kind"), reference_changes.c.ref == bindparam("old_ref")
)
INSERT = insert(reference_changes)


def note(store: Store, kind: Changed, refs: Iterable[int | str]) -> None:
    """Notes with the transaction's last writes that things have changed."""
    for ref in refs:
        store.later(NOTES, {"kind": kind.value, "ref": str(ref)})


def newest(store: Store) -> int:
    """The number of the last change; 0 before the first."""
    return store.execute(NEWEST).scalar_one() or 0


def since(store: Store, seen: int, most: int) -> Sequence[Change] | None:
    """What has changed after a number; None if it is more than `most` things."""
    found = list(store.execute(SINCE, {"seen": seen, "most": most + 1}))
    return None if len(found) > most else [Change(Changed(row.kind), row.ref) for row in found]


def _write(store: Store, rows: Sequence[Row]) -> None:
    once = {(row["kind"], row["ref"]): row for row in rows}
    number = newest(store) + 1
    store.execute(FORGET, [{"old_kind": kind, "old_ref": ref} for kind, ref in once])
    store.execute(INSERT, [{**row, "number": number} for row in once.values()])


NOTES = Writer(_write, reference_changes)
