"""Reports made by telephone, later limits of notices

Revision: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0007"
branch_labels = None
depends_on = None

CALLED = sa.text("caller IS NOT NULL")


def upgrade() -> None:
    """Forward."""
    op.add_column("reports", sa.Column("caller", sa.String(length=20), nullable=True))
    op.create_index("ix_reports_unit_called", "reports", ["unit", "id"], sqlite_where=CALLED, postgresql_where=CALLED)
    op.add_column("notices", sa.Column("asked_until", sa.Date(), nullable=True))


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_column("asked_until")
    op.drop_index("ix_reports_unit_called", "reports")
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_column("caller")
