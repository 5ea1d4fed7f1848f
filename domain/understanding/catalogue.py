"""The names of items and units, made from the stored ones. A changed item or unit changes its own entries and no others."""

import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from domain.groups import Group, amended, grouped, in_order, regrouped
from domain.items import Item
from domain.understanding.text import fold, grams
from domain.units import Unit, UnitKind

HEAD = 2


@dataclass(frozen=True, slots=True)
class UnitNames:
    """`called`: the folded names of each unit, by its code. `words`: the codes of the units with a name, of which the last is
    meant. `heads`: the names by their first two letters, the longest first. `streets`: the codes of the streets.
    """

    called: Mapping[str, tuple[str, ...]]
    words: Mapping[str, Group[str]]
    heads: Mapping[str, Group[str]]
    streets: frozenset[str]

    @classmethod
    def build(cls, units: Iterable[Unit]) -> "UnitNames":
        """The names of units."""
        known = sorted(units, key=_code)
        called = {unit.code: _names(unit) for unit in known}
        words = grouped((word, code) for code, names in called.items() for word in dict.fromkeys(names))
        heads = grouped((word[:HEAD], word) for word in sorted(words, key=_longest_first))
        return cls(called, words, heads, frozenset(unit.code for unit in known if unit.kind is UnitKind.STREET))

    def changed(self, units: Iterable[Unit]) -> "UnitNames":
        """The names after some units were added or changed."""
        fresh = {unit.code: unit for unit in units}
        called = {code: _names(unit) for code, unit in fresh.items()}
        before = [(word, code) for code in fresh for word in dict.fromkeys(self.called.get(code, ()))]
        after = [(word, code) for code, names in called.items() for word in dict.fromkeys(names)]
        words = regrouped(self.words, before, after, str)
        gone = {word for word, _ in before if word not in words}
        new = {word for word, _ in after if word not in self.words}
        heads = regrouped(
            self.heads, ((word[:HEAD], word) for word in gone), ((word[:HEAD], word) for word in new), _longest_first
        )
        streets = {code for code, unit in fresh.items() if unit.kind is UnitKind.STREET}
        return UnitNames(amended(self.called, (), called), words, heads, (self.streets - fresh.keys()) | streets)

    def called_like(self, name: str) -> Group[str]:
        """The codes of the units that have a name written like this one."""
        return self.words.get(fold(name), ())

    def found_in(self, text: str) -> list[tuple[str, str]]:
        """Units named in a text, in its order, the longest name at each place: (code, words)."""
        found, at = [], 0
        while at < len(text) - 1:
            likely = self.heads.get(text[at : at + HEAD])
            word = next((word for word in in_order(likely) if text.startswith(word, at)), None) if likely else None
            if word is None:
                at += 1
            else:
                found.append((max(self.words[word]), word))
                at += len(word)
        return found


def _names(unit: Unit) -> tuple[str, ...]:
    return tuple(fold(word) for word in (*unit.present, *unit.former))


def _code(each: Item | Unit) -> str:
    return each.code


def _longest_first(word: str) -> tuple[str, ...]:
    """The sorting key that puts longer words before shorter ones."""
    return (chr(0x10FFFF - len(word)), word)


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
T = TypeVar("T")
# Pairs of characters, each once and in order.
Grams = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemNames:
    """A name with its aliases, cleaned as messages are: the same item in fifty streets holds it once."""

    name: str
    aliases: tuple[str, ...]
    phrases: tuple[str, ...] = field(compare=False)
    grams: Grams = field(compare=False)

    @classmethod
    def of(cls, item: Item) -> "ItemNames":
        """What an item is called."""
        phrases = _phrases(item)
        # The pairs of all names are few beside the names: each is held once.
        pairs = {sys.intern(pair) for phrase in phrases for pair in grams(phrase)}
        return cls(item.name, item.aliases, phrases, tuple(sorted(pairs)))


