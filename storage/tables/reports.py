"""Progress reports, what became of them, and the evidence."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, text

from storage.exact import Exact, UtcTime
from storage.tables.base import RowId, in_record, metadata

# Append-only but for `state`, which repeats the last row of report_events so that a queue is one query.
reports = Table(
    "reports",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("item_id", ForeignKey("items.id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("unit", ForeignKey("units.code"), nullable=False),
    Column("typed", Text, nullable=False),
    Column("value", Exact),
    Column("value_kind", String(20), nullable=False),
    Column("total", Exact),
    Column("status", String(50)),
    Column("as_of", Date, nullable=False),
    Column("note", Text, nullable=False),
    Column("submitted_at", UtcTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("supersedes", ForeignKey("reports.id")),
    Column("unchanged", Boolean, nullable=False),
    # Number (from 0) of the milestone a ONCE item's stage completes.
    Column("milestone", Integer),
    # NULL: written by the unit itself. Else an inspector typed in what was told by telephone; who rang, '' if not told.
    Column("caller", String(20)),
    # NULL: the person's own words. Else who wrote the message that the person forwarded, '' if not told.
    Column("forwarded", String(200)),
    in_record(),
    # An item's history in order; the queue of what waits for verification.
    Index("ix_reports_item_id_as_of", "item_id", "as_of"),
    Index("ix_reports_state", "state", "id"),
    Index("ix_reports_person_id", "person_id", "id"),
    # What was told by telephone for a unit.
    Index(
        "ix_reports_unit_called",
        "unit",
        "id",
        sqlite_where=text("caller IS NOT NULL"),
        postgresql_where=text("caller IS NOT NULL"),
    ),
)

# Append-only.
report_events = Table(
    "report_events",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("report_id", ForeignKey("reports.id"), nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    in_record(),
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("report_id", ForeignKey("reports.id"), nullable=False, index=True),
    Column("sha256", ForeignKey("blobs.sha256"), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("received_at", UtcTime, nullable=False),
    in_record(),
)
