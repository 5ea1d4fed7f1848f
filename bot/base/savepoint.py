"""Work that is taken back alone when it fails, inside a transaction that goes on."""

from collections.abc import Callable

import structlog

from handlers.kernel.turn import Undo
from storage.soundness import is_store_failure
from storage.store import Store

log = structlog.get_logger()


def attempt(store: Store, work: Callable[[], object]) -> Exception | None:
    """Does the work in a savepoint, or takes all of it back and gives the failure; the store's own failures are raised.

    What was put off before is no part of the work: if it cannot be written the whole transaction must fail.
    """
    store.flush()
    try:
        with store.savepoint():
            work()
    except Exception as failure:
        if is_store_failure(failure):
            raise
        return failure
    return None


def attempt_row(store: Store, work: Callable[[], object]) -> Exception | None:
    """The same for rows of a tick: what fails is logged, since the tick goes on without it."""
    failure = attempt(store, work)
    if failure is not None and not isinstance(failure, Undo):
        log.error("part of a tick failed", exc_info=failure)
    return failure
