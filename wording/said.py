"""Sentences as values: each keeps the pattern it was made by and what was put in, so that it can be said in another language."""

from collections.abc import Iterable, Mapping


class Said(str):
    """A Chinese sentence, or a part of one; for everybody who does not translate it, a text like any other."""

    __slots__ = ("pattern", "values")

    pattern: str
    # By their names in the pattern. What was put in a row is a tuple, and `pattern` stands between its parts.
    values: Mapping[str, object] | tuple[str, ...]

    def __add__(self, other: str) -> str:
        return joined("", (self, other))

    def __radd__(self, other: str) -> str:
        return joined("", (other, self))

    def strip(self, chars: str | None = None, /) -> str:
        """As `str.strip`; still the same sentence."""
        made = str.__new__(Said, str.strip(self, chars))
        made.pattern, made.values = self.pattern, self.values
        return made


class Typed(str):
    """Words that one types: they are read in Chinese, or as `latin`, so they are never translated."""

    __slots__ = ("latin",)

    latin: str


def typed(words: str, latin: str = "") -> str:
    """What one may type, as it is read in every language; `latin` where the Chinese words have such a twin."""
    made = str.__new__(Typed, words)
    made.latin = latin or words
    return made


def worded(pattern: str, /, **values: object) -> str:
    """The pattern filled in as `str.format` does; the catalogue of another language has an entry for each pattern."""
    made = str.__new__(Said, pattern.format_map(values))
    made.pattern, made.values = pattern, values
    return made


def joined(between: str, parts: Iterable[str]) -> str:
    """The parts in a row, as `str.join` does."""
    listed = tuple(parts)
    # The text itself: a join over parts that override `+` would otherwise come here again.
    made = str.__new__(Said, str.join(between, listed))
    made.pattern, made.values = between, listed
    return made
