"""What a second reader may say about a line that the rules could not read: which item it is about, and which words of it count.

A model of language writes fluently and may be wrong, so it is given no say of its own: it chooses among items, and points to
words of the line. Whatever it proposes is read by the rules once more, and confirmed by the person who wrote the line.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from domain.items import Item

# Signs in a row that a line shares with the name of an item, so that it may be about it.
NAMING = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """An item by its code, and the figure and the day as they stand in the line; empty where it names none."""

    code: str
    figure: str = ""
    day: str = ""

    @property
    def line(self) -> str:
        """The proposal as a line that the rules read."""
        return " ".join(part for part in (self.code, self.figure, f"截至{self.day}" if self.day else "") if part)


def proposal_in(answer: Mapping[str, object], line: str, codes: Collection[str]) -> Proposal | None:
    """What an answer proposes; None where it names another item, or a figure or day that is not in the line as it stands."""
    code, figure, day = (str(answer.get(key) or "").strip() for key in ("code", "figure", "day"))
    if code not in codes or figure not in line or day not in line:
        return None
    return Proposal(code, figure, day)


def names_any(line: str, items: Iterable[Item]) -> bool:
    """Whether the line may be about one of the items: it holds a code, or some signs of a name in a row."""
    folded = line.casefold()
    return any(
        item.code.casefold() in folded
        or any(
            name[at : at + NAMING] in line
            for name in (item.name, *item.aliases)
            for at in range(len(name) - NAMING + 1)
        )
        for item in items
    )
