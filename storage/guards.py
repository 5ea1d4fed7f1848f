"""Triggers that refuse to change or take away what is kept, on both databases.

The one way through is `lifted`: restore and migration take the guards away and put them back in their own transaction, so that
nobody else is ever without them. There is no switch that another program could set.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import JSON, Column, Table, text

from storage.covered import COVERED, Covered
from storage.store import Store
from storage.tables import record

FUNCTION = "zeren_kept"
REFUSAL = "what is kept is neither changed nor taken away (docs/record.md)"


def install(store: Store) -> None:
    """Puts the guards in place, anew where they are already."""
    remove(store)
    statements = _postgresql() if store.dialect == "postgresql" else _sqlite()
    for statement in statements:
        store.execute(text(statement))


def remove(store: Store) -> None:
    """Takes the guards away, in the caller's transaction."""
    postgresql = store.dialect == "postgresql"
    for name, table in present(store):
        store.execute(text(f"DROP TRIGGER {name} ON {table}" if postgresql else f"DROP TRIGGER {name}"))
    if postgresql:
        store.execute(text(f"DROP FUNCTION IF EXISTS {FUNCTION}"))


@contextmanager
def lifted(store: Store, only: Table | None = None) -> Iterator[None]:
    """No guards meanwhile, or none of one table; if the work fails, its transaction must be taken back, and the guards come back
    with it.
    """
    if only is None:
        remove(store)
        yield
        install(store)
        return
    postgresql = store.dialect == "postgresql"
    for name, table in present(store):
        if table == only.name:
            store.execute(text(f"DROP TRIGGER {name} ON {table}" if postgresql else f"DROP TRIGGER {name}"))
    yield
    for statement in _postgresql_of(only) if postgresql else _sqlite_of(only):
        store.execute(text(statement))


def present(store: Store) -> list[tuple[str, str]]:
    """The guards that are in place: name and table, by name."""
    if store.dialect == "postgresql":
        query = (
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE tgname LIKE 'kept\\_%' AND tgenabled <> 'D' AND NOT tgisinternal ORDER BY tgname"
        )
    else:
        query = (
            "SELECT name, tbl_name FROM sqlite_master "
            "WHERE type = 'trigger' AND name LIKE 'kept\\_%' ESCAPE '\\' ORDER BY name"
        )
    return [(row[0], row[1]) for row in store.execute(text(query))]


def missing(store: Store) -> list[str]:
    """The names of guards that should be in place and are not."""
    here = {name for name, _ in present(store)}
    steps = ("update", "delete", "truncate") if store.dialect == "postgresql" else ("update", "delete")
    return [_name(table, step) for table, _ in _guarded() for step in steps if _name(table, step) not in here]


def _guarded() -> Sequence[tuple[Table, frozenset[str]]]:
    """Tables whose rows are kept, with the columns that may change all the same."""
    return [(record, frozenset()), *((each.table, _changeable(each)) for each in COVERED if each.kept)]


def _changeable(covered: Covered) -> frozenset[str]:
    """Of files even the bytes are kept: they are no facts only because their hash is one."""
    return covered.free - {"content"}


def _name(table: Table, step: str) -> str:
    return f"kept_{table.name}_{step}"


def _sqlite() -> Iterator[str]:
    for table, _ in _guarded():
        yield from _sqlite_of(table)


def _sqlite_of(table: Table) -> Iterator[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    free = dict(_guarded())[table]
    changed = f"WHEN {_differs(table, free, 'IS NOT')} " if free else ""
    yield f'CREATE TRIGGER {_name(table, "update")} BEFORE UPDATE ON "{table.name}" {changed}{refuse}'
    yield f'CREATE TRIGGER {_name(table, "delete")} BEFORE DELETE ON "{table.name}" {refuse}'


def _postgresql() -> Iterator[str]:
    yield (
        f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table, _ in _guarded():
        yield from _postgresql_of(table)


def _postgresql_of(table: Table) -> Iterator[str]:
    call = f"EXECUTE FUNCTION {FUNCTION}()"
    free = dict(_guarded())[table]
    changed = f"WHEN ({_differs(table, free, 'IS DISTINCT FROM')}) " if free else ""
    on = f'ON "{table.name}"'
    yield f"CREATE TRIGGER {_name(table, 'update')} BEFORE UPDATE {on} FOR EACH ROW {changed}{call}"
    yield f"CREATE TRIGGER {_name(table, 'delete')} BEFORE DELETE {on} FOR EACH ROW {call}"
    yield f"CREATE TRIGGER {_name(table, 'truncate')} BEFORE TRUNCATE {on} FOR EACH STATEMENT {call}"


def _differs(table: Table, free: frozenset[str], compare: str) -> str:
    parts = [
        f"{_value('OLD', column)} {compare} {_value('NEW', column)}" for column in table.c if column.name not in free
    ]
    return " OR ".join(parts)


def _value(side: str, column: Column[object]) -> str:
    """JSON of PostgreSQL cannot be compared but as text."""
    name = f'{side}."{column.name}"'
    return f"CAST({name} AS text)" if isinstance(column.type, JSON) else name
