"""Whether an earlier message of a chat still waits is asked of an index

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WAITING = sa.text("state IN ('pending', 'sending')")


def upgrade() -> None:
    """Forward."""
    op.create_index(
        "ix_outbox_waiting_chat",
        "outbox",
        ["channel", "chat", "lane", "id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_outbox_waiting_chat", "outbox")
