"""What fell due and somebody is told about, on the one road of reminders."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.keys.due import Owed
from domain.keys.matters import Matter, NotReached
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
    def matter(self) -> Owed:
        """Its name in a bundle."""
        return Owed(self.stored.id, self.occurrence.key)

    @property
    def unit(self) -> str:
        """Who owes it: the item's lead unit, or the unit a notice stands against."""
        return self.notice.unit if self.notice else self.stored.item.unit


# A line of a bundle and what it speaks of; see handlers.kernel.messages.Named.
Written = tuple[str, About | None]


def count_of(matters: Iterable[Matter]) -> int:
    """How many a bundle says it tells of: as many as it shows or counts; who was not reached is one, whatever was missed."""
    return len({each.person if isinstance(each, NotReached) else each for each in matters})
