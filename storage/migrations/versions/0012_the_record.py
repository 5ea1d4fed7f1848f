"""The record of facts, and the number of its entry on every covered row

Rows of before are put on record by `storage.migrate` once the newest schema stands, in the same transaction.

Revision: 0012
"""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import RowId

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Several days of the calendar share an entry; every other row has one of its own.
SHARED = "calendar_days"
COVERED = (
    "acknowledgements",
    "agreements",
    "area_changes",
    "areas",
    "bindings",
    "blobs",
    "blockers",
    SHARED,
    "digests",
    "evidence",
    "holds",
    "invites",
    "item_areas",
    "item_changes",
    "items",
    "leaves",
    "light_changes",
    "light_consequences",
    "notice_consequences",
    "notice_events",
    "notice_files",
    "notices",
    "people",
    "report_events",
    "reports",
    "stand_ins",
    "units",
)


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "record",
        sa.Column("number", RowId, autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("actor", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_record")),
    )
    for table in COVERED:
        op.add_column(table, sa.Column("entry", sa.BigInteger(), nullable=True))
        op.create_index(f"ix_{table}_entry", table, ["entry"], unique=table != SHARED)


def downgrade() -> None:
    """Back. Never in a batch: that would drop the tables, to whose rows others refer."""
    for table in COVERED:
        op.drop_index(f"ix_{table}_entry", table)
        op.drop_column(table, "entry")
    op.drop_table("record")
