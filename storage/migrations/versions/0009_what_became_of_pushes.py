"""What became of pushes: a message in place of another, one that was withdrawn, and whom a matter did not reach

Revision: 0009
"""

import sqlalchemy as sa
from alembic import op

from storage.exact import UtcTime
from storage.tables.base import RowId

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

PUSHED = sa.text("lane = 1")
LINKED = sa.text("instead_of IS NOT NULL")


def upgrade() -> None:
    """Forward."""
    op.add_column("outbox", sa.Column("instead_of", sa.String(length=200), nullable=True))
    op.create_index("ix_outbox_pushed", "outbox", ["created_at"], sqlite_where=PUSHED, postgresql_where=PUSHED)
    op.create_index("ix_outbox_instead_of", "outbox", ["instead_of"], sqlite_where=LINKED, postgresql_where=LINKED)
    # What was taken back on purpose was counted as a failure until now.
    op.execute("UPDATE outbox SET state = 'withdrawn' WHERE state = 'failed' AND error LIKE 'withdrawn:%'")
    op.create_table(
        "unreached",
        sa.Column("person_id", RowId, nullable=False),
        sa.Column("subject", sa.String(length=220), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_unreached_person_id")),
        sa.PrimaryKeyConstraint("person_id", "subject", name=op.f("pk_unreached")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("unreached")
    op.execute("UPDATE outbox SET state = 'failed' WHERE state = 'withdrawn'")
    op.drop_index("ix_outbox_instead_of", "outbox")
    op.drop_index("ix_outbox_pushed", "outbox")
    op.drop_column("outbox", "instead_of")
