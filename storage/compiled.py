"""Statements that write many rows, compiled once: text, order of the values and their conversion are kept.

A Core execution works all of that out again for every row, at four times what the driver itself takes. The text goes
through `Connection.exec_driver_sql`, so failures, events and lost connections are the same as ever.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, UpdateBase
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler

Row = Mapping[str, object]
Values = tuple[object, ...]
Convert = Callable[[Any], object]


class Prepared:
    """A statement's text for one dialect and one set of names. Converts a row of these names to the driver's values."""

    def __init__(self, text: str, names: Sequence[str], converts: Sequence[tuple[int, Convert]]) -> None:
        self.text = text
        self._take: Callable[[Row], Values] = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
        self._converts = converts

    def values(self, row: Row) -> Values:
        """Raises KeyError for a row without one of the names, and what the column's type raises."""
        values = list(self._take(row))
        for at, convert in self._converts:
            values[at] = convert(values[at])
        return tuple(values)


def prepared(connection: Connection, statement: UpdateBase, names: tuple[str, ...]) -> Prepared | None:
    """The statement for rows with these names; None if it needs more than the rows' own values."""
    dialect = connection.dialect
    shapes = _KNOWN.setdefault(dialect, WeakKeyDictionary()).setdefault(statement, {})
    if names not in shapes:
        shapes[names] = _prepare(dialect, statement, names)
    return shapes[names]


# By the dialect's object, since two databases of one kind may be set up differently.
_KNOWN: WeakKeyDictionary[Dialect, WeakKeyDictionary[UpdateBase, dict[tuple[str, ...], Prepared | None]]]
_KNOWN = WeakKeyDictionary()


def _prepare(dialect: Dialect, statement: UpdateBase, names: Sequence[str]) -> Prepared | None:
    compiled = statement.compile(dialect=dialect, column_keys=list(names), for_executemany=True)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 - for the type checker
    wanted = compiled.positiontup or ()
    plain = set(wanted) <= set(names) and not compiled.literal_execute_params and not compiled.post_compile_params
    if not wanted or not plain or compiled.insert_prefetch or compiled.update_prefetch or compiled.effective_returning:
        return None
    converts = [(at, _convert(compiled, name, dialect)) for at, name in enumerate(wanted)]
    return Prepared(compiled.string, wanted, [(at, convert) for at, convert in converts if convert is not None])


def _convert(compiled: SQLCompiler, name: str, dialect: Dialect) -> Convert | None:
    return compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)
