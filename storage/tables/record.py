"""The record: one append-only, sealed entry a fact (docs/record.md)."""

from sqlalchemy import BigInteger, Column, String, Table, Text

from storage.tables.base import RowId, metadata

# Append-only. Times are the text that is hashed. Nothing refers to other tables: the record stands by itself.
record = Table(
    "record",
    metadata,
    # 1, 2, 3 ... without gaps: writers take turns.
    Column("number", RowId, primary_key=True, autoincrement=False),
    Column("at", String(27), nullable=False),
    # The person who acted; NULL: the service itself or the terminal.
    Column("actor", BigInteger),
    Column("channel", String(20), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("facts", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
