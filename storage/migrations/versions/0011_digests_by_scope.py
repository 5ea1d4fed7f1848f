"""A digest knows its scope and the last turn it told of; who wants which; nudges; pressure and missed nodes of an item

Revision: 0011
"""

import sqlalchemy as sa
from alembic import op

from storage.exact import UtcTime
from storage.tables.base import RowId

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_index("ix_items_year_stage", "items", ["year", "stage", "unit", "board", "leader", "code"])
    with op.batch_alter_table("item_states", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pressure", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("node_missed", sa.Date(), nullable=True))
    # Filled before they are required: digests of the past told of everything up to their own time.
    with op.batch_alter_table("digests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("scope", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("turns_through", sa.BigInteger(), nullable=True))
        batch_op.drop_column("lights")
    leader = (
        "(SELECT 'leader=' || people.post FROM people WHERE people.id = digests.person_id AND people.role = 'leader')"
    )
    through = "(SELECT max(light_changes.id) FROM light_changes WHERE light_changes.at <= digests.at)"
    op.execute(f"UPDATE digests SET scope = coalesce({leader}, ''), turns_through = coalesce({through}, 0)")  # noqa: S608
    with op.batch_alter_table("digests", schema=None) as batch_op:
        batch_op.alter_column("scope", existing_type=sa.String(length=200), nullable=False)
        batch_op.alter_column("turns_through", existing_type=sa.BigInteger(), nullable=False)
    op.execute("UPDATE marks SET name = 'digested_weekly' WHERE name = 'digested'")
    op.create_table(
        "subscriptions",
        sa.Column("person_id", RowId, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("scope", sa.String(length=100), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_subscriptions_person_id")),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_subscriptions")),
    )
    op.create_table(
        "nudges",
        sa.Column("person_id", RowId, nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_nudges_person_id")),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_nudges_unit")),
        sa.PrimaryKeyConstraint("person_id", "unit", "on", name=op.f("pk_nudges")),
    )


def downgrade() -> None:
    """Back: digests of then compared nothing, since their lights are not known any more."""
    op.execute("DELETE FROM marks WHERE name IN ('digested_monthly', 'digested_quarterly')")
    op.execute("UPDATE marks SET name = 'digested' WHERE name = 'digested_weekly'")
    op.drop_table("nudges")
    op.drop_table("subscriptions")
    with op.batch_alter_table("digests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lights", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.drop_column("turns_through")
        batch_op.drop_column("scope")
    with op.batch_alter_table("digests", schema=None) as batch_op:
        batch_op.alter_column("lights", existing_type=sa.JSON(), server_default=None)
    with op.batch_alter_table("item_states", schema=None) as batch_op:
        batch_op.drop_column("node_missed")
        batch_op.drop_column("pressure")
    op.drop_index("ix_items_year_stage", "items")
