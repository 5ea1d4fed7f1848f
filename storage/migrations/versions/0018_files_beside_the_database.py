"""The bytes of files lie outside the database; which files ended, and who sent them

Revision: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward: bytes that are in the database stay there, readable, until `zeren evidence move` has moved them."""
    op.create_table(
        "file_ends",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("entry", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file_ends")),
    )
    op.create_index(op.f("ix_file_ends_entry"), "file_ends", ["entry"], unique=True)
    some = sa.text("sha256 IS NOT NULL")
    op.create_index("ix_updates_sha256", "updates", ["sha256"], sqlite_where=some, postgresql_where=some)
    op.create_index("ix_updates_person_files", "updates", ["person_id", "at"], sqlite_where=some, postgresql_where=some)


def downgrade() -> None:
    """Back: refused where bytes lie outside already, since the older program would not find them."""
    outside = sa.text("SELECT count(*) FROM blobs WHERE size > 0 AND length(content) = 0")
    if op.get_bind().execute(outside).scalar_one():
        raise RuntimeError("files lie outside the database: the older program would not find them")
    op.drop_index("ix_updates_person_files", "updates")
    op.drop_index("ix_updates_sha256", "updates")
    op.drop_index(op.f("ix_file_ends_entry"), "file_ends")
    op.drop_table("file_ends")
