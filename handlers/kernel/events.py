"""What happened, told to whoever rests on it: a feature announces, others follow, in the same transaction."""

from collections.abc import Callable
from typing import Generic, TypeVar

from handlers.kernel.turn import Moment

T = TypeVar("T")
Follower = Callable[[Moment, T], None]


class Event(Generic[T]):
    """One kind of event. Followers are called in the order they were registered; what one raises undoes what was announced."""

    def __init__(self) -> None:
        self._followers: list[Follower[T]] = []

    def follow(self, run: Follower[T]) -> Follower[T]:
        """Registers a follower."""
        self._followers.append(run)
        return run

    def happened(self, moment: Moment, what: T) -> None:
        """Announces."""
        for run in self._followers:
            run(moment, what)
