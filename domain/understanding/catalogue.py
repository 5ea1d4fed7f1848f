"""What items and units are called: built once from the stored ones, so that a new workbook needs no code."""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.items import Item
from domain.understanding.text import grams
from domain.units import Unit, UnitKind

_BRACKETS = re.compile(r"[(（][^)）]*[)）]|[“”\"「」《》]")
_HEAD_COUNT = re.compile(r"^\d+(?:\.\d+)?(?:条|座|个|家|处|项)?")


@dataclass(frozen=True, slots=True)
class Named:
    """An item with its phrases, cleaned as messages are."""

    item: Item
    phrases: tuple[str, ...]
    grams: frozenset[str]


@dataclass(frozen=True)
class Catalogue:
    """Items by the pairs of characters in their names, each pair weighted by how few items share it."""

    named: Mapping[str, Named]
    by_gram: Mapping[str, tuple[str, ...]]
    weight: Mapping[str, float]
    by_unit: Mapping[str, tuple[str, ...]]
    unit_words: tuple[tuple[str, str], ...]
    streets: frozenset[str]

    @classmethod
    def build(cls, items: Iterable[Item], units: Iterable[Unit]) -> "Catalogue":
        """Indexes the items and the names of units."""
        named = {item.code: _named(item) for item in items}
        index: dict[str, list[str]] = defaultdict(list)
        for code, each in named.items():
            for gram in each.grams:
                index[gram].append(code)
        count = max(1, len(named))
        by_unit: dict[str, list[str]] = defaultdict(list)
        for code, each in named.items():
            for unit in (each.item.unit, *each.item.co_units):
                by_unit[unit].append(code)
        known = list(units)
        words = {_fold(word): unit.code for unit in known for word in (unit.name, *unit.short_names)}
        return cls(
            named=named,
            by_gram={gram: tuple(codes) for gram, codes in index.items()},
            weight={gram: math.log(1 + count / len(codes)) for gram, codes in index.items()},
            by_unit={unit: tuple(codes) for unit, codes in by_unit.items()},
            unit_words=tuple(sorted(words.items(), key=lambda pair: -len(pair[0]))),
            streets=frozenset(unit.code for unit in known if unit.kind is UnitKind.STREET),
        )

    def units_in(self, text: str) -> list[tuple[str, str]]:
        """Units named in a text, longest names first: (code, words)."""
        found = []
        for words, code in self.unit_words:
            if words in text:
                found.append((code, words))
                text = text.replace(words, "␣")
        return found


def _named(item: Item) -> Named:
    names = [_fold(item.name), *(_fold(alias) for alias in item.aliases)]
    bare = _fold(_BRACKETS.sub("", item.name))
    phrases = {phrase for phrase in (*names, bare, _HEAD_COUNT.sub("", bare)) if len(phrase) > 1}
    pairs = frozenset(pair for phrase in phrases for pair in grams(phrase))
    code = _fold(item.code)
    phrases |= {code, code.replace("-", ""), code.replace("-", " ")}
    return Named(item, tuple(sorted(phrases, key=len, reverse=True)), pairs)


def _fold(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower().replace("“", "").replace("”", "")
