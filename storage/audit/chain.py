"""The record by itself: each entry has the hash that its content gives, and follows the one before."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from domain.record import GENESIS, Head, seal
from storage.audit.findings import RECORD, Findings
from storage.store import Store
from storage.tables import record

CHUNK = 5000
# So many entries that do not bear out their hash are tried in each other's place.
MOST_MISPLACED = 50

# number, at, actor, channel, kind, subject, facts, previous, hash
Sealed = Sequence[Any]


def chunks(store: Store, first: int = 1) -> Iterator[Sequence[Sealed]]:
    """The entries from a number on in order, some thousands at a time; those before 1 come with the first."""
    query = select(record).order_by(record.c.number).limit(CHUNK)
    after: int | None = None if first <= 1 else first - 1
    while True:
        part = store.execute(query if after is None else query.where(record.c.number > after)).all()
        if part:
            yield part
        if len(part) < CHUNK:
            return
        after = part[-1].number


class Chain:
    """Follows the entries in order. `first` is where to begin: the hash before it is taken on trust."""

    def __init__(self, findings: Findings, first: int = 1, outside: Head | None = None) -> None:
        self.head = Head(first - 1, "")
        self.entries = 0
        self._findings = findings
        self._outside = outside
        # What the next entry must name as the hash before it; nothing behind a gap or an entry that is told of already.
        self._before: tuple[str, ...] = (GENESIS,) if first == 1 else ()
        self._misplaced: list[Sealed] = []

    def follow(self, entry: Sealed) -> None:
        """The next entry."""
        number, hash_ = entry[0], entry[8]
        self.entries += 1
        if number <= self.head.number:
            self._tell(number, f"record {number} was added: the record begins with 1")
            return
        if number > self.head.number + 1:
            self._gap(self.head.number + 1, number - 1)
        own = _own(entry)
        if own != hash_:
            self._changed(entry)
        elif self._before and entry[7] not in self._before:
            self._tell(number, f"record {number} does not follow record {number - 1}: one of them was put in later")
        if (
            self._outside is not None
            and number == self._outside.number
            and not str(hash_).startswith(self._outside.hash)
        ):
            self._rewritten(number, hash_)
        self.head, self._before = Head(number, hash_), (hash_,) if own == hash_ else ()

    def end(self) -> None:
        """No entry is left."""
        places = {entry[0] for entry in self._misplaced}
        for entry in self._misplaced:
            number = entry[0]
            other = next((place for place in places - {number} if _own(entry, place) == entry[8]), None)
            if other is None:
                sentence = f"record {number} was changed: its content does not bear out its hash"
            else:
                sentence = f"record {number} was moved: it was sealed as record {other}"
            self._tell(number, sentence)
        if self._outside is not None and self._outside.number > self.head.number:
            number = self._outside.number
            self._tell(number, f"record {number}, of which a copy of the head tells, is missing: the end was cut off")

    def _changed(self, entry: Sealed) -> None:
        if len(self._misplaced) < MOST_MISPLACED:
            self._misplaced.append(entry)
        else:
            self._tell(entry[0], f"record {entry[0]} was changed: its content does not bear out its hash")

    def _gap(self, first: int, last: int) -> None:
        told = f"record {first} is missing" if first == last else f"records {first} to {last} are missing"
        self._tell(first, f"{told}: removed")
        self._before = ()

    def _rewritten(self, number: int, hash_: str) -> None:
        copy = self._outside.hash if self._outside else ""
        told = f"its hash begins with {str(hash_)[: len(copy)]}, the copy says {copy}"
        self._tell(number, f"record {number} is another than in the copy of the head: {told}; the record was rewritten")

    def _tell(self, number: int, sentence: str) -> None:
        self._findings.add(RECORD, str(number), number, sentence)


def _own(entry: Sealed, place: int | None = None) -> str | None:
    """The hash that the entry's content gives, in its own place or another; None for what cannot be hashed."""
    try:
        return seal(entry[0] if place is None else place, *entry[1:8])
    except (TypeError, ValueError):
        return None
