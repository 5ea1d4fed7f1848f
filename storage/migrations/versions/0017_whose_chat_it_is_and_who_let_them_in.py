"""Bindings know when they were last used and why they ended; invitations know who made and who confirmed them

Revision: 0017
"""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import RowId

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INVITES = ("sent_hash", "role", "unit", "made_by", "approved_by", "approved_at", "voided")
BINDINGS = ("seen_at", "pin", "pin_tries", "ended", "invite")


def upgrade() -> None:
    """Forward: browsers that are bound count as used at this moment, so that nobody is put out by the upgrade itself."""
    with op.batch_alter_table("bindings") as bindings:
        bindings.add_column(sa.Column("seen_at", sa.DateTime(), nullable=True))
        bindings.add_column(sa.Column("pin", sa.String(length=200), nullable=True))
        bindings.add_column(sa.Column("pin_tries", sa.Integer(), nullable=True))
        bindings.add_column(sa.Column("ended", sa.String(length=20), nullable=True))
        bindings.add_column(sa.Column("invite", sa.String(length=64), nullable=True))
    op.execute("UPDATE bindings SET seen_at = CURRENT_TIMESTAMP WHERE channel = 'web' AND revoked_at IS NULL")
    with op.batch_alter_table("invites") as invites:
        invites.add_column(sa.Column("sent_hash", sa.String(length=64), nullable=True))
        invites.add_column(sa.Column("role", sa.String(length=20), nullable=True))
        invites.add_column(sa.Column("unit", sa.String(length=20), nullable=True))
        invites.add_column(sa.Column("made_by", RowId, nullable=True))
        invites.add_column(sa.Column("approved_by", RowId, nullable=True))
        invites.add_column(sa.Column("approved_at", sa.DateTime(), nullable=True))
        invites.add_column(sa.Column("voided", sa.String(length=20), nullable=True))
        for column in ("made_by", "approved_by"):
            invites.create_foreign_key(op.f(f"fk_invites_{column}"), "people", [column], ["id"])
        invites.create_index("ix_invites_sent_hash", ["sent_hash"])
        invites.create_index(op.f("ix_invites_person_id"), ["person_id"])


def downgrade() -> None:
    """Back: an invitation is known by its first token again, and bindings end without a word."""
    with op.batch_alter_table("invites") as invites:
        invites.drop_index(op.f("ix_invites_person_id"))
        invites.drop_index("ix_invites_sent_hash")
        for column in ("made_by", "approved_by"):
            invites.drop_constraint(op.f(f"fk_invites_{column}"), type_="foreignkey")
        for column in reversed(INVITES):
            invites.drop_column(column)
    with op.batch_alter_table("bindings") as bindings:
        for column in reversed(BINDINGS):
            bindings.drop_column(column)
