"""Which stored promise a row of a file speaks of. An item is its promise, not the row it stands in.

A code that the file states finds its item where the names agree; else unit, name and measure do, then name and unit alone, then
the name alone, then likeness. The running number of a row finds nothing.
"""

import difflib
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from domain.items import Item
from domain.quantities import convert

# Names of one unit that share less are two promises.
LEAST_LIKE = 0.62
# With the code of an item, or its target, less is enough.
LEAST_LIKE_WITH_CODE = 0.45
# Of a unit with more pairs than these only items of one code are held against each other.
MOST_PAIRS = 2_500
_ONE = 1
_HUNDRED = Decimal(100)
_NO_WORDS = re.compile(r"[\W_]+")


class By(Enum):
    """By what a row was found to speak of a stored item, the surest first."""

    PROMISE = "promise"
    CODE = "code"
    NAME = "name"
    LIKENESS = "likeness"


@dataclass(frozen=True, slots=True)
class Match:
    """The numbers (from 0) of a stored item and of an item read that are one promise."""

    stored: int
    read: int
    by: By


def matches(stored: Sequence[Item], read: Sequence[Item], coded: Sequence[bool]) -> tuple[Match, ...]:
    """Pairs of stored items and items read that are one promise, in the order of reading; each item in one pair at most.

    `coded` says of each item read whether the file itself states its code.
    """
    pairing = _Pairing(stored, read)
    by_code = [item.code if states else None for item, states in zip(read, coded, strict=True)]
    pairing.equal(By.CODE, lambda item: (item.code, key(item.name)), lambda at: by_code[at] is not None)
    pairing.equal(By.PROMISE, lambda item: (item.unit, key(item.name), item.measure_unit))
    pairing.equal(By.PROMISE, lambda item: (item.unit, key(item.name)))
    pairing.equal(By.CODE, lambda item: item.code, lambda at: by_code[at] is not None, _akin)
    pairing.equal(By.NAME, lambda item: key(item.name))
    pairing.likeness()
    return tuple(sorted(pairing.found, key=lambda match: match.read))


@lru_cache(maxsize=20_000)
def key(name: str) -> str:
    """A name without what may be written otherwise: widths, blanks, punctuation, cases."""
    return _NO_WORDS.sub("", unicodedata.normalize("NFKC", name)).casefold()


def likeness(one: str, other: str) -> float:
    """How much of two names is the same, 0 to 1."""
    return difflib.SequenceMatcher(None, key(one), key(other), autojunk=False).ratio()


def is_another_promise(old: Item, new: Item) -> bool:
    """Whether what was promised is called, owed or measured otherwise, so that reports on the one may not be on the other."""
    same_measure = old.measure_unit == new.measure_unit or (
        convert(_HUNDRED, old.measure_unit, new.measure_unit) == _HUNDRED
    )
    return key(old.name) != key(new.name) or old.unit != new.unit or not same_measure


def _akin(old: Item, new: Item) -> bool:
    """Whether two items of one code may be one promise under another name."""
    return likeness(old.name, new.name) >= LEAST_LIKE_WITH_CODE


class _Pairing:
    """What is paired and what is left."""

    def __init__(self, stored: Sequence[Item], read: Sequence[Item]) -> None:
        self.stored, self.read = stored, read
        self.left, self.wanted = dict.fromkeys(range(len(stored))), dict.fromkeys(range(len(read)))
        self.found: list[Match] = []

    def equal(
        self,
        by: By,
        of: Callable[[Item], Hashable],
        asked: Callable[[int], bool] = lambda _: True,
        fits: Callable[[Item, Item], bool] = lambda *_: True,
    ) -> None:
        """Pairs what is equal and the only one of its kind on both sides."""
        here = Counter(of(self.stored[at]) for at in self.left)
        there = Counter(of(self.read[at]) for at in self.wanted)
        known = {of(self.stored[at]): at for at in self.left}
        for at in [at for at in self.wanted if asked(at)]:
            value = of(self.read[at])
            if here[value] == _ONE == there[value] and fits(self.stored[known[value]], self.read[at]):
                self._pair(known[value], at, by)

    def likeness(self) -> None:
        """Pairs names of one unit that are alike, the most alike first."""
        for _, stored, read in sorted(self._alike(), key=lambda pair: (-pair[0], pair[2], pair[1])):
            if stored in self.left and read in self.wanted:
                self._pair(stored, read, By.LIKENESS)

    def _alike(self) -> Iterator[tuple[float, int, int]]:
        of_unit: dict[str, tuple[list[int], list[int]]] = {}
        for which, (items, left) in enumerate(((self.stored, self.left), (self.read, self.wanted))):
            for at in left:
                of_unit.setdefault(items[at].unit, ([], []))[which].append(at)
        for stored, read in of_unit.values():
            few = len(stored) * len(read) <= MOST_PAIRS
            for at, new in itertools.product(stored, read):
                if few or self.stored[at].code == self.read[new].code:
                    like = self._likeness(at, new)
                    if like:
                        yield like, at, new

    def _likeness(self, stored: int, read: int) -> float:
        """How alike two names are, 0 where they are not enough."""
        old, new = self.stored[stored], self.read[read]
        stays = old.code == new.code and old.measure_unit == new.measure_unit and old.target == new.target
        matcher = difflib.SequenceMatcher(None, key(old.name), key(new.name), autojunk=False)
        least = LEAST_LIKE_WITH_CODE if stays else LEAST_LIKE
        if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
            return 0.0
        like = matcher.ratio()
        return like if like >= least else 0.0

    def _pair(self, stored: int, read: int, by: By) -> None:
        del self.left[stored], self.wanted[read]
        self.found.append(Match(stored, read, by))
