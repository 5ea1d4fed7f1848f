"""The metadata, and columns that many tables have."""

from sqlalchemy import BigInteger, Column, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only for a column of type INTEGER.
RowId = BigInteger().with_variant(Integer(), "sqlite")


def in_record(*, shared: bool = False) -> Column[int]:
    """The number of the entry in the record that tells of this row as it is now; `shared` by several rows of the table.

    NULL only for a moment: `storage.migrate` puts rows of older programs on record.
    """
    return Column("entry", BigInteger, index=True, unique=not shared)
