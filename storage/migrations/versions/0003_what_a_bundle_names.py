"""What a bundle of reminders names is asked of an index

Revision: 0003
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_index(op.f("ix_reminded_outbox_key"), "reminded", ["outbox_key"])


def downgrade() -> None:
    """Back."""
    op.drop_index(op.f("ix_reminded_outbox_key"), "reminded")
