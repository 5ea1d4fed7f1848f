"""The only place that reads the time."""

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
