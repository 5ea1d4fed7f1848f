"""Mappings, and values in groups by key, that change without being built anew: who holds an old one keeps it as it was."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from math import isqrt
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")
# What values of a group are sorted by, and told apart.
Key = str | tuple[str, ...]
# A mapping of fewer keys is copied, which takes some hundredths of a millisecond.
SMALL = 2_000
# So is a smaller group. Copying a large one reads each of its values from where it lies, which takes milliseconds.
CROWD = 256


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


class Joined(Mapping[K, V]):
    """Several mappings as one. No key is in two of them."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Mapping[K, V], ...]) -> None:
        self.parts = parts

    def __getitem__(self, key: K) -> V:
        for part in self.parts:
            if key in part:
                return part[key]
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        return any(key in part for part in self.parts)

    def __iter__(self) -> Iterator[K]:
        for part in self.parts:
            yield from part

    def __len__(self) -> int:
        return sum(map(len, self.parts))


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


class Crowd(Collection[V]):
    """A large group with a few values taken out (`gone`, by what tells values apart) and a few more, in no order."""

    __slots__ = ("base", "gone", "more", "order")

    def __init__(
        self, base: tuple[V, ...], more: Mapping[Key, V], gone: frozenset[Key], order: Callable[[V], Key]
    ) -> None:
        self.base, self.more, self.gone, self.order = base, more, gone, order

    def __iter__(self) -> Iterator[V]:
        if self.gone:
            yield from (value for value in self.base if self.order(value) not in self.gone)
        else:
            yield from self.base
        yield from self.more.values()

    def __len__(self) -> int:
        return len(self.base) - len(self.gone) + len(self.more)

    def __contains__(self, value: object) -> bool:
        return any(each == value for each in self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Collection) and in_order(self) == tuple(sorted(other, key=self.order))

    __hash__ = None  # type: ignore[assignment]


Group = tuple[V, ...] | Crowd[V]


def in_order(group: Group[V]) -> tuple[V, ...]:
    """The values of a group, sorted."""
    return group if isinstance(group, tuple) else tuple(sorted(group, key=group.order))


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    """The values of each key, in the order given."""
    found: dict[K, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


def regrouped(
    groups: Mapping[K, Group[V]], taken: Iterable[tuple[K, V]], put: Iterable[tuple[K, V]], order: Callable[[V], Key]
) -> Mapping[K, Group[V]]:
    """The groups after values were taken out and others put in. Groups are sorted by `order`, which tells their values apart."""
    less, more = grouped(taken), grouped(put)
    moved = {key: _moved(groups.get(key, ()), less.get(key, ()), more.get(key, ()), order) for key in {**less, **more}}
    if not moved:
        return groups
    left = {key: some for key, some in moved.items() if len(some)}
    return amended(groups, [key for key in moved if key not in left], left)


def _moved(group: Group[V], less: Sequence[V], more: Sequence[V], order: Callable[[V], Key]) -> Group[V]:
    """A group without some values and with others; a value replaces the one that stands in its place."""
    if len(group) < CROWD:
        kept = {order(value): value for value in group}
        for value in less:
            kept.pop(order(value), None)
        kept.update((order(value), value) for value in more)
        return tuple(kept[key] for key in sorted(kept))
    old = group if isinstance(group, Crowd) else Crowd(group, {}, frozenset(), order)
    out, fresh = {order(value) for value in less}, {order(value): value for value in more}
    extra = {key: value for key, value in old.more.items() if key not in out} | fresh
    hidden = old.gone | {key for key in (*out, *fresh) if _stands_in(old.base, key, order)}
    found = Crowd(old.base, extra, hidden, order)
    return found if len(extra) + len(hidden) <= isqrt(len(old.base)) else in_order(found)


def _stands_in(some: Sequence[V], key: Key, order: Callable[[V], Key]) -> bool:
    at = bisect_left(some, key, key=order)
    return at < len(some) and order(some[at]) == key
