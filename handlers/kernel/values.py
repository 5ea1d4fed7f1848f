"""Reading values that come back from the store as JSON: what a button carries, what a form keeps."""

from collections.abc import Mapping
from datetime import date

Values = Mapping[str, object]


class WrongValue(ValueError):
    """A value that is missing or of another kind: another version of the service wrote it, or this one is mistaken."""

    def __init__(self, key: str, wanted: str, found: object) -> None:
        super().__init__(f"{key}: {wanted} is needed, not {found!r}")


def number(values: Values, key: str, default: int | None = None) -> int:
    """A whole number, or `default` where none stands; raises WrongValue."""
    found = values.get(key, default)
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    raise WrongValue(key, "a whole number", found)


def text(values: Values, key: str, default: str | None = None) -> str:
    """A text, or `default` where none stands; raises WrongValue."""
    found = values.get(key, default)
    if isinstance(found, str):
        return found
    raise WrongValue(key, "a text", found)


def number_or_none(values: Values, key: str) -> int | None:
    """A whole number; None where none stands. Raises WrongValue."""
    return None if values.get(key) is None else number(values, key)


def text_or_none(values: Values, key: str) -> str | None:
    """A text; None where none stands. Raises WrongValue."""
    return None if values.get(key) is None else text(values, key)


def flag(values: Values, key: str) -> bool:
    """True or false; raises WrongValue."""
    found = values.get(key)
    if isinstance(found, bool):
        return found
    raise WrongValue(key, "true or false", found)


def day(values: Values, key: str) -> date:
    """A day written as in ISO 8601; raises WrongValue."""
    found = text(values, key)
    try:
        return date.fromisoformat(found)
    except ValueError as broken:
        raise WrongValue(key, "an ISO date", found) from broken
