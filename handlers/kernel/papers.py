"""Files that are read: a handler asks for a reading, and is run again once it was done outside of the transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol, TypeVar

from documents.readings import Reading

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Paper:
    """A file to be read: its name, the SHA-256 of its bytes in hex, and how to get at them, which may wait for a disk."""

    name: str
    sha256: str
    content: Callable[[], bytes] = field(repr=False, compare=False)

    @classmethod
    def of(cls, content: bytes, name: str) -> "Paper":
        """The paper of these bytes."""
        return cls(name, sha256(content).hexdigest(), lambda: content)


class NotRead(Exception):
    """Nothing may be done before a paper is read: the transaction is taken back, and all is done anew after that."""

    def __init__(self, paper: Paper, reading: Reading[object]) -> None:
        super().__init__(paper.name)
        self.paper = paper
        self.reading = reading


class Papers(Protocol):
    """What was read of papers."""

    def read(self, paper: Paper, reading: Reading[Read]) -> Read:
        """The paper as it was read; raises NotRead where it was not."""
        ...
