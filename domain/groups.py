"""Mappings, and values in groups by key, that change without being built anew: who holds an old one keeps it as it was."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import isqrt
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")
Order = Callable[[V], str | tuple[str, ...]]
# A mapping of fewer keys is copied, which takes some hundredths of a millisecond.
SMALL = 2_000
# More values than this are sorted together; fewer are put in their places one by one.
MANY = 16


class Amended(Mapping[K, V]):
    """A large mapping with a few keys that are otherwise: the large one is shared and never written to."""

    __slots__ = ("base", "gone", "top")

    def __init__(self, base: dict[K, V], top: dict[K, V], gone: frozenset[K]) -> None:
        self.base, self.top, self.gone = base, top, gone

    def __getitem__(self, key: K) -> V:
        if key in self.top:
            return self.top[key]
        if key in self.gone:
            raise KeyError(key)
        return self.base[key]

    def __contains__(self, key: object) -> bool:
        return key in self.top or (key in self.base and key not in self.gone)

    def __iter__(self) -> Iterator[K]:
        yield from (key for key in self.base if key not in self.gone)
        yield from (key for key in self.top if key not in self.base)

    def __len__(self) -> int:
        return len(self.base) - len(self.gone) + sum(key not in self.base for key in self.top)


def amended(mapping: Mapping[K, V], gone: Iterable[K], put: Mapping[K, V]) -> Mapping[K, V]:
    """The mapping without some keys, then with others. It costs the changes since it was last built, not the keys it holds."""
    old = mapping if isinstance(mapping, Amended) else Amended(dict_of(mapping), {}, frozenset())
    out = frozenset(gone)
    top = {key: value for key, value in old.top.items() if key not in out}
    top.update(put)
    hidden = (old.gone | {key for key in out if key in old.base}) - put.keys()
    fresh = Amended(old.base, top, hidden)
    few = len(top) + len(hidden) <= isqrt(len(old.base))
    return fresh if few and len(old.base) >= SMALL else {**fresh}


def dict_of(mapping: Mapping[K, V]) -> dict[K, V]:
    """The mapping itself if it is a dictionary, which its holder then must not write to."""
    return mapping if isinstance(mapping, dict) else dict(mapping)


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    """The values of each key, in the order given."""
    found: dict[K, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


def regrouped(
    groups: Mapping[K, tuple[V, ...]],
    taken: Iterable[tuple[K, V]],
    put: Iterable[tuple[K, V]],
    order: Order[V],
) -> Mapping[K, tuple[V, ...]]:
    """The groups after values were taken out and others put in. Each group is sorted by `order`, which tells its values apart."""
    less, more = grouped(taken), grouped(put)
    moved = {
        key: sorted_with(groups.get(key, ()), less.get(key, ()), more.get(key, ()), order) for key in {**less, **more}
    }
    if not moved:
        return groups
    return amended(
        groups, [key for key, some in moved.items() if not some], {key: some for key, some in moved.items() if some}
    )


def sorted_with(group: tuple[V, ...], less: Sequence[V], more: Sequence[V], order: Order[V]) -> tuple[V, ...]:
    """A sorted group without some values and with others; a value replaces the one that stands in its place."""
    if len(less) + len(more) > MANY:
        kept = {order(value): value for value in group}
        for value in less:
            kept.pop(order(value), None)
        kept.update((order(value), value) for value in more)
        return tuple(kept[key] for key in sorted(kept))
    for value in less:
        at, there = _place(group, value, order)
        group = group[:at] + group[at + there :]
    for value in more:
        at, there = _place(group, value, order)
        group = (*group[:at], value, *group[at + there :])
    return group


def _place(some: Sequence[V], value: V, order: Order[V]) -> tuple[int, bool]:
    """Where a value stands or would stand, and whether it does."""
    key = order(value)
    at = bisect_left(some, key, key=order)
    return at, at < len(some) and order(some[at]) == key
