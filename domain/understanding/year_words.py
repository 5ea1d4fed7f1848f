"""The year of agreements that words name: 2026年JS-010, 台账 2026年, 去年的. A year that belongs to a day is none."""

import re

# At the beginning, or right before a code.
_OF_ITEMS = re.compile(
    r"^\W*(20\d\d)年度?(?:的|责任书)*(?!\d|年|[底末初终前上下第一二三四五六七八九十])|"
    r"(20\d\d)年度?(?:的|责任书)*\s*(?=[A-Za-z]{1,4}-?\d{3})"
)
_FIRST = re.compile(r"\s*(20\d\d)\s*年度?(?:的|责任书)*\s*(?!\d)")
_LAST = re.compile(r"\s*(20\d\d)\s*年度?\s*$")
_ALONE = re.compile(r"\W*(?:(20\d\d)年?|(今年|本年|新的)|去年|上年|旧的)度?(?:责任书)?的?\W*")


def year_of_items(words: str) -> int | None:
    """The year that a line of chat names for its items."""
    found = _OF_ITEMS.search(words)
    return int(found[1] or found[2]) if found else None


def without_year_of_items(words: str) -> str:
    """The line without the year that it names for its items."""
    found = _OF_ITEMS.search(words)
    return words[: found.start()] + words[found.end() :] if found else words


def year_in_front(words: str) -> tuple[int | None, str]:
    """The year that the words begin with, if they do, and the words without it."""
    found = _FIRST.match(words)
    return (int(found[1]), words[found.end() :].strip()) if found else (None, words)


def year_at_either_end(words: str) -> tuple[int | None, str]:
    """The year that the words end or begin with, if they do, and the words without it."""
    found = _LAST.search(words)
    return (int(found[1]), words[: found.start()].strip()) if found else year_in_front(words)


def year_alone(words: str, this_year: int) -> int | None:
    """The year that is all a short answer says: 2026年的, 去年, 今年."""
    found = _ALONE.fullmatch(words)
    if found is None:
        return None
    if found[1]:
        return int(found[1])
    return this_year if found[2] else this_year - 1
