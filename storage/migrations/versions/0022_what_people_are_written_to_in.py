"""What people are written to in

Revision: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward: nobody has chosen a language, so everybody keeps the service's."""
    op.add_column("people", sa.Column("language", sa.String(length=5), nullable=True))


def downgrade() -> None:
    """Back. Never in a batch: that would drop the table, to whose rows others refer."""
    op.drop_column("people", "language")
