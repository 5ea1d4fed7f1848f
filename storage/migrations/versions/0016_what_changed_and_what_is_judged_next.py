"""Changes of units, items and areas by number; the day on which each open item is judged next

Revision: 0016
"""

from datetime import date

import sqlalchemy as sa
from alembic import op

from storage.tables.base import RowId

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward: every open item is judged once more, at once."""
    op.create_table(
        "reference_changes",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ref", sa.String(length=20), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "ref", name=op.f("pk_reference_changes")),
    )
    op.create_index("ix_reference_changes_number", "reference_changes", ["number"])
    op.create_table(
        "judge_days",
        sa.Column("item_id", RowId, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_judge_days_item_id")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_judge_days")),
    )
    op.create_index("ix_judge_days_year_on_item_id", "judge_days", ["year", "on", "item_id"])
    items = sa.table("items", sa.column("id"), sa.column("year"), sa.column("stage"))
    days = sa.table("judge_days", sa.column("item_id"), sa.column("year"), sa.column("on", sa.Date()))
    open_items = sa.select(items.c.id, items.c.year, sa.literal(date(1970, 1, 1), sa.Date())).where(
        items.c.stage == "open"
    )
    op.execute(sa.insert(days).from_select(["item_id", "year", "on"], open_items))
    op.execute("DELETE FROM marks WHERE name = 'catalogue'")


def downgrade() -> None:
    """Back: what is in memory is told by a mark again, and what is due for judging by the states."""
    op.drop_index("ix_judge_days_year_on_item_id", "judge_days")
    op.drop_table("judge_days")
    op.drop_index("ix_reference_changes_number", "reference_changes")
    op.drop_table("reference_changes")
