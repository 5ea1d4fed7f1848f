"""What the district changed: names that units bore before, what was decided about items, units without people."""

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from storage.exact import UtcTime
from storage.tables.base import RowId, in_record, metadata

# Append-only: each name and short name that a unit bore until it was renamed at `at`; it still finds the unit.
unit_names = Table(
    "unit_names",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("unit", ForeignKey("units.code"), nullable=False),
    Column("name", String(100), nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    # NULL for the terminal.
    Column("person_id", ForeignKey("people.id")),
    Column("reason", String(200), nullable=False),
    in_record(),
)

# Append-only: what was decided about an item (domain.decisions.Decided) and from which local day it holds.
item_decisions = Table(
    "item_decisions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("item_id", ForeignKey("items.id"), nullable=False, index=True),
    # The item's; a year's decisions are looked through together.
    Column("year", Integer, nullable=False),
    Column("decided", String(20), nullable=False),
    Column("on", Date, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("person_id", ForeignKey("people.id")),
    # Who owed the item until then, and who owes it from then on where that is another.
    Column("unit", ForeignKey("units.code"), nullable=False),
    Column("to_unit", ForeignKey("units.code")),
    # The numbers of the items that took its place.
    Column("into", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    in_record(),
    Index("ix_item_decisions_year_id", "year", "id"),
)

# Units without anybody in reach of which the inspectors were told; a unit that has somebody again goes.
out_of_reach = Table(
    "out_of_reach",
    metadata,
    Column("unit", ForeignKey("units.code"), primary_key=True),
    Column("at", UtcTime, nullable=False),
)
