"""The two ways in and the one way out: updates, dialogs, buttons, outbox."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from storage.exact import UtcTime
from storage.tables.base import RowId, metadata

# Append-only: each update of a platform that has been dealt with. The unique pair makes a repeated update harmless.
updates = Table(
    "updates",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("external_id", String(150), nullable=False),
    Column("chat", String(100), nullable=False),
    Column("sender", String(100), nullable=False),
    Column("person_id", ForeignKey("people.id")),
    Column("said", Text, nullable=False),
    Column("sha256", String(64)),
    Column("file_name", String(200)),
    Column("media_type", String(100)),
    Column("at", UtcTime, nullable=False),
    Column("outcome", String(20), nullable=False),
    # The platform's id of the message; empty for taps and what came before it was kept.
    Column("message", String(100)),
    Column("edited", Boolean, nullable=False, server_default=false()),
    # Of a part of an album the platform's name of the album, and what else its message needs when the parts are one.
    Column("album", String(100)),
    Column("part", JSON),
    UniqueConstraint("channel", "external_id"),
    # What an edited message said before.
    Index(
        "ix_updates_message",
        "channel",
        "chat",
        "message",
        sqlite_where=text("message IS NOT NULL"),
        postgresql_where=text("message IS NOT NULL"),
    ),
    # Which albums wait for more parts.
    Index("ix_updates_album", "at", sqlite_where=text("album IS NOT NULL"), postgresql_where=text("album IS NOT NULL")),
    # What was said in a chat, newest first.
    Index("ix_updates_channel_chat", "channel", "chat", "id"),
    # Who sent a file, and how much a person sent today.
    Index(
        "ix_updates_sha256",
        "sha256",
        sqlite_where=text("sha256 IS NOT NULL"),
        postgresql_where=text("sha256 IS NOT NULL"),
    ),
    Index(
        "ix_updates_person_files",
        "person_id",
        "at",
        sqlite_where=text("sha256 IS NOT NULL"),
        postgresql_where=text("sha256 IS NOT NULL"),
    ),
)

# Append-only: what a message made, by kind and key (domain.edits), so that an edit corrects it.
made = Table(
    "made",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("chat", String(100), nullable=False),
    Column("message", String(100), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("ref", String(100), nullable=False),
    Column("at", UtcTime, nullable=False),
    # What an edited message made.
    Index("ix_made_message", "channel", "chat", "message"),
)

# An update that fails is tried again; after the last try it is set aside (`dead`) with its reason and the queue goes on
failures = Table(
    "failures",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("external_id", String(150), primary_key=True),
    Column("chat", String(100), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("error", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("dead", Boolean, nullable=False),
    Column("at", UtcTime, nullable=False),
)

# Where a person is in a form of several steps; survives a restart.
dialogs = Table(
    "dialogs",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("chat", String(100), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("flow", String(40), nullable=False),
    Column("data", JSON, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
)

# What a tap means. The platform only ever carries the token, and a token works for one person.
buttons = Table(
    "buttons",
    metadata,
    Column("token", String(32), primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("chat", String(100), nullable=False),
    Column("action", String(60), nullable=False),
    Column("args", JSON, nullable=False),
    Column("label", String(60), nullable=False),
    Column("outbox_key", String(200), nullable=False),
    Column("position", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    # Housekeeping deletes the expired; numbered answers find the newest of a person in a chat.
    Index("ix_buttons_expires_at", "expires_at"),
    Index("ix_buttons_person_id", "person_id", "chat", "created_at"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("channel", String(20), nullable=False),
    Column("chat", String(100), nullable=False),
    Column("person_id", ForeignKey("people.id")),
    # 0: a reply somebody waits for; 1: a push.
    Column("lane", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("not_before", UtcTime),
    Column("attempts", Integer, nullable=False),
    # Sent again after an unknown outcome: the second time says so, and there is no third.
    Column("repeated", Boolean, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("settled_at", UtcTime),
    Column("edit_of", String(100)),
    Column("message", String(100)),
    # Why it failed, may have failed or was taken back (domain.delivery.Cause); `error` is the text for the log.
    Column("cause", String(20)),
    Column("error", Text, nullable=False),
    # The key of the message this one goes out in place of, to another chat of the person.
    Column("instead_of", String(200)),
    # Delivery asks for what waits, replies first; settled rows stay out of the index.
    Index(
        "ix_outbox_waiting",
        "channel",
        "lane",
        "id",
        sqlite_where=text("state IN ('pending', 'sending')"),
        postgresql_where=text("state IN ('pending', 'sending')"),
    ),
    # Order in a chat: whether an earlier one still waits.
    Index(
        "ix_outbox_waiting_chat",
        "channel",
        "chat",
        "lane",
        "id",
        sqlite_where=text("state IN ('pending', 'sending')"),
        postgresql_where=text("state IN ('pending', 'sending')"),
    ),
    Index("ix_outbox_chat", "channel", "chat", "id"),
    Index("ix_outbox_person_id", "person_id", "id"),
    # What became of the pushes of the last days (storage.delivery); replies stay out of it.
    Index("ix_outbox_pushed", "created_at", sqlite_where=text("lane = 1"), postgresql_where=text("lane = 1")),
    # Whether another message went out in its place.
    Index(
        "ix_outbox_instead_of",
        "instead_of",
        sqlite_where=text("instead_of IS NOT NULL"),
        postgresql_where=text("instead_of IS NOT NULL"),
    ),
)
