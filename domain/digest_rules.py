"""The section `[digests]` of a rule pack: when each kind is sent and to whom, and what counts as pressing."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.digest import DigestKind


@dataclass(frozen=True, slots=True)
class Issue:
    """One kind of digest: sent on the `on`-th working day of its week, month or quarter to the roles of `audience`."""

    on: int
    audience: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DigestRule:
    """`pressure`: an item is pressing when it needs at least so many per cent of its observed rate. `soon_days`: a report due
    within so many calendar days counts as due soon.
    """

    pressure: int
    soon_days: int
    issues: Mapping[DigestKind, Issue]
