"""The tree of areas and the items that hang on it

Revision: 0008
"""

import sqlalchemy as sa
from alembic import op

from storage.exact import UtcTime
from storage.tables.base import RowId

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "areas",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("parent", sa.String(length=20), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent"], ["areas.code"], name=op.f("fk_areas_parent"), deferrable=True, initially="DEFERRED"
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_areas")),
        sa.UniqueConstraint("name", name=op.f("uq_areas_name")),
    )
    op.create_table(
        "item_areas",
        sa.Column("area", sa.String(length=20), nullable=False),
        sa.Column("item_id", RowId, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["area"], ["areas.code"], name=op.f("fk_item_areas_area")),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_item_areas_item_id")),
        sa.PrimaryKeyConstraint("area", "item_id", name=op.f("pk_item_areas")),
    )
    op.create_table(
        "area_changes",
        sa.Column("id", RowId, nullable=False),
        sa.Column("area", sa.String(length=20), nullable=False),
        sa.Column("item_id", RowId, nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("person_id", RowId, nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["area"], ["areas.code"], name=op.f("fk_area_changes_area")),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_area_changes_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_area_changes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_changes")),
    )
    with op.batch_alter_table("area_changes", schema=None) as batch_op:
        batch_op.create_index("ix_area_changes_area_id", ["area", "id"], unique=False)


def downgrade() -> None:
    """Back."""
    for table in ("area_changes", "item_areas", "areas"):
        op.drop_table(table)
