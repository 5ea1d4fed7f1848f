"""What was imported, so that it can be undone; how tables are read; columns of the district's own

Revision: 0023
"""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import RowId

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward: older imports cannot be undone, older items have no columns of their own."""
    op.create_table(
        "imports",
        sa.Column("id", RowId, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("person_id", RowId, nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("added", sa.JSON(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_imports_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_year"), "imports", ["year"])
    op.create_table(
        "import_layouts",
        sa.Column("shape", sa.String(length=64), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("board", sa.String(length=50), nullable=True),
        sa.Column("cadence", sa.String(length=10), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("person_id", RowId, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_import_layouts_person_id_people")),
        sa.PrimaryKeyConstraint("shape", name=op.f("pk_import_layouts")),
    )
    op.add_column("items", sa.Column("own", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Back. Never in a batch: that would drop the table of items, to whose rows others refer."""
    op.drop_column("items", "own")
    op.drop_table("import_layouts")
    op.drop_table("imports")
