"""What the parsers of keys share."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Protocol, TypeVar


class UnknownKey(ValueError):
    """A text that is not the key of anything this version knows."""


class Key(Protocol):
    """A value with a text form of its own."""

    def text(self) -> str: ...


K = TypeVar("K", bound=Key)


def parser(read: Callable[[str], K]) -> Callable[[str], K]:
    """A reader that takes exactly what `text()` writes; for anything else it raises UnknownKey."""

    @wraps(read)
    def exact(text: str) -> K:
        try:
            found = read(text)
        except ValueError:
            raise UnknownKey(text) from None
        if found.text() != text:
            raise UnknownKey(text)
        return found

    return exact


def number(text: str) -> int:
    """A number in the store, or one counted from 0."""
    if not text.isdecimal():
        raise UnknownKey(text)
    return int(text)


def day(text: str) -> date:
    """A local day, as 2026-06-30."""
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    """A moment in UTC, as 2026-06-30T01:00:00+00:00."""
    return datetime.fromisoformat(text)