@dataclass(frozen=True, slots=True)
class NamedItem:
    """An item with what it is called; `unit_names` are its unit's."""

    item: Item
    spoken: ItemNames
    unit_names: tuple[str, ...]

    @property
    def phrases(self) -> tuple[str, ...]:
        """Its name and aliases and short forms of both, the longest first."""
        return self.spoken.phrases

    @property
    def grams(self) -> Grams:
        """The pairs of all phrases."""
        return self.spoken.grams

    @property
    def words(self) -> str:
        """All phrases and its unit's names, one a line."""
        return "\n".join((*self.spoken.phrases, *self.unit_names))


@dataclass(frozen=True, slots=True)
class Pair:
    """What has a pair of characters: the names with it, how many items bear them, and how many of them differ."""

    spoken: Group[ItemNames] = ()
    items: int = 0
    names: int = 0


class Weights(dict[str, float]):
    """The weight of a pair, larger the fewer names share it; worked out when it is first asked for."""

    def __init__(self, pairs: Mapping[str, Pair], names: int) -> None:
        super().__init__()
        self._pairs, self._names = pairs, max(1, names)

    def __missing__(self, pair: str) -> float:
        weight = self[pair] = math.log(1 + self._names / self._pairs[pair].names)
        return weight


_NO_PAIR = Pair()
# Names, and the code of an item that bears them.
_NameOfItem = tuple[ItemNames, str]


