"""What the running process knows of itself, and what the store holds for it: the source of /readyz and /metrics."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.set_aside import Kind
from storage.backlog import Waiting
from storage.outbox import Lane


@dataclass
class Pulse:
    """Counts since the process began; times are monotonic seconds. Several tasks write, only HTTP reads."""

    # By channel and outcome: done, failed (it is tried again), dead (set aside).
    messages: Counter[tuple[str, str]] = field(default_factory=Counter)
    # By channel and what became of it: accepted, failed, unreachable, unknown, again.
    deliveries: Counter[tuple[str, str]] = field(default_factory=Counter)
    # By channel and cause: send attempts that failed.
    failures: Counter[tuple[str, str]] = field(default_factory=Counter)
    leading: bool = False
    # Why nothing may leave until `zeren release`.
    held: str | None = None
    ticked_at: float | None = None
    tick_seconds: float = 0.0
    # Since when nothing could be stored.
    unstored_since: float | None = None

    def ticked(self, began: float) -> None:
        """A tick that began then has ended well."""
        self.ticked_at = time.monotonic()
        self.tick_seconds = self.ticked_at - began

    def stored(self, *, ok: bool) -> None:
        """A transaction of messages was committed, or could not be."""
        if ok:
            self.unstored_since = None
        elif self.unstored_since is None:
            self.unstored_since = time.monotonic()


@dataclass(frozen=True)
class Stored:
    """What the store says of its backlog."""

    waiting: Mapping[tuple[str, Lane], Waiting]
    dead: int
    aside: Mapping[Kind, int]
