"""Supervision notices (督办单): where each stands, what happened to it, its files, and what followed from it."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from storage.exact import UtcTime
from storage.tables.base import RowId, in_record, metadata

# The current state; notice_events holds how it came about. Drafts have no number.
notices = Table(
    "notices",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("item_id", ForeignKey("items.id"), nullable=False),
    Column("unit", ForeignKey("units.code"), nullable=False),
    Column("family", String(40), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("kind_name", String(60), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("state", String(20), nullable=False),
    # The text of domain.reasons.to_json, and where the reason comes from.
    Column("reason", Text, nullable=False),
    Column("reason_source", String(20), nullable=False, server_default="hand"),
    Column("demand", Text, nullable=False),
    # Whether an inspector wrote the demand; else it is the pack's.
    Column("demand_by_hand", Boolean, nullable=False, server_default=false()),
    Column("reply_days", Integer, nullable=False),
    Column("reply_by", Date),
    Column("pack", String(60), nullable=False),
    Column("parent_id", ForeignKey("notices.id")),
    # What made the service draft it; the unique pair lets each occasion draft once. NULL by hand.
    Column("occasion", String(80)),
    Column("year", Integer),
    Column("number", Integer),
    Column("printed", String(60), unique=True),
    Column("sent_by", ForeignKey("people.id")),
    Column("sent_on", Date),
    Column("receipt_due", Date),
    Column("objection_due", Date),
    Column("objected_on", Date),
    Column("feedback_due", Date),
    Column("verdict_due", Date),
    # The later limit that the unit has asked for, while that waits.
    Column("asked_until", Date),
    # The next local day the tick must look at it, NULL when none.
    Column("remind_on", Date),
    in_record(),
    UniqueConstraint("item_id", "occasion"),
    UniqueConstraint("family", "year", "number"),
    # The tick's question; and what is open on an item, of a unit, in all.
    Index(
        "ix_notices_remind_on_due",
        "remind_on",
        sqlite_where=text("remind_on IS NOT NULL"),
        postgresql_where=text("remind_on IS NOT NULL"),
    ),
    Index("ix_notices_item_id_state", "item_id", "state"),
    Index("ix_notices_state_unit", "state", "unit"),
    Index("ix_notices_parent_id", "parent_id"),
)

# Append-only: who did what when, and what it made of state, unit and limit. NULL person: the service itself.
notice_events = Table(
    "notice_events",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("notice_id", ForeignKey("notices.id"), nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    Column("person_id", ForeignKey("people.id")),
    Column("action", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("unit", ForeignKey("units.code"), nullable=False),
    Column("reply_by", Date),
    in_record(),
)

# Append-only: evidence that came with an event, usually a reply.
notice_files = Table(
    "notice_files",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("event_id", ForeignKey("notice_events.id"), nullable=False, index=True),
    Column("sha256", ForeignKey("blobs.sha256"), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    in_record(),
)

# Append-only: what an assessment will find. Each event of a notice calls a record down once.
notice_consequences = Table(
    "notice_consequences",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("notice_id", ForeignKey("notices.id"), nullable=False),
    Column("trigger", String(20), nullable=False),
    Column("record", String(60), nullable=False),
    # The local day of what called it down: with it the key.
    Column("on", Date, nullable=False),
    Column("unit", ForeignKey("units.code"), nullable=False),
    Column("text", Text, nullable=False),
    Column("pack", String(60), nullable=False),
    Column("at", UtcTime, nullable=False),
    in_record(),
    UniqueConstraint("notice_id", "trigger", "record", "on"),
    Index("ix_notice_consequences_unit_on", "unit", "on"),
)
