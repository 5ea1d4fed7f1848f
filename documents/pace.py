"""How far a reading is, told to whoever listens: a person who waits for a long workbook sees that it goes on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Given the share of the work that is done, from 0 to 1.
Listener = Callable[[float], None]
_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)
# Unpacking and opening take about half of the time, making sense of the rows the other half.
OPENED = 0.5


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """What is read inside tells the listener."""
    before = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(before)


def opening(done: int, whole: int) -> None:
    """So many of the file's bytes are opened."""
    _tell(OPENED * done / max(whole, 1))


def reading(done: int, whole: int) -> None:
    """So many of its rows are read."""
    _tell(OPENED + (1 - OPENED) * done / max(whole, 1))


def _tell(share: float) -> None:
    listener = _LISTENER.get()
    if listener is not None:
        listener(min(share, 1.0))
