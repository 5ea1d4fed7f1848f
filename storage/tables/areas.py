"""The tree of areas, the items that hang on it, and what became of both."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table

from storage.exact import UtcTime
from storage.tables.base import RowId, in_record, metadata

areas = Table(
    "areas",
    metadata,
    Column("code", String(20), primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("kind", String(50), nullable=False),
    # Checked at the end of the transaction: a backup puts rows back by code, children before parents at times.
    Column("parent", ForeignKey("areas.code", deferrable=True, initially="DEFERRED"), nullable=True),
    # Siblings stand in the order in which they came.
    Column("position", Integer, nullable=False),
    in_record(),
)

item_areas = Table(
    "item_areas",
    metadata,
    Column("area", ForeignKey("areas.code"), primary_key=True),
    Column("item_id", ForeignKey("items.id"), primary_key=True),
    Column("at", UtcTime, nullable=False),
    in_record(),
)

# Append-only: an area added or changed (field by field, see domain.areas.AreaFieldChange), an item hung on it or taken off it.
area_changes = Table(
    "area_changes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("area", ForeignKey("areas.code"), nullable=False),
    Column("item_id", ForeignKey("items.id"), nullable=True),
    Column("kind", String(20), nullable=False),
    Column("fields", JSON, nullable=False),
    Column("source", String(200), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=True),
    Column("at", UtcTime, nullable=False),
    in_record(),
    # An area's history, newest first.
    Index("ix_area_changes_area_id", "area", "id"),
)
