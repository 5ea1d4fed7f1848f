"""The catalogue of a second language: patterns by the Chinese patterns that they stand for."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from wording.said import Said

CHINESE = "zh"
# The signs of a Chinese sentence, and what stands for each between words of another script.
SIGNS = str.maketrans({"、": ", ", "，": ", ", "；": "; ", "。": ". ", "：": ": ", "（": " (", "）": ")", "？": "?"})
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November")
MONTH_NAMES = (*MONTHS, "December")
SPACES = re.compile(r" {2,}| (?=[,;.:)])")


class Count(int):
    """A number in a pattern. `{count:item|items}` is the form of a word that fits it, `{month:month}` a month by its name."""

    def __format__(self, spec: str) -> str:
        if spec == "month":
            return MONTH_NAMES[self - 1]
        return _form(spec, single=self == 1) if "|" in spec else int.__format__(self, spec)


class Words(str):
    """A text in a pattern; a number that was worded before may stand there, too."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return _form(spec, single=self == "1") if "|" in spec else str.__format__(self, spec)


def _form(spec: str, *, single: bool) -> str:
    one, _, many = spec.partition("|")
    return one if single else many


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What each pattern, word and sentence is in one language. What it does not hold stays as it is: names are not translated."""

    entries: Mapping[str, str]

    def told(self, text: str) -> str:
        """The sentence in this language, with all that was put into it."""
        return SPACES.sub(_space, self._told(text)).strip(" ") if isinstance(text, Said) else self._told(text)

    def _told(self, text: str) -> str:
        if not isinstance(text, Said):
            return self.entries.get(text, text)
        if isinstance(text.values, tuple):
            return self._pattern(text.pattern).join(map(self._told, text.values))
        values = {name: self._value(value) for name, value in text.values.items()}
        return self._pattern(text.pattern).format_map(values)

    def _pattern(self, pattern: str) -> str:
        return self.entries.get(pattern) or pattern.translate(SIGNS)

    def _value(self, value: object) -> object:
        if isinstance(value, str):
            return Words(self._told(value))
        return Count(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _space(found: re.Match[str]) -> str:
    return " " if len(found[0]) > 1 else ""


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of `wording/<language>`: tables of a Chinese pattern and its twin, in as many files as one likes.

    Raises ValueError if two files hold different twins of one pattern.
    """
    entries: dict[str, str] = {}
    for file in sorted(resources.files("wording").joinpath(language).iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".toml"):
            continue
        for pattern, twin in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if entries.setdefault(pattern, twin) != twin:
                raise ValueError(f"{file.name}: {pattern!r} has two twins")
    return Catalogue(entries)


def told(text: str, language: str) -> str:
    """A sentence in a language by its code; Chinese is what it was made in."""
    return text if language == CHINESE else catalogue(language).told(text)
