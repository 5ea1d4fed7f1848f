"""Named marks: small facts of the service itself."""

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from storage.ledger import ledger
from storage.tables import marks

# Grows whenever the items change, so that a cached catalogue knows that it is old.
CATALOGUE = "catalogue"
# The local day up to which reminders have been judged (ISO date).
TICKED_THROUGH = "ticked_through"
# With the kind of digest behind it: the newest occurrence that has been sent (2026-W26, 2026-05, 2026-Q1).
DIGESTED = "digested"
# The local day up to which the lights' consequences are on record (ISO date).
RECORDED_THROUGH = "recorded_through"
# Why nothing may leave until `zeren release`: restored from a backup (F39).
HELD = "held"
# Why nothing may fall due until `zeren release`: the clock jumped (F28).
JUMPED = "jumped"
# Where the demonstration's clock was moved to (ISO time, UTC).
TRAVELLED = "travelled"
# When the service last ran (ISO time, UTC).
ALIVE = "alive"

MEMORY = "marks"
VALUE = select(marks.c.value).where(marks.c.name == bindparam("name"))


def get(connection: Connection, name: str) -> str | None:
    """The mark's value, or None."""
    known = ledger(connection).memory(MEMORY)
    if name not in known:
        known[name] = connection.execute(VALUE, {"name": name}).scalar_one_or_none()
    value: str | None = known[name]
    return value


def nothing_due(connection: Connection) -> str | None:
    """Why nothing may fall due now, if so: people are answered, but not reminded."""
    return get(connection, HELD) or get(connection, JUMPED)


def put(connection: Connection, name: str, value: str) -> None:
    """Sets a mark."""
    changed = connection.execute(update(marks).where(marks.c.name == name).values(value=value))
    if changed.rowcount == 0:
        connection.execute(insert(marks).values(name=name, value=value))
    ledger(connection).memory(MEMORY)[name] = value


def clear(connection: Connection, name: str) -> None:
    """Takes a mark away."""
    connection.execute(delete(marks).where(marks.c.name == name))
    ledger(connection).memory(MEMORY)[name] = None


def bump(connection: Connection, name: str) -> None:
    """Counts a mark up by one."""
    put(connection, name, str(int(get(connection, name) or "0") + 1))
