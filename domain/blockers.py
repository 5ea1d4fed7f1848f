"""Blockers (堵点): what holds an item up, who is asked to clear it away, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NewType

from domain.access import sees_all
from domain.items import ItemId
from domain.people import UNIT_ROLES, Person, PersonId, Role

BlockerId = NewType("BlockerId", int)


class BlockerState(Enum):
    """OPEN until a unit that was asked, or the inspectors, answer."""

    OPEN = "open"
    RESOLVED = "resolved"
    DECLINED = "declined"

    @property
    def word(self) -> str:
        """The state as it is called in Chinese."""
        return {"open": "待答复", "resolved": "已解决", "declined": "不能解决"}[self.value]


@dataclass(frozen=True, slots=True)
class Blocker:
    """One blocker as it was told. `needs` are the codes of the units asked for; times are UTC."""

    id: BlockerId
    item: ItemId | None
    unit: str
    person: PersonId
    text: str
    needs: tuple[str, ...]
    raised_at: datetime
    state: BlockerState = BlockerState.OPEN
    answer: str = ""
    answered_by: PersonId | None = None
    answered_at: datetime | None = None


def may_see_blocker(person: Person, blocker: Blocker) -> bool:
    """The district's offices see all; a unit what it raised and what it is asked for."""
    return sees_all(person) or person.unit in (blocker.unit, *blocker.needs)


def may_answer(person: Person, blocker: Blocker) -> bool:
    """Staff and head of a unit that is asked for answer, and inspectors for everybody."""
    if blocker.state is not BlockerState.OPEN:
        return False
    asked = person.role in UNIT_ROLES and person.unit in blocker.needs
    return asked or person.role is Role.INSPECTOR
