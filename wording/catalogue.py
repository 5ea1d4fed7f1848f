"""The catalogue of a second language: patterns by the Chinese patterns that they stand for."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from wording.said import Said

CHINESE = "zh"
# A sign of a Chinese sentence and what stands for it between words of another script.
SIGNS = {
    "、": ", ",
    "，": ", ",
    "；": "; ",
    "。": ". ",
    "：": ": ",
    "（": " (",
    "）": ")",
    "": "",
    " ": " ",
    "\n": "\n",
}


class Count(int):
    """A number in a pattern, with the form of the word that follows it: `{count:item|items}` is the word alone."""

    def __format__(self, spec: str) -> str:
        one, bar, many = spec.partition("|")
        if not bar:
            return int.__format__(self, spec)
        return one if self == 1 else many


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What each pattern, word and sentence is in one language. What it does not hold stays as it is: names are not translated."""

    entries: Mapping[str, str]

    def told(self, text: str) -> str:
        """The sentence in this language, with all that was put into it."""
        if not isinstance(text, Said):
            return self.entries.get(text, text)
        if isinstance(text.values, tuple):
            parts = [self.told(part) for part in text.values]
            return self.entries.get(text.pattern, SIGNS.get(text.pattern, text.pattern)).join(parts)
        pattern = self.entries.get(text.pattern, text.pattern)
        return pattern.format_map({name: self._value(value) for name, value in text.values.items()})

    def _value(self, value: object) -> object:
        if isinstance(value, str):
            return self.told(value)
        return Count(value) if isinstance(value, int) and not isinstance(value, bool) else value


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of `wording/<language>`: tables of Chinese pattern and its twin, in as many files as one likes.

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
