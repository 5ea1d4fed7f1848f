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
_MARKS = re.compile(r"[-、,()]")
_HEAD_COUNT = re.compile(r"^\d+(?:\.\d+)?(?:条|座|个|家|处|项)?")
# Pairs that say nothing about which item is meant.
GENERIC = frozenset(
    re.findall(
        "..",
        "完成累计新增目标任务项目建设建成交付进度全区街道年度数量工作推进实施开展达到覆盖服务中心管理企业单位"
        "力争本年全年投用竣工开工引进增长下降比率总数小区改造片区区内净增签约达标创建整治发展有限机构人数户数面积",
    )
)


@dataclass(frozen=True, slots=True)
class Named:
    """An item with its phrases, cleaned as messages are, and the pairs of characters in all of them and in each. `words`: all
    phrases and its unit's names, one a line.
    """

    item: Item
    phrases: tuple[str, ...]
    grams: frozenset[str]
    of_phrases: tuple[frozenset[str], ...]
    words: str


@dataclass(frozen=True)
class Catalogue:
    """Items by the pairs of characters in their names, each pair weighted by how few items share it.

    `spoken` holds by pair the whole sets of pairs of the names that have it, each name once.
    """

    named: Mapping[str, Named]
    by_gram: Mapping[str, tuple[str, ...]]
    weight: Mapping[str, float]
    by_unit: Mapping[str, tuple[str, ...]]
    by_name: Mapping[str, tuple[str, ...]]
    unit_words: Mapping[str, tuple[tuple[str, str], ...]]
    streets: frozenset[str]
    spoken: Mapping[str, tuple[frozenset[str], ...]]

    @classmethod
    def build(cls, items: Iterable[Item], units: Iterable[Unit]) -> "Catalogue":
        """Indexes the items and the names of units."""
        known = list(units)
        called = {unit.code: tuple(fold(word) for word in (unit.name, *unit.short_names)) for unit in known}
        spoken: _Spoken = {}
        named = {item.code: _named(item, called.get(item.unit, ()), spoken) for item in items}
        index: dict[str, list[str]] = defaultdict(list)
        by_unit: dict[str, list[str]] = defaultdict(list)
        by_name: dict[str, list[str]] = defaultdict(list)
        for code, each in named.items():
            for gram in each.grams:
                index[gram].append(code)
            for unit in (each.item.unit, *each.item.co_units):
                by_unit[unit].append(code)
            by_name[each.item.name].append(code)
        # A province's copy holds the same names many times over: what tells two items apart is how many names share a pair.
        names = max(1, len(by_name))
        shared = {gram: len({named[code].item.name for code in codes}) for gram, codes in index.items()}
        return cls(
            named=named,
            by_gram={gram: tuple(codes) for gram, codes in index.items()},
            weight={gram: math.log(1 + names / count) for gram, count in shared.items()},
            by_unit={unit: tuple(codes) for unit, codes in by_unit.items()},
            by_name={name: tuple(codes) for name, codes in by_name.items()},
            unit_words=_unit_index(known),
            streets=frozenset(unit.code for unit in known if unit.kind is UnitKind.STREET),
            spoken=_names_index(spoken),
        )

    def units_in(self, text: str) -> list[tuple[str, str]]:
        """Units named in a text, in its order, the longest name at each place: (code, words)."""
        found, at = [], 0
        while at < len(text) - 1:
            hit = next(
                (pair for pair in self.unit_words.get(text[at : at + 2], ()) if text.startswith(pair[0], at)), None
            )
            if hit is None:
                at += 1
            else:
                found.append((hit[1], hit[0]))
                at += len(hit[0])
        return found


def _unit_index(units: list[Unit]) -> dict[str, tuple[tuple[str, str], ...]]:
    words = {fold(word): unit.code for unit in units for word in (unit.name, *unit.short_names)}
    index: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for word, code in sorted(words.items(), key=lambda pair: -len(pair[0])):
        index[word[:2]].append((word, code))
    return {head: tuple(pairs) for head, pairs in index.items()}


# Phrases and pairs by name and aliases: the same item in fifty streets holds them once.
_Spoken = dict[tuple[str, tuple[str, ...]], tuple[tuple[str, ...], frozenset[str], tuple[frozenset[str], ...]]]


def _named(item: Item, unit_names: tuple[str, ...], spoken: _Spoken) -> Named:
    key = (item.name, item.aliases)
    if key not in spoken:
        phrases = _phrases(item)
        of_phrases = tuple(frozenset(grams(phrase)) for phrase in phrases)
        spoken[key] = phrases, frozenset().union(*of_phrases), of_phrases
    phrases, pairs, of_phrases = spoken[key]
    return Named(item, phrases, pairs, of_phrases, "\n".join((*phrases, *unit_names)))


def _names_index(spoken: _Spoken) -> dict[str, tuple[frozenset[str], ...]]:
    index: dict[str, list[frozenset[str]]] = defaultdict(list)
    for _, pairs, _ in spoken.values():
        for pair in pairs:
            index[pair].append(pairs)
    return {pair: tuple(names) for pair, names in index.items()}


def _phrases(item: Item) -> tuple[str, ...]:
    names = [fold(item.name), *(fold(alias) for alias in item.aliases)]
    bare = fold(_BRACKETS.sub("", item.name))
    every = (*names, bare, _HEAD_COUNT.sub("", bare), *(_MARKS.sub("", name) for name in names))
    return tuple(sorted({phrase for phrase in every if len(phrase) > 1}, key=lambda phrase: (-len(phrase), phrase)))


def fold(text: str) -> str:
    """A name in the form in which messages are cleaned."""
    return re.sub(r"[\s“”]+", "", unicodedata.normalize("NFKC", text)).lower().replace("—", "-")
