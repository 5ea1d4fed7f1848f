"""Obstacles become records of their own

Revision: 0005
"""

import sqlalchemy as sa
from alembic import op

from storage.exact import UtcTime
from storage.tables.base import RowId

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "blockers",
        sa.Column("id", RowId, nullable=False),
        sa.Column("item_id", RowId, nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("person_id", RowId, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("raised_at", UtcTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", RowId, nullable=True),
        sa.Column("answered_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_blockers_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_blockers_person_id")),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_blockers_unit")),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_blockers_answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blockers")),
    )
    open_ = sa.text("state = 'open'")
    with op.batch_alter_table("blockers", schema=None) as batch_op:
        batch_op.create_index("ix_blockers_item_id", ["item_id"], unique=False)
        batch_op.create_index("ix_blockers_open", ["id"], unique=False, sqlite_where=open_, postgresql_where=open_)


def downgrade() -> None:
    """Back."""
    open_ = sa.text("state = 'open'")
    with op.batch_alter_table("blockers", schema=None) as batch_op:
        batch_op.drop_index("ix_blockers_open", sqlite_where=open_, postgresql_where=open_)
        batch_op.drop_index("ix_blockers_item_id")
    op.drop_table("blockers")
