"""People, the chat identities bound to them, and invitations."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, text

from storage.exact import UtcTime
from storage.tables.base import RowId, in_record, metadata

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
    # NULL: the service's own.
    Column("language", String(5)),
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
    # When somebody last did something there, to within a few minutes; NULL on channels that do not ask.
    Column("seen_at", UtcTime),
    # Opens a browser again that was left alone (bot.web.pin); NULL where the person has chosen none.
    Column("pin", String(200)),
    # How often a wrong one was tried in a row.
    Column("pin_tries", Integer),
    # Why it ended (domain.identity.Ended); NULL while it holds, and where an older program ended it.
    Column("ended", String(20)),
    # The invitation it came by: invites.token_hash.
    Column("invite", String(64)),
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
    # Of the token it was made with; stays the invitation's name.
    Column("token_hash", String(64), primary_key=True),
    # Of the token that left with the card, where that is made anew when the card leaves.
    Column("sent_hash", String(64), index=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    # What the person was when it was made; another role or unit later makes it void. NULL in rows of older programs.
    Column("role", String(20)),
    Column("unit", String(20)),
    # NULL for the terminal.
    Column("made_by", ForeignKey("people.id")),
    # The second person who confirmed it; NULL where none is asked for.
    Column("approved_by", ForeignKey("people.id")),
    # From when on it may be used; NULL while it waits for the second person (older programs: NULL, and it waits for nobody).
    Column("approved_at", UtcTime),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    # When it was used, or became void.
    Column("used_at", UtcTime),
    # Why it is void (domain.identity.Void); NULL where it was used.
    Column("voided", String(20)),
    in_record(),
)