@dataclass(frozen=True)
class Catalogue:
    """Items by the pairs of characters in their names. It never changes: `changed` makes another, sharing what stays.

    `codes` are the items that are spoken of alike, `by_name` all that is spoken with the same name; `weight` of a pair is
    counted over names, since a province's copy holds the same name many times over.
    """

    named: Mapping[str, NamedItem]
    by_unit: Mapping[str, Group[str]]
    codes: Mapping[ItemNames, Group[str]]
    by_name: Mapping[str, Group[ItemNames]]
    pairs: Mapping[str, Pair]
    unit_names: UnitNames
    weight: Mapping[str, float] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Sets the weights, which follow from the pairs."""
        object.__setattr__(self, "weight", Weights(self.pairs, len(self.by_name)))

    @classmethod
    def build(cls, items: Iterable[Item], units: Iterable[Unit]) -> "Catalogue":
        """Indexes the items and the names of units."""
        return cls({}, {}, {}, {}, {}, UnitNames.build(units)).changed((), sorted(items, key=_code))

    @property
    def streets(self) -> frozenset[str]:
        """The codes of the streets."""
        return self.unit_names.streets

    def units_in(self, text: str) -> list[tuple[str, str]]:
        """Units named in a text, in its order, the longest name at each place: (code, words)."""
        return self.unit_names.found_in(text)

    def pair(self, pair: str) -> Pair:
        """What has the pair of characters; nothing for an unknown pair."""
        return self.pairs.get(pair, _NO_PAIR)

    def with_pair(self, pair: str) -> Iterable[str]:
        """The codes of the items whose names have a pair of characters."""
        return (code for spoken in self.pair(pair).spoken for code in self.codes[spoken])

    def changed(self, taken: Sequence[Item], put: Sequence[Item]) -> "Catalogue":
        """The catalogue without the items `taken` and with those `put`; an amended item is in both, as it was and as it is."""
        new = self._named_items(put)
        named = amended(self.named, [item.code for item in taken], {each.item.code: each for each in new})
        gone = {(self.named[item.code].spoken, item.code): None for item in taken}
        fresh = {(each.spoken, each.item.code): None for each in new}
        gone, fresh = _without(gone, fresh), _without(fresh, gone)
        codes = regrouped(self.codes, gone, fresh, str)
        unused = list({spoken: None for spoken, _ in gone if spoken not in codes})
        first_used = sorted({spoken for spoken, _ in fresh if spoken not in self.codes}, key=_key)
        by_name = regrouped(self.by_name, _by_name(unused), _by_name(first_used), _key)
        removed, added = dict.fromkeys(_by_unit(taken)), dict.fromkeys(_by_unit(put))
        return Catalogue(
            named=named,
            by_unit=regrouped(self.by_unit, _without(removed, added), _without(added, removed), str),
            codes=codes,
            by_name=by_name,
            pairs=_paired(self, by_name, unused, first_used, gone, fresh),
            unit_names=self.unit_names,
        )

    def with_units(self, units: Sequence[Unit]) -> "Catalogue":
        """The catalogue after some units were added or changed; the items of a unit bear its names."""
        names = self.unit_names.changed(units)
        theirs = (self.named[code] for unit in units for code in self.by_unit.get(unit.code, ()))
        fresh = {each.item.code: replace(each, unit_names=names.called.get(each.item.unit, ())) for each in theirs}
        named = amended(self.named, (), fresh)
        return Catalogue(named, self.by_unit, self.codes, self.by_name, self.pairs, names)

    def _named_items(self, items: Sequence[Item]) -> list[NamedItem]:
        made: dict[tuple[str, tuple[str, ...]], ItemNames] = {}
        found = []
        for item in items:
            key = (item.name, item.aliases)
            if key not in made:
                known = (each for each in self.by_name.get(item.name, ()) if each.aliases == item.aliases)
                made[key] = next(known, None) or ItemNames.of(item)
            found.append(NamedItem(item, made[key], self.unit_names.called.get(item.unit, ())))
        return found


def _paired(
    old: Catalogue,
    by_name: Mapping[str, Group[ItemNames]],
    unused: Sequence[ItemNames],
    first_used: Sequence[ItemNames],
    gone: Iterable[_NameOfItem],
    fresh: Iterable[_NameOfItem],
) -> Mapping[str, Pair]:
    """The pairs after a change: `gone` and `fresh` are names with an item's code that went and came, `unused` the names
    that no item bears any more, `first_used` those that one bears for the first time.
    """
    less, more = (Counter(pair for spoken, _ in some for pair in spoken.grams) for some in (gone, fresh))
    if not less and not more:
        return old.pairs
    before = {pair: old.pair(pair).spoken for pair in {**less, **more}}
    after = regrouped(before, _by_pair(unused), _by_pair(first_used), _key)
    moved = grouped((pair, spoken.name) for spoken in (*unused, *first_used) for pair in spoken.grams)
    pairs: dict[str, Pair] = {}
    for pair, some in after.items():
        known, names = old.pair(pair), 0
        if pair not in old.pairs:
            names = len({spoken.name for spoken in some})
        else:
            touched = set(moved.get(pair, ()))
            names = known.names + sum(_has(pair, by_name, name) - _has(pair, old.by_name, name) for name in touched)
        pairs[pair] = Pair(some, known.items - less[pair] + more[pair], names)
    return amended(old.pairs, before.keys() - pairs.keys(), pairs)


def _has(pair: str, by_name: Mapping[str, Group[ItemNames]], name: str) -> bool:
    return any(pair in spoken.grams for spoken in by_name.get(name, ()))


def _without(some: Mapping[T, None], others: Mapping[T, None]) -> dict[T, None]:
    return {each: None for each in some if each not in others}


def _key(spoken: ItemNames) -> tuple[str, ...]:
    return (spoken.name, *spoken.aliases)


def _by_name(some: Iterable[ItemNames]) -> Iterable[tuple[str, ItemNames]]:
    return ((spoken.name, spoken) for spoken in some)


def _by_pair(some: Iterable[ItemNames]) -> Iterable[tuple[str, ItemNames]]:
    return ((pair, spoken) for spoken in some for pair in spoken.grams)


def _by_unit(items: Iterable[Item]) -> Iterable[tuple[str, str]]:
    return ((unit, item.code) for item in items for unit in dict.fromkeys((item.unit, *item.co_units)))


def _phrases(item: Item) -> tuple[str, ...]:
    names = [fold(item.name), *(fold(alias) for alias in item.aliases)]
    bare = fold(_BRACKETS.sub("", item.name))
    every = (*names, bare, _HEAD_COUNT.sub("", bare), *(_MARKS.sub("", name) for name in names))
    # One text is held once: most names are folded already.
    known = {text: text for text in (item.name, *item.aliases)}
    wanted = {known.get(phrase, phrase) for phrase in every if len(phrase) > 1}
    return tuple(sorted(wanted, key=lambda phrase: (-len(phrase), phrase)))
