"""Reports made by telephone, later limits of notices, rows that were set aside

Revision: 0010
"""

import sqlalchemy as sa
from alembic import op

from storage.exact import UtcTime
from storage.tables.base import RowId

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

CALLED = sa.text("caller IS NOT NULL")


def upgrade() -> None:
    """Forward."""
    op.add_column("reports", sa.Column("caller", sa.String(length=20), nullable=True))
    op.create_index("ix_reports_unit_called", "reports", ["unit", "id"], sqlite_where=CALLED, postgresql_where=CALLED)
    op.add_column("notices", sa.Column("asked_until", sa.Date(), nullable=True))
    op.create_table(
        "set_aside",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ref", RowId, autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("again_at", UtcTime(), nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "ref", name=op.f("pk_set_aside")),
    )


def downgrade() -> None:
    """Back. Never in a batch: that would drop the tables, to whose rows others refer."""
    op.drop_table("set_aside")
    op.drop_column("notices", "asked_until")
    op.drop_index("ix_reports_unit_called", "reports")
    op.drop_column("reports", "caller")
