"""How values reach the driver and keep what they are on both databases: the types of columns, and statements that write rows.

A statement that writes rows is compiled once: text, order of the values and their conversion are kept. A Core execution works
all of that out again for every row, at more than what the driver itself takes. The text goes through
`Connection.exec_driver_sql`, so failures, events and lost connections are the same as ever.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any
from weakref import WeakKeyDictionary

import orjson
from sqlalchemy import Connection, DateTime, String, TypeDecorator, UpdateBase
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler

Row = Mapping[str, object]
Values = tuple[object, ...]
Convert = Callable[[Any], object]


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


def to_json(value: object) -> str:
    """Cards, forms and buttons are written with every message: the standard library takes five times as long."""
    return orjson.dumps(value).decode()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement's text for one dialect and one set of names; `take` takes a row's values in the order of the text."""

    text: str
    take: Callable[[Row], Values]
    converts: Sequence[tuple[int, Convert]]


def prepared(connection: Connection, statement: UpdateBase, rows: Sequence[Row]) -> tuple[str, list[Values]] | None:
    """The statement and the rows as the driver takes them; None if it needs more than the rows' own values.

    All rows have the names of the first: raises KeyError for one that lacks a name, and what a column's type raises.
    """
    dialect, names = connection.dialect, tuple(rows[0])
    shapes = _KNOWN.setdefault(dialect, WeakKeyDictionary()).setdefault(statement, {})
    if names not in shapes:
        shapes[names] = _prepare(dialect, statement, names)
    ready = shapes[names]
    if ready is None:
        return None
    taken = [list(ready.take(row)) for row in rows]
    for at, convert in ready.converts:
        for values in taken:
            values[at] = convert(values[at])
    return ready.text, [tuple(values) for values in taken]


# By the dialect's object, since two databases of one kind may be set up differently.
_KNOWN: WeakKeyDictionary[Dialect, WeakKeyDictionary[UpdateBase, dict[tuple[str, ...], Prepared | None]]]
_KNOWN = WeakKeyDictionary()


def _prepare(dialect: Dialect, statement: UpdateBase, names: tuple[str, ...]) -> Prepared | None:
    compiled = statement.compile(dialect=dialect, column_keys=list(names), for_executemany=True)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 - for the type checker
    wanted = compiled.positiontup or ()
    plain = set(wanted) <= set(names) and not compiled.literal_execute_params and not compiled.post_compile_params
    if not wanted or not plain or compiled.insert_prefetch or compiled.update_prefetch or compiled.effective_returning:
        return None
    types = [compiled.binds[name].type.dialect_impl(dialect) for name in wanted]
    converts = [(at, kind.bind_processor(dialect)) for at, kind in enumerate(types)]
    take: Callable[[Row], Values] = itemgetter(*wanted) if len(wanted) > 1 else lambda row: (row[wanted[0]],)
    return Prepared(compiled.string, take, [(at, convert) for at, convert in converts if convert is not None])
