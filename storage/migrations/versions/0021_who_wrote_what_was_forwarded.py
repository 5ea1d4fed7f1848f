"""Who wrote a report that was forwarded

Revision: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward: of older reports nothing is known, so they count as their sender's own words."""
    op.add_column("reports", sa.Column("forwarded", sa.String(length=200), nullable=True))


def downgrade() -> None:
    """Back. Never in a batch: that would drop the table, to whose rows others refer."""
    op.drop_column("reports", "forwarded")
