"""Leave, stand-ins, what holds a ladder, what was not told and why, and asks

Revision: 0007
"""

import sqlalchemy as sa
from alembic import op

from storage.exact import UtcTime
from storage.tables.base import RowId

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "leaves",
        sa.Column("id", RowId, nullable=False),
        sa.Column("person_id", RowId, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("entered_by", RowId, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_leaves_person_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["people.id"], name=op.f("fk_leaves_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaves")),
    )
    op.create_table(
        "stand_ins",
        sa.Column("id", RowId, nullable=False),
        sa.Column("person_id", RowId, nullable=False),
        sa.Column("deputy_id", RowId, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("entered_by", RowId, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_stand_ins_person_id")),
        sa.ForeignKeyConstraint(["deputy_id"], ["people.id"], name=op.f("fk_stand_ins_deputy_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["people.id"], name=op.f("fk_stand_ins_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stand_ins")),
    )
    op.create_table(
        "holds",
        sa.Column("item_id", RowId, nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("through", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", RowId, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_holds_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_holds_person_id")),
        sa.PrimaryKeyConstraint("item_id", "subject", "kind", name=op.f("pk_holds")),
    )
    op.create_table(
        "withheld",
        sa.Column("item_id", RowId, nullable=False),
        sa.Column("occurrence", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_withheld_item_id")),
        sa.PrimaryKeyConstraint("item_id", "occurrence", "reason", name=op.f("pk_withheld")),
    )
    op.create_table(
        "asks",
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_asks_unit")),
        sa.PrimaryKeyConstraint("unit", "on", name=op.f("pk_asks")),
    )
    for table, column in (("leaves", "person_id"), ("stand_ins", "person_id")):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(f"ix_{table}_{column}", [column], unique=False)
    with op.batch_alter_table("asks", schema=None) as batch_op:
        batch_op.create_index("ix_asks_on", ["on"], unique=False)


def downgrade() -> None:
    """Back."""
    for table in ("asks", "withheld", "holds", "stand_ins", "leaves"):
        op.drop_table(table)
