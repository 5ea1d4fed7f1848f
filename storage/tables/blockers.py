"""Blockers and their answers."""

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, Text, text

from storage.exact import UtcTime
from storage.tables.base import RowId, in_record, metadata

blockers = Table(
    "blockers",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("item_id", ForeignKey("items.id"), nullable=True, index=True),
    Column("unit", ForeignKey("units.code"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("text", Text, nullable=False),
    # Codes of the units that are asked for.
    Column("needs", JSON, nullable=False),
    Column("raised_at", UtcTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("answer", Text, nullable=False),
    Column("answered_by", ForeignKey("people.id"), nullable=True),
    Column("answered_at", UtcTime, nullable=True),
    in_record(),
    # The list of what waits for an answer.
    Index("ix_blockers_open", "id", sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")),
)
