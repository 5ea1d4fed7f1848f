"""What fell due and somebody is told about, on the one road of reminders."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.items import ItemId
from domain.notices.model import Notice
from domain.reminders import Occurrence
from handlers.kernel.messages import About
from storage.items import StoredItem


@dataclass(frozen=True, slots=True)
class Due:
    """An occurrence of one item, or of a notice on it."""

    stored: StoredItem
    occurrence: Occurrence
    notice: Notice | None = None

    @property
    def matter(self) -> str:
        """Its name in a bundle."""
        return matter(self.stored.id, self.occurrence.key)

    @property
    def unit(self) -> str:
        """Who owes it: the item's lead unit, or the unit a notice stands against."""
        return self.notice.unit if self.notice else self.stored.item.unit


# How a matter begins that is about a person whom messages did not reach.
PERSON = "person:"
# A line of a bundle and what it speaks of; see handlers.kernel.messages.Named.
Written = tuple[str, About | None]


def matter(item: ItemId, occurrence: str) -> str:
    """The name of an item's occurrence in a bundle."""
    return f"{item}|{occurrence}"


def item_of(matter: str) -> str:
    """The part of a matter that says what it is about: an item's number in the store."""
    return matter.split("|", 1)[0]


def count_of(matters: Iterable[str]) -> int:
    """How many a bundle says it tells of: as many as it shows or counts; who was not reached is one, whatever was missed."""
    return len({item_of(each) if each.startswith(PERSON) else each for each in matters})


def occurrence_of(matter: str) -> str:
    """The occurrence of a matter."""
    return matter.split("|", 1)[1]
