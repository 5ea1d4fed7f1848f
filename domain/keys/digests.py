"""Which week, month or quarter a digest tells of."""

from dataclasses import dataclass
from datetime import date

from domain.calendar import DAY
from domain.digest import DigestKind, begins
from domain.keys.text import number, parser

# At the end of a mark: no digest told of that month or quarter.
UNTOLD = "*"


@dataclass(frozen=True, slots=True)
class DigestTerm:
    """A week of an ISO year, a month (1 to 12) or a quarter (1 to 4) of a year."""

    kind: DigestKind
    year: int
    number: int

    def text(self) -> str:
        """As 2026-W26, 2026-05, 2026-Q1."""
        if self.kind is DigestKind.MONTHLY:
            return f"{self.year}-{self.number:02}"
        return f"{self.year}-W{self.number:02}" if self.kind is DigestKind.WEEKLY else f"{self.year}-Q{self.number}"


@parser
def parse_term(text: str) -> DigestTerm:
    """What a digest told of; UnknownKey for any other text."""
    year, _, part = text.partition("-")
    kind = {"W": DigestKind.WEEKLY, "Q": DigestKind.QUARTERLY}.get(part[:1], DigestKind.MONTHLY)
    return DigestTerm(kind, number(year), number(part if kind is DigestKind.MONTHLY else part[1:]))


def term_on(kind: DigestKind, day: date) -> DigestTerm:
    """What the digest of a local day tells of: the day's own week, the month or quarter before it."""
    if kind is DigestKind.WEEKLY:
        year, week, _ = day.isocalendar()
        return DigestTerm(kind, year, week)
    told = begins(kind, day) - DAY
    return DigestTerm(kind, told.year, told.month if kind is DigestKind.MONTHLY else (told.month + 2) // 3)


@dataclass(frozen=True, slots=True)
class DigestMark:
    """The newest term of a kind that is done with: told, or passed over since the service did not see it whole."""

    term: DigestTerm
    told: bool = True

    def text(self) -> str:
        """The term, with a star if nobody was told of it."""
        return self.term.text() + ("" if self.told else UNTOLD)


@parser
def parse_mark(text: str) -> DigestMark:
    """A mark; UnknownKey for any other text."""
    return DigestMark(parse_term(text.removesuffix(UNTOLD)), told=not text.endswith(UNTOLD))
