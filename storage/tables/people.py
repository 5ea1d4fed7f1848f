"""People, the chat identities bound to them, and invitations."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, text

from storage.tables.base import RowId, UtcTime, in_record, metadata

people = Table(
    "people",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("name", String(50), nullable=False),
    Column("role", String(20), nullable=False),
    # NULL for the district's own offices.
    Column("unit", ForeignKey("units.code")),
    Column("post", String(100), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("left_at", UtcTime),
    in_record(),
    Index("ix_people_unit_role", "unit", "role"),
)

# A chat identity works for one person at a time; a revoked binding stays for the record.
bindings = Table(
    "bindings",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("channel", String(20), nullable=False),
    Column("external_id", String(100), nullable=False),
    Column("chat", String(100), nullable=False),
    Column("bound_at", UtcTime, nullable=False),
    Column("revoked_at", UtcTime),
    # When the platform last said that this chat cannot be reached; NULL while it can.
    Column("unreachable_since", UtcTime),
    # Why (domain.delivery.Cause); NULL while it can, and where nobody noted it.
    Column("unreachable_cause", String(20)),
    in_record(),
    # Who is speaking: asked once an update.
    Index(
        "uq_bindings_live",
        "channel",
        "external_id",
        unique=True,
        sqlite_where=text("revoked_at IS NULL"),
        postgresql_where=text("revoked_at IS NULL"),
    ),
)

# Only the SHA-256 of a token is kept, so a stolen database binds nobody.
invites = Table(
    "invites",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
    in_record(),
)
