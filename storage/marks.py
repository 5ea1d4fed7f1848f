"""Named marks: small facts of the service itself."""

from sqlalchemy import bindparam, delete, insert, select, update

from storage.store import Kept, Now, Store
from storage.tables import marks

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
# With the kind of fact behind it: the number of the entry that tells what is in force.
ON_RECORD = "on_record"
# Up to when messages that could not be handled were told of (ISO time, UTC).
DEAD_TOLD = "dead_told"
# With the kind of form behind it: why the office's own did not serve.
FORM_FAILED = "form_failed"
# When the service last ran (ISO time, UTC).
ALIVE = "alive"

KEPT: Kept[str, str] = Kept("marks", marks)
VALUE = select(marks.c.value).where(marks.c.name == bindparam("name"))
CHANGE = update(marks).where(marks.c.name == bindparam("wanted")).values(value=bindparam("value"))
INSERT = insert(marks)


def get(store: Store, name: str) -> str | None:
    """The mark's value, or None."""

    def read(_wanted: list[str]) -> dict[str, str]:
        value = store.execute(VALUE, {"name": name}).scalar_one_or_none()
        return {} if value is None else {name: value}

    return store.recall(KEPT, (name,), read).get(name)


def nothing_due(store: Store) -> str | None:
    """Why nothing may fall due now, if so: people are answered, but not reminded."""
    return get(store, HELD) or get(store, JUMPED)


def put(store: Store, name: str, value: str) -> None:
    """Sets a mark."""
    row, now = {"name": name, "value": value}, Now(KEPT, name, value)
    if store.execute(CHANGE, {"wanted": name, "value": value}, now).rowcount == 0:
        store.execute(INSERT, row, now)


def clear(store: Store, name: str) -> None:
    """Takes a mark away."""
    store.execute(delete(marks).where(marks.c.name == name), None, Now(KEPT, name, None))
