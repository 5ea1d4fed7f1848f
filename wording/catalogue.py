"""The catalogue of a second language: patterns by the Chinese patterns that they stand for."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from wording.said import Said, Typed

CHINESE = "zh"
# The table of the web chat's page, which looks up whole sentences in its own place.
PAGE_WORDS = "page"
# The signs of a Chinese sentence, and what stands for each between words of another script.
SIGNS = str.maketrans({"、": ", ", "，": ", ", "；": "; ", "。": ". ", "：": ": ", "（": " (", "）": ")", "？": "?"})
# A font of Chinese draws these as wide as a character of its own.
QUOTES = str.maketrans("“”", '""')
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
SPACES = re.compile(r" {2,}| (?=[,;.:)])")


class Count(int):
    """A number in a pattern. `{count:item|items}` is the form of a word that fits it, `{month:month}` a month by its name."""

    def __format__(self, spec: str) -> str:
        if spec == "month":
            return MONTHS[self - 1]
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
        found = self._told(text)
        return SPACES.sub(_space, found).strip(" ").translate(QUOTES) if isinstance(text, Said) else found

    def _told(self, text: str) -> str:
        if isinstance(text, Typed):
            return text.latin
        if not isinstance(text, Said):
            return self._plain(text)
        if isinstance(text.values, tuple):
            return self._pattern(text.pattern).join(map(self._told, text.values))
        values = {name: self._value(value) for name, value in text.values.items()}
        return self._pattern(text.pattern).format_map(values)

    def _plain(self, text: str) -> str:
        """A sentence or a word; of what stands in quotation marks what is in them."""
        if text[:1] == "“" and text[-1:] == "”":
            return f"“{self._plain(text[1:-1])}”"
        return self.entries.get(text, text)

    def _pattern(self, pattern: str) -> str:
        return self.entries.get(pattern) or pattern.translate(SIGNS)

    def _value(self, value: object) -> object:
        if isinstance(value, str):
            return Words(self._told(value))
        return Count(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _space(found: re.Match[str]) -> str:
    return " " if len(found[0]) > 1 else ""


@cache
def entries(language: str, name: str) -> Mapping[str, str]:
    """The table `wording/<language>/<name>.toml`; empty for Chinese, which needs none."""
    if language == CHINESE:
        return {}
    file = resources.files("wording").joinpath(language, f"{name}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of `wording/<language>`: all its tables but the page's.

    Raises ValueError if two of them give a pattern different twins.
    """
    found: dict[str, str] = {}
    for file in resources.files("wording").joinpath(language).iterdir():
        name, _, kind = file.name.partition(".")
        if kind != "toml" or name == PAGE_WORDS:
            continue
        for pattern, twin in entries(language, name).items():
            if found.setdefault(pattern, twin) != twin:
                raise ValueError(f"{file.name}: {pattern!r} has another twin elsewhere")
    return Catalogue(found)


def told(text: str, language: str) -> str:
    """A sentence in a language by its code; Chinese is what it was made in."""
    return text if language == CHINESE else catalogue(language).told(text)
