"""What the service keeps in memory of units, items, areas and calendar, and how it learns that something became different."""

from sqlalchemy import BigInteger, Column, Index, String, Table

from storage.tables.base import metadata

# One row for each unit, item or area that was ever changed, with the number of its last change: whoever knows everything up to
# a number reads what has a higher one. Numbers grow in the order of commits, since writers take turns.
reference_changes = Table(
    "reference_changes",
    metadata,
    Column("kind", String(20), primary_key=True),
    # An item's number, a unit's or an area's code; empty for the calendar.
    Column("ref", String(20), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Index("ix_reference_changes_number", "number"),
)
