"""Statements that write rows, compiled once: text, order of the values and their conversion are kept.

A Core execution works all of that out again for every row, at more than what the driver itself takes. The text goes
through `Connection.exec_driver_sql`, so failures, events and lost connections are the same as ever.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, UpdateBase
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler

Row = Mapping[str, object]
Values = tuple[object, ...]
Convert = Callable[[Any], object]


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
