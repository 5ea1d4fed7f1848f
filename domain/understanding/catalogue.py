"""What items and units are called, built once from the stored ones, so that a new workbook needs no code; and where such words
stand in a clause: figures and cues inside them say nothing about progress.
"""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.items import Item
from domain.understanding.numbers import NUMBER, UNITS
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
HIDDEN = "#"
_ITEM_CODE = re.compile(r"(?<![a-z])[a-z]{1,4}[-—_ ]?\d{3}(?!\d)")
# 新接入, 又签约: the verb of a name after these words is a cue of its own.
_FRESH = "新又再另已未没还刚"
_DIGIT = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿俩仨]")
_COUNTED = re.compile(r"(?:累计|合计|总计|一共|达到?|已完成)了?$")
# How such a word may end; nearly no place in a clause comes after one.
_COUNTED_ENDS = frozenset("计共达到成了")
LONGEST_COUNTED = 4
_UNIT = re.compile(UNITS)
_NUMERAL = re.compile(r"[\d.零〇一二两三四五六七八九十百]+$")


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


def hide(clause: str, named: list[Named]) -> str:
    """The clause with every run of the items' own words blanked out, of the same length."""
    hidden = list(_ITEM_CODE.sub(lambda found: HIDDEN * len(found.group()), clause))
    words = "\n".join(each.words for each in named)
    at = 0
    while at < len(clause):
        unit = _UNIT.match(clause, at) if at and _DIGIT.match(clause[at - 1]) else None
        if unit is not None and hidden[at - 1] != HIDDEN:
            # 第三条泉道: 条 belongs to the figure before it.
            at = unit.end()
            continue
        told = at and clause[at - 1] in _COUNTED_ENDS and _told_as_figure(clause, at)
        size = 0 if told or clause[at : at + 2] not in words else _run(clause, at, words)
        if size:
            hidden[at : at + size] = HIDDEN * size
        at += size or 1
    return "".join(hidden)


def _told_as_figure(clause: str, at: int) -> bool:
    """累计136万平方米 tells a figure, although the item may be called so too."""
    return bool(_COUNTED.search(clause, max(0, at - LONGEST_COUNTED), at)) and NUMBER.match(clause, at) is not None


def _run(clause: str, at: int, words: str) -> int:
    """How many letters from here on belong to a name; 0 for none."""
    size = 1
    while at + size < len(clause) and clause[at : at + size + 1] in words:
        size += 1
    size = _without_figure_at_end(clause, at, size, words)
    run = clause[at : at + size]
    if size < 2 or (size == 2 and (run in GENERIC or (at and clause[at - 1] in _FRESH))):
        return 0
    if size == 2 and _NUMERAL.match(run):
        return 0
    return size


def _without_figure_at_end(clause: str, at: int, size: int, words: str) -> int:
    """楼宇交付26座 ends in a figure that is told; 26座楼宇 and the whole alias 1+4+4 do not."""
    run = clause[at : at + size]
    if f"\n{run}\n" in f"\n{words}\n":
        return size
    for figure in NUMBER.finditer(clause, at):
        if figure.start() >= at + size:
            break
        if figure.end() >= at + size:
            return figure.start() - at
    return size
