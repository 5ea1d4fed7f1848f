"""What fell due and somebody is told about, on the one road of reminders."""

from dataclasses import dataclass

from domain.notices.model import Notice
from domain.reminders import Occurrence
from storage.items import StoredItem


@dataclass(frozen=True, slots=True)
class Due:
    """An occurrence of one item, or of a notice on it."""

    stored: StoredItem
    occurrence: Occurrence
    notice: Notice | None = None

    @property
    def unit(self) -> str:
        """Who owes it: the item's lead unit, or the unit a notice stands against."""
        return self.notice.unit if self.notice else self.stored.item.unit
