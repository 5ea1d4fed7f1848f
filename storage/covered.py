"""Which rows the record covers: for each table the kind of its entries, what they are about, and what may change beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from json import loads
from typing import Any

from sqlalchemy import JSON, Boolean, Column, ColumnElement, Date, String, Table, func, select, type_coerce
from sqlalchemy.types import NullType

from domain.record import Kind, Value, quoted, text
from storage import tables
from storage.exact import Exact, UtcTime
from storage.store import Query

ENTRY = "entry"
# Stands in facts that tell that a row is gone, beside the row's key.
GONE = "gone"
# Stands for all rows in facts that tell of several rows of one table.
ROWS = "rows"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Covered:
    """One table whose rows are on record. The facts of a row are its columns, but for `entry` and those in `free`.

    `kept` rows never change and never go. Others change, each change with an entry of its own that tells of the whole row.
    `free` columns repeat what stands elsewhere, or serve the schedule alone. Several rows of a `together` table share an entry.
    `time` (UTC, or a day) puts rows of older programs in order.
    """

    table: Table
    kind: Kind
    about: str
    key: str
    time: ColumnElement[Any] | None
    kept: bool = False
    free: frozenset[str] = frozenset()
    together: bool = False

    @property
    def columns(self) -> Sequence[Column[Any]]:
        """The columns that are facts, by name."""
        facts = [column for column in self.table.columns if column.name != ENTRY and column.name not in self.free]
        return sorted(facts, key=lambda column: column.name)

    @property
    def keys(self) -> Sequence[str]:
        """The columns of the primary key."""
        return [column.name for column in self.table.primary_key.columns]

    def subject(self, row: Row) -> str:
        """What an entry is about: item:17, person:3."""
        return f"{self.about}:{row[self.key]}"[:80]

    def facts(self, row: Row) -> dict[str, Value]:
        """A row's facts; columns that the row does not name have no value."""
        return {name: value for name, value in row.items() if name != ENTRY and name not in self.free}

    def end(self, row: Row) -> dict[str, Value]:
        """The facts of a row that is gone."""
        return {GONE: True, **{name: row[name] for name in self.keys}}


