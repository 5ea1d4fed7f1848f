"""An update knows its message, whether it is an edit, and the album it is a part of; what a message made

Revision: 0019
"""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import RowId

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward: of what was said before, no message is known."""
    op.add_column("updates", sa.Column("message", sa.String(length=100), nullable=True))
    op.add_column("updates", sa.Column("edited", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("updates", sa.Column("album", sa.String(length=100), nullable=True))
    op.add_column("updates", sa.Column("part", sa.JSON(), nullable=True))
    known, part = sa.text("message IS NOT NULL"), sa.text("album IS NOT NULL")
    op.create_index("ix_updates_album", "updates", ["at"], sqlite_where=part, postgresql_where=part)
    op.create_index(
        "ix_updates_message", "updates", ["channel", "chat", "message"], sqlite_where=known, postgresql_where=known
    )
    op.create_table(
        "made",
        sa.Column("id", RowId, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("chat", sa.String(length=100), nullable=False),
        sa.Column("message", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ref", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_made")),
    )
    op.create_index("ix_made_message", "made", ["channel", "chat", "message"])


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_made_message", "made")
    op.drop_table("made")
    op.drop_index("ix_updates_message", "updates")
    op.drop_index("ix_updates_album", "updates")
    op.drop_column("updates", "part")
    op.drop_column("updates", "album")
    op.drop_column("updates", "edited")
    op.drop_column("updates", "message")
