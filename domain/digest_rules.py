"""The section `[digests]` of a rule pack: when each kind is sent and to whom, and what counts as pressing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.digest import DigestKind
from domain.pack_reader import PackReader

WHERE = "digests"
KEYS = ("pressure", "soon_days", "weekly", "monthly", "quarterly")


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


def read_digests(reader: PackReader, data: Mapping[str, Any]) -> DigestRule:
    """The checked section; what is wrong is noted by the reader."""
    table = reader.table(data, WHERE)
    reader.known(table, KEYS, WHERE)
    issues = {}
    for kind in DigestKind:
        where = f"{WHERE}.{kind.value}"
        each = reader.table(table, kind.value, where)
        reader.known(each, ("on", "audience"), where)
        most = 5 if kind is DigestKind.WEEKLY else 20
        issues[kind] = Issue(reader.whole(each, "on", where, 1, most), reader.audience(each, where))
    return DigestRule(
        pressure=reader.whole(table, "pressure", WHERE, 100, 1000),
        soon_days=reader.whole(table, "soon_days", WHERE, 1, 31),
        issues=issues,
    )
