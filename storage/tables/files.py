"""Files that came in: what is known of each, and which of them ended."""

from sqlalchemy import Column, Integer, LargeBinary, String, Table

from storage.exact import UtcTime
from storage.tables.base import in_record, metadata

# By fingerprint: the same picture twice is stored once and can be told. The bytes lie in `storage.files`; `content` is empty
# but in rows of older programs that were not moved yet (`zeren evidence move`).
blobs = Table(
    "blobs",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    in_record(),
)

# Files whose bytes are taken away, a day later or more (`removed_at`). A row goes when the same bytes come again.
file_ends = Table(
    "file_ends",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("reason", String(20), nullable=False),
    Column("removed_at", UtcTime),
    in_record(),
)
