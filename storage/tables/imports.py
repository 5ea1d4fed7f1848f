"""What was imported, so that it can be taken back; how tables of a shape are read, once somebody confirmed it."""

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table

from storage.exact import UtcTime
from storage.tables.base import RowId, metadata

# One row an import of agreements: the numbers of the items it brought, and of those it changed with their changes (lists of
# domain.amendments.to_json). That a file was imported, and each change, is on record elsewhere.
imports = Table(
    "imports",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("at", UtcTime, nullable=False),
    # NULL for the terminal.
    Column("person_id", ForeignKey("people.id")),
    Column("year", Integer, nullable=False, index=True),
    Column("source", String(200), nullable=False),
    Column("added", JSON, nullable=False),
    Column("changed", JSON, nullable=False),
    Column("undone_at", UtcTime),
)

# By the shape of a file's tables (a hash of their headings): what its headings mean where a person said so, its board and cycle.
import_layouts = Table(
    "import_layouts",
    metadata,
    Column("shape", String(64), primary_key=True),
    Column("headings", JSON, nullable=False),
    Column("board", String(50)),
    Column("cadence", String(10)),
    Column("at", UtcTime, nullable=False),
    Column("person_id", ForeignKey("people.id")),
)
