"""The only place that reads the time."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time in UTC."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """See Clock."""
        return datetime.now(UTC)


class Drift:
    """How far the machine's clock moved against the time that passed: zero but for a hand, a network clock or a sleep."""

    def __init__(self, wall: Callable[[], float] = time.time, passed: Callable[[], float] = time.monotonic) -> None:
        """Both give seconds; `passed` only ever grows."""
        self._wall, self._passed = wall, passed
        self._apart = wall() - passed()

    def since_asked(self) -> float:
        """Seconds the clock was moved by since the last call; negative for a clock set back."""
        apart = self._wall() - self._passed()
        moved, self._apart = apart - self._apart, apart
        return moved


class ShiftedClock:
    """The machine's clock moved so that it started at `start`: a visitor's jump in time."""

    def __init__(self, start: datetime) -> None:
        self._shift: timedelta = start.astimezone(UTC) - datetime.now(UTC)

    def now(self) -> datetime:
        """See Clock."""
        return datetime.now(UTC) + self._shift

    def jump(self, to: datetime) -> None:
        """Goes on from another moment."""
        self._shift = to.astimezone(UTC) - datetime.now(UTC)


class FixedClock:
    """A clock that stands still: a tick by hand, a day of the sample's past."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        """See Clock."""
        return self._at
