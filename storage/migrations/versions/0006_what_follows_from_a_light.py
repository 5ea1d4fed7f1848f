"""What follows from a light goes on the record; the memory of missed periods is made from the reports

Revision: 0006
"""

import sqlalchemy as sa
from alembic import op

from storage.exact import UtcTime
from storage.tables.base import RowId

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "light_consequences",
        sa.Column("id", RowId, nullable=False),
        sa.Column("item_id", RowId, nullable=False),
        sa.Column("light", sa.String(length=10), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(length=60), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("pack", sa.String(length=60), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_light_consequences_item_id")),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_light_consequences_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_light_consequences")),
        sa.UniqueConstraint("item_id", "record", "times", name=op.f("uq_light_consequences_item_id_record_times")),
    )
    with op.batch_alter_table("light_consequences", schema=None) as batch_op:
        batch_op.create_index("ix_light_consequences_unit_on", ["unit", "on"], unique=False)
    with op.batch_alter_table("item_states", schema=None) as batch_op:
        batch_op.drop_column("setback")


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("item_states", schema=None) as batch_op:
        batch_op.add_column(sa.Column("setback", sa.Text(), nullable=True))
    with op.batch_alter_table("light_consequences", schema=None) as batch_op:
        batch_op.drop_index("ix_light_consequences_unit_on")
    op.drop_table("light_consequences")