def _covered() -> tuple[Covered, ...]:
    t = tables
    steps = t.notice_events.c
    drafted = select(func.min(steps.at)).where(steps.notice_id == t.notices.c.id).scalar_subquery()
    came = select(steps.at).where(steps.id == t.notice_files.c.event_id).scalar_subquery()
    return (
        Covered(t.units, Kind.UNIT, "unit", "code", None),
        Covered(t.unit_names, Kind.UNIT_NAME, "unit", "unit", t.unit_names.c.at, kept=True),
        Covered(t.agreements, Kind.AGREEMENT, "agreement", "id", t.agreements.c.updated_at),
        Covered(t.items, Kind.ITEM, "item", "id", t.items.c.tracked_from),
        Covered(t.people, Kind.PERSON, "person", "id", t.people.c.created_at),
        Covered(t.invites, Kind.INVITATION, "person", "person_id", t.invites.c.created_at),
        Covered(
            t.bindings,
            Kind.BINDING,
            "person",
            "person_id",
            t.bindings.c.bound_at,
            free=frozenset({"unreachable_since", "unreachable_cause", "seen_at", "pin", "pin_tries"}),
        ),
        Covered(t.calendar_days, Kind.CALENDAR, "calendar", "date", None, together=True),
        Covered(t.areas, Kind.AREA, "area", "code", None),
        Covered(t.item_areas, Kind.AREA_ITEM, "area", "area", t.item_areas.c.at),
        Covered(t.area_changes, Kind.AREA_CHANGE, "area", "area", t.area_changes.c.at, kept=True),
        Covered(t.item_changes, Kind.ITEM_CHANGE, "item", "item_id", t.item_changes.c.at, kept=True),
        Covered(t.item_decisions, Kind.ITEM_DECISION, "item", "item_id", t.item_decisions.c.at, kept=True),
        Covered(t.blobs, Kind.FILE, "file", "sha256", t.blobs.c.created_at, kept=True, free=frozenset({"content"})),
        Covered(t.file_ends, Kind.FILE_END, "file", "sha256", t.file_ends.c.at, free=frozenset({"removed_at"})),
        Covered(
            t.reports, Kind.REPORT, "item", "item_id", t.reports.c.submitted_at, kept=True, free=frozenset({"state"})
        ),
        Covered(t.report_events, Kind.REPORT_STEP, "report", "report_id", t.report_events.c.at, kept=True),
        Covered(t.evidence, Kind.EVIDENCE, "report", "report_id", t.evidence.c.received_at, kept=True),
        Covered(t.light_changes, Kind.LIGHT, "item", "item_id", t.light_changes.c.at, kept=True),
        Covered(t.light_consequences, Kind.LIGHT_CONSEQUENCE, "item", "item_id", t.light_consequences.c.at, kept=True),
        Covered(t.notices, Kind.NOTICE, "notice", "id", drafted, free=frozenset({"remind_on"})),
        Covered(t.notice_events, Kind.NOTICE_STEP, "notice", "notice_id", t.notice_events.c.at, kept=True),
        Covered(t.notice_files, Kind.NOTICE_FILE, "notice_step", "event_id", came, kept=True),
        Covered(
            t.notice_consequences, Kind.NOTICE_CONSEQUENCE, "notice", "notice_id", t.notice_consequences.c.at, kept=True
        ),
        Covered(t.blockers, Kind.BLOCKER, "obstacle", "id", t.blockers.c.raised_at),
        Covered(t.leaves, Kind.LEAVE, "person", "person_id", t.leaves.c.at),
        Covered(t.stand_ins, Kind.STAND_IN, "person", "person_id", t.stand_ins.c.at),
        Covered(t.holds, Kind.HOLD, "item", "item_id", t.holds.c.at, kept=True),
        Covered(t.acknowledgements, Kind.RECEIPT, "person", "person_id", t.acknowledgements.c.at, kept=True),
        Covered(t.digests, Kind.DIGEST, "person", "person_id", t.digests.c.at, kept=True),
    )


COVERED = _covered()
BY_TABLE = {each.table: each for each in COVERED}
BY_KIND = {each.kind.value: each for each in COVERED}


def raw(covered: Covered) -> Query:
    """The facts' columns as the driver gives them, by name, and the number of the entry behind them."""
    columns: list[ColumnElement[Any]] = [
        type_coerce(column, NullType()).label(column.name) for column in covered.columns
    ]
    return select(*columns, covered.table.c.entry)


def teller(covered: Covered) -> Callable[[Sequence[object]], str]:
    """What makes canonical facts of a row of `raw`: the same text as `domain.record.canonical`, many times as fast.

    A value that no column of its type can hold has a text of its own, or none (ValueError, TypeError).
    """
    parts = [(f'"{column.name}":', _text_of(column)) for column in covered.columns]

    def tell(row: Sequence[object]) -> str:
        told = [name + told_as(value) for (name, told_as), value in zip(parts, row, strict=False) if value is not None]
        return "{" + ",".join(told) + "}"

    return tell


def _text_of(column: Column[Any]) -> Callable[[Any], str]:
    kind = column.type
    if isinstance(kind, UtcTime):
        return _time
    if isinstance(kind, Date):
        return _day
    if isinstance(kind, Boolean):
        return _truth
    if isinstance(kind, JSON):
        return _json
    if isinstance(kind, String | Exact):
        return quoted
    return str


def _time(value: datetime | str) -> str:
    """SQLite gives text, PostgreSQL a naive time; both are UTC."""
    if isinstance(value, datetime):
        return f'"{value.isoformat(timespec="microseconds")}Z"'
    return quoted(value.replace(" ", "T") + "Z")


def _day(value: date | str) -> str:
    return f'"{value.isoformat()}"' if isinstance(value, date) else quoted(value)


def _truth(value: bool | int) -> str:
    if value is True or value is False:
        return "true" if value else "false"
    return {0: "false", 1: "true"}.get(value, f"?{value}")


def _json(value: Any) -> str:
    return text(loads(value) if isinstance(value, str) else value)
