"""Names that units bore before, what was decided about items, units without people

Revision: 0020
"""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import RowId

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward: nothing was renamed or decided before."""
    op.create_table(
        "unit_names",
        sa.Column("id", RowId, nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("person_id", RowId, nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("entry", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_unit_names_person_id_people")),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_unit_names_unit_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_names")),
    )
    op.create_index(op.f("ix_unit_names_entry"), "unit_names", ["entry"], unique=True)
    op.create_index(op.f("ix_unit_names_name"), "unit_names", ["name"])
    op.create_table(
        "item_decisions",
        sa.Column("id", RowId, nullable=False),
        sa.Column("item_id", RowId, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("decided", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("person_id", RowId, nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("to_unit", sa.String(length=20), nullable=True),
        sa.Column("into", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entry", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_item_decisions_item_id_items")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_item_decisions_person_id_people")),
        sa.ForeignKeyConstraint(["to_unit"], ["units.code"], name=op.f("fk_item_decisions_to_unit_units")),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_item_decisions_unit_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_decisions")),
    )
    op.create_index(op.f("ix_item_decisions_entry"), "item_decisions", ["entry"], unique=True)
    op.create_index(op.f("ix_item_decisions_item_id"), "item_decisions", ["item_id"])
    op.create_index("ix_item_decisions_year_id", "item_decisions", ["year", "id"])
    op.create_table(
        "out_of_reach",
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_out_of_reach_unit_units")),
        sa.PrimaryKeyConstraint("unit", name=op.f("pk_out_of_reach")),
    )


def downgrade() -> None:
    """Back: the older program knows of no earlier names and no decisions."""
    op.drop_table("out_of_reach")
    op.drop_table("item_decisions")
    op.drop_table("unit_names")
