"""Who is away, who stands in, what holds a ladder, what was not told and why, and how often a unit was asked."""

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, String, Table, Text

from storage.exact import UtcTime
from storage.tables.base import RowId, in_record, metadata

# Local days, both included. 销假 shortens `last`.
leaves = Table(
    "leaves",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("entered_by", ForeignKey("people.id"), nullable=False),
    Column("at", UtcTime, nullable=False),
    in_record(),
)

# `items` holds codes, none for everything; `last` is NULL for good.
stand_ins = Table(
    "stand_ins",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("deputy_id", ForeignKey("people.id"), nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date),
    Column("items", JSON, nullable=False),
    Column("entered_by", ForeignKey("people.id"), nullable=False),
    Column("at", UtcTime, nullable=False),
    in_record(),
)

# Append-only: 收到 and 暂缓, each once for one subject of an item.
holds = Table(
    "holds",
    metadata,
    Column("item_id", ForeignKey("items.id"), primary_key=True),
    Column("subject", String(80), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("since", Date, nullable=False),
    Column("through", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("at", UtcTime, nullable=False),
    in_record(),
)

# Append-only: a due occurrence that was not told to those it is meant for, and why.
withheld = Table(
    "withheld",
    metadata,
    Column("item_id", ForeignKey("items.id"), primary_key=True),
    Column("occurrence", String(80), primary_key=True),
    Column("reason", String(20), primary_key=True),
    Column("at", UtcTime, nullable=False),
)

# Append-only: the local days on which a unit was reminded.
asks = Table(
    "asks",
    metadata,
    Column("unit", ForeignKey("units.code"), primary_key=True),
    Column("on", Date, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Index("ix_asks_on", "on"),
)
