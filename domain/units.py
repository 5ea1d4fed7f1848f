"""Responsible units (责任单位): streets, departments and platform companies that sign an agreement."""

from dataclasses import dataclass
from enum import Enum


class UnitKind(Enum):
    """The three groups of signatories; ranking compares like with like."""

    STREET = "street"
    DEPARTMENT = "department"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with its official name and every short name it is called by; names are unique over all units."""

    code: str
    name: str
    short_names: tuple[str, ...]
    kind: UnitKind

    @property
    def short(self) -> str:
        """What it is called where there is little room."""
        return self.short_names[0] if self.short_names else self.name

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it may be called by: code, official name, short names."""
        return (self.code, self.name, *self.short_names)
