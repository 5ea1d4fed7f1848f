"""Work that is taken back alone when it fails, inside a transaction that goes on."""

from collections.abc import Callable

import structlog
from sqlalchemy import Connection

from handlers.kernel.turn import Undo
from storage.engine import is_store_failure
from storage.ledger import ledger

log = structlog.get_logger()


def attempt(connection: Connection, work: Callable[[], object]) -> Exception | None:
    """Does the work in a savepoint, or takes all of it back and gives the failure; the store's own failures are raised.

    What was put off before is written first: the work may have it written, and then it would be taken back with the work.
    """
    notes = ledger(connection)
    notes.flush(connection)
    mark, savepoint = notes.mark(), connection.begin_nested()
    try:
        work()
        notes.flush(connection)
        savepoint.commit()
    except Exception as failure:
        savepoint.rollback()
        notes.drop(mark)
        if is_store_failure(failure):
            raise
        return failure
    return None


def attempt_row(connection: Connection, work: Callable[[], object]) -> Exception | None:
    """The same for rows of a tick: what fails is logged, since the tick goes on without it."""
    failure = attempt(connection, work)
    if failure is not None and not isinstance(failure, Undo):
        log.error("part of a tick failed", exc_info=failure)
    return failure
