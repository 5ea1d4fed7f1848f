"""The secrecy gate: what may leave by which way (guarantee G9). Decided here and nowhere else; the post asks it of every card."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from domain.items import Item, Secrecy


class Grade(IntEnum):
    """How far a text may go, the freest first: whatever may go where a grade may, may go where a freer one may.

    OPEN tells of no item and of nobody. FIGURES tells of 公开 items. PERSONAL is for the person it is addressed to. INTERNAL
    tells of an item that is not 公开.
    """

    OPEN = 0
    FIGURES = 1
    PERSONAL = 2
    INTERNAL = 3


@dataclass(frozen=True, slots=True)
class Tells:
    """What a text gives away: its grade, and the codes of the items in it that are not 公开."""

    grade: Grade
    internal: frozenset[str] = frozenset()

    def __or__(self, other: "Tells") -> "Tells":
        """What both give away together: the strictest of them."""
        return together((self, other))


OPEN = Tells(Grade.OPEN)
FIGURES = Tells(Grade.FIGURES)
PERSONAL = Tells(Grade.PERSONAL)
# Of an item that cannot be looked up: in doubt it is not 公开.
UNKNOWN = Tells(Grade.INTERNAL)


def figures(*items: Item) -> Tells:
    """Of what stands on record about items; a group may be told it where all of them are 公开."""
    return _of(items, Grade.FIGURES if items else Grade.OPEN)


def personal(*items: Item) -> Tells:
    """Of what is said to one person about items."""
    return _of(items, Grade.PERSONAL)


def _of(items: Iterable[Item], otherwise: Grade) -> Tells:
    internal = frozenset(item.code for item in items if item.secrecy is not Secrecy.PUBLIC)
    return Tells(Grade.INTERNAL if internal else otherwise, internal)


def together(tells: Iterable[Tells]) -> Tells:
    """What several texts give away together."""
    found = OPEN
    for each in tells:
        if each is not OPEN:
            grade = max(found.grade, each.grade)
            found = each if found is OPEN else Tells(grade, found.internal | each.internal)
    return found


@dataclass(frozen=True, slots=True)
class Gate:
    """What the district lets out: the channels that stay within its own network, and whether a group is told figures."""

    inside: frozenset[str] = frozenset()
    figures_in_groups: bool = False

    def lets(self, grade: Grade, channel: str, *, group: bool) -> bool:
        """Whether what has this grade may leave by the channel to a private chat, or to a group."""
        if grade is Grade.INTERNAL:
            return channel in self.inside and not group
        if not group:
            return True
        return grade is Grade.OPEN or (grade is Grade.FIGURES and self.figures_in_groups)


def words_in(text: str, watched: Iterable[str]) -> tuple[str, ...]:
    """The watched words a text contains, whatever their width, case and the blanks between their letters."""
    plain = _plain(text)
    return tuple(word for word in watched if _plain(word) and _plain(word) in plain)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
