"""Responsible units (责任单位): streets, departments and platform companies that sign an agreement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum


class UnitKind(Enum):
    """The groups of signatories; ranking compares like with like. OTHER: courts, parks, schools, associations, villages."""

    STREET = "street"
    DEPARTMENT = "department"
    COMPANY = "company"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with its official name and every short name it is called by; names are unique over all units.

    `former` are names it bore before and that no unit bears now: they still find it and are never shown.
    """

    code: str
    name: str
    short_names: tuple[str, ...]
    kind: UnitKind
    former: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """What it is called where there is little room."""
        return self.short_names[0] if self.short_names else self.name

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it may be called by: code, official name, short names, what it was called before."""
        return (self.code, *self.present, *self.former)

    @property
    def present(self) -> tuple[str, ...]:
        """Official name and short names as they are now."""
        return (self.name, *self.short_names)


LONGEST_NAME = 100


class NoRename(Enum):
    """Why a unit cannot be called so. SAME: it is already. TAKEN: another unit bears the name."""

    EMPTY = "name_empty"
    TOO_LONG = "name_too_long"
    SAME = "name_same"
    TAKEN = "name_taken"


def renamed(unit: Unit, name: str, short_names: Iterable[str] = ()) -> Unit:
    """The unit under a new name; short names of the old one are none of the new one's unless they are given again."""
    return replace(unit, name=name, short_names=tuple(dict.fromkeys(each for each in short_names if each != name)))


def why_no_rename(to: Unit, units: Iterable[Unit]) -> NoRename | None:
    """Why the unit of that code cannot be called so; None if it can."""
    known = {unit.code: unit for unit in units}
    if not all(name.strip() for name in to.present):
        return NoRename.EMPTY
    if any(len(name) > LONGEST_NAME for name in to.present):
        return NoRename.TOO_LONG
    if known[to.code].present == to.present:
        return NoRename.SAME
    others = {name for unit in known.values() if unit.code != to.code for name in (unit.code, *unit.present)}
    return NoRename.TAKEN if others.intersection(to.present) else None


def with_former(units: Sequence[Unit], borne: Iterable[tuple[str, str]]) -> list[Unit]:
    """The units with the names they bore before: pairs of code and name, the oldest first. A name that a unit bears now is that
    unit's alone; one that several bore is the last one's.
    """
    now = {name for unit in units for name in unit.present}
    last = {name: code for code, name in borne if name not in now}
    former: dict[str, list[str]] = {}
    for name, code in last.items():
        former.setdefault(code, []).append(name)
    return [replace(unit, former=tuple(former.get(unit.code, ()))) for unit in units]
