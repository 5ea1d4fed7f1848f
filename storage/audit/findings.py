"""What an audit finds, one sentence each."""

from dataclasses import dataclass, field

MOST = 100
RECORD = "record"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was put on record. `number` is the entry's (None: no entry), `row` the row's key as text."""

    table: str
    row: str
    number: int | None
    sentence: str


@dataclass
class Findings:
    """The first of what was found, and how much it is in all."""

    most: int = MOST
    total: int = 0
    first: list[Finding] = field(default_factory=list)

    def add(self, table: str, row: str, number: int | None, sentence: str) -> None:
        """Notes one; `sentence` says what became of it."""
        self.total += 1
        if len(self.first) < self.most:
            self.first.append(Finding(table, row, number, sentence))

    def in_order(self) -> tuple[Finding, ...]:
        """What was noted: the record itself first, then the rows, each by number."""
        unnumbered = max((each.number or 0 for each in self.first), default=0) + 1
        return tuple(
            sorted(self.first, key=lambda each: (each.table != RECORD, each.number or unnumbered, each.table, each.row))
        )
