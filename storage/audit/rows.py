"""The covered tables beside the record: each row is as its entry tells, and each entry has its row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from json import dumps, loads
from typing import Any

from sqlalchemy import bindparam, or_

from domain.record import MIGRATION, encode
from storage.audit.chain import Sealed
from storage.audit.findings import Findings
from storage.covered import BY_KIND, COVERED, GONE, ROWS, Covered, raw, teller
from storage.store import Query, Store

# What a row is told to be when a value in it cannot be one of its column.
UNREADABLE = ""
LONGEST = 60

Facts = Mapping[str, object]
# A table's name and the row's key as JSON.
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Reader:
    """How the rows of one table are read and told."""

    covered: Covered
    query: Query
    between: Query
    tell: Callable[[Sequence[Any]], str]
    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Stored:
    """A row as it stands in its table, told as facts."""

    covered: Covered
    told: str
    key: str


class Rows:
    """Holds rows against entries as these go by; only what may still change or is still missed is kept in mind."""

    def __init__(self, store: Store, findings: Findings, first: int = 1) -> None:
        self._store = store
        self._findings = findings
        self._first = first
        self._readers = [_reader(covered) for covered in COVERED]
        # Entries whose rows were not met under their number; a later entry about the same row explains that.
        self._missed: dict[Place, int] = {}
        # By what number a row that may change was met.
        self._met: dict[Place, int] = {}

    def compare(self, entries: Sequence[Sealed]) -> None:
        """The next entries in order, and every row that names one of their numbers."""
        stored = self._stored(entries[0][0], entries[-1][0])
        for entry in entries:
            number, channel, kind, facts = entry[0], entry[3], entry[4], entry[6]
            mine = stored.pop(number, None)
            covered = BY_KIND.get(kind)
            if covered is None:
                self._added(mine or [], number)
            elif (
                mine is not None
                and covered.kept
                and channel != MIGRATION
                and len(mine) == 1
                and mine[0].told == facts
                and mine[0].covered is covered
            ):
                continue
            else:
                self._hold(covered, entry, mine or [])
        for number, rows in stored.items():
            self._added(rows, number)

    def end(self, last: int) -> None:
        """No entry is left: what was missed is gone, and rows beyond the record were never put on it."""
        for (table, key), number in self._missed.items():
            self._findings.add(table, key, number, f"{table} {key} was removed: record {number} tells of it")
        for reader in self._readers:
            entry = reader.covered.table.c.entry
            beyond = or_(entry.is_(None), entry > last, entry < 1) if self._first == 1 else entry.is_(None)
            for row in self._store.execute(reader.query.where(beyond).limit(self._findings.most)):
                key, table = _key(reader, row), reader.covered.table.name
                self._findings.add(table, key, None, f"{table} {key} was added: no record tells of it")

    def _stored(self, first: int, last: int) -> dict[int, list[_Stored]]:
        found: dict[int, list[_Stored]] = {}
        for reader in self._readers:
            for row in self._store.execute(reader.between, {"first": first, "last": last}):
                found.setdefault(row[-1], []).append(_Stored(reader.covered, _told(reader, row), _key(reader, row)))
        return found

    def _hold(self, covered: Covered, entry: Sealed, mine: list[_Stored]) -> None:
        """One entry against the rows that name its number."""
        number = entry[0]
        try:
            facts = loads(entry[6])
            told = facts[ROWS] if covered.together else [facts]
            keyed = {_key_of(covered, each): each for each in told}
        except (TypeError, ValueError, LookupError):
            # The chain says what is wrong with such an entry.
            return
        for key, each in keyed.items():
            self._one(covered, number, key, each, [row for row in mine if row.covered is covered and row.key == key])
        rest = [row for row in mine if row.covered is not covered or row.key not in keyed]
        if rest and len(keyed) == 1 and not covered.together and rest[0].covered is covered:
            # The row names this entry but bears another key: the key was changed.
            ((key, each),) = keyed.items()
            self._missed.pop((covered.table.name, key), None)
            self._differs(rest.pop(0), number, each)
        self._added(rest, number)

    def _one(self, covered: Covered, number: int, key: str, facts: Facts, rows: list[_Stored]) -> None:
        place = (covered.table.name, key)
        self._missed.pop(place, None)
        earlier = self._met.pop(place, None)
        if earlier is not None:
            self._stale(place, earlier, number, gone=GONE in facts)
        elif rows and GONE not in facts:
            if not covered.kept or covered.together:
                self._met[place] = number
            if rows[0].told != _as_told(facts):
                self._differs(rows[0], number, facts)
            self._added(rows[1:], number)
        elif rows:
            self._added(rows, number)
        elif GONE not in facts:
            self._missed[place] = number

    def _stale(self, place: Place, earlier: int, number: int, *, gone: bool) -> None:
        table, key = place
        what = "tells that it is gone" if gone else "changed it later"
        sentence = f"{table} {key} was changed: it stands as record {earlier} tells, but record {number} {what}"
        self._findings.add(table, key, number, sentence)

    def _differs(self, row: _Stored, number: int, facts: Facts) -> None:
        table = row.covered.table.name
        if row.told == UNREADABLE:
            told = "a value in it cannot be read"
        else:
            stands = loads(row.told)
            names = sorted(name for name in {*stands, *facts} if stands.get(name) != facts.get(name))
            told = "; ".join(
                f"{name} is {_short(stands.get(name))}, on record {_short(facts.get(name))}" for name in names
            )
        self._findings.add(table, row.key, number, f"{table} {row.key} was changed: {told} (record {number})")

    def _added(self, rows: Sequence[_Stored], number: int) -> None:
        for row in rows:
            table = row.covered.table.name
            self._findings.add(
                table, row.key, number, f"{table} {row.key} was added: record {number} does not tell of it"
            )


def _reader(covered: Covered) -> _Reader:
    names = [column.name for column in covered.columns]
    query = raw(covered)
    between = query.where(covered.table.c.entry.between(bindparam("first"), bindparam("last")))
    return _Reader(covered, query, between, teller(covered), tuple(names.index(key) for key in covered.keys))


def _told(reader: _Reader, row: Sequence[Any]) -> str:
    try:
        return reader.tell(row)
    except (TypeError, ValueError, AttributeError):
        return UNREADABLE


def _key(reader: _Reader, row: Sequence[Any]) -> str:
    return ",".join(_part(row[index]) for index in reader.keys)


def _key_of(covered: Covered, facts: Facts) -> str:
    return ",".join(_part(facts[key]) for key in covered.keys)


def _part(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _as_told(facts: Facts) -> str:
    """Facts that were read as JSON, as they were written: their figures, days and times are text already."""
    return dumps(facts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _short(value: object) -> str:
    text = "nothing" if value is None else encode(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
