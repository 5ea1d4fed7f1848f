"""What units are called, looked for at every place of a text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.groups import Group, amended, grouped, in_order, regrouped
from domain.understanding.text import fold
from domain.units import Unit, UnitKind

HEAD = 2


@dataclass(frozen=True, slots=True)
class UnitNames:
    """The folded names of the units by code; the codes that a word is a name of, the last of which is meant; the words by their
    first two letters, the longest first; and which units are streets.
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
    return tuple(fold(word) for word in (unit.name, *unit.short_names))


def _code(unit: Unit) -> str:
    return unit.code


def _longest_first(word: str) -> tuple[str, ...]:
    """Sorts words of all lengths as strings: the longer before the shorter."""
    return (chr(0x10FFFF - len(word)), word)
