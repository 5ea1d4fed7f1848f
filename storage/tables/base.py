"""The metadata and the column types that keep values exact on both databases."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Column, DateTime, Integer, MetaData, String, TypeDecorator
from sqlalchemy.engine import Dialect

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


class UtcTime(TypeDecorator[datetime]):
    """A moment: aware UTC in Python, naive UTC in the database (SQLite keeps no zone)."""

    impl = DateTime
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], object] | None:
        """On SQLite the text that SQLAlchemy's own type makes, several times as fast: times are in every row."""
        return _text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses a naive time: it could be local by mistake."""
        return None if value is None else _naive(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Gives the zone back."""
        return value.replace(tzinfo=UTC) if value is not None else None


# 2026-06-24 02:03:04.567890, without a zone.
TEXT_LENGTH = 26


def _text(value: datetime | None) -> str | None:
    if value is None:
        return None
    return (value if value.tzinfo is UTC else _naive(value)).isoformat(" ", "microseconds")[:TEXT_LENGTH]


def _naive(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a naive datetime cannot be stored")
    return (value if value.tzinfo is UTC else value.astimezone(UTC)).replace(tzinfo=None)


class Exact(TypeDecorator[Decimal]):
    """A decimal figure kept digit by digit as text: SQLite would turn NUMERIC into a float."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Plain digits without exponent."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """The same figure again."""
        return None if value is None else Decimal(value)


def in_record(*, shared: bool = False) -> Column[int]:
    """The number of the entry in the record that tells of this row as it is now; `shared` by several rows of the table.

    NULL only for a moment: `storage.migrate` puts rows of older programs on record.
    """
    return Column("entry", BigInteger, index=True, unique=not shared)
