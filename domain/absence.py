"""Who is away, and who is told instead: leave (请假) and stand-ins (AB角). Days are local, both ends included."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.people import Person, PersonId, Role

# Days of leave that somebody may put on record for another alone.
LONGEST_FOR_ANOTHER = 15


@dataclass(frozen=True, slots=True)
class Leave:
    """A person is away from `first` through `last`."""

    person: PersonId
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many calendar days."""
        return (self.last - self.first).days + 1

    def covers(self, day: date) -> bool:
        """Whether the person is away on that day."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class StandIn:
    """While `person` is away `deputy` is told instead; `last` is None for good, `items` (codes) empty for everything."""

    person: PersonId
    deputy: PersonId
    first: date
    last: date | None
    items: frozenset[str]

    def covers(self, day: date, code: str | None) -> bool:
        """Whether the deputy stands in on that day for an item, or for everything (None)."""
        in_time = self.first <= day and (self.last is None or day <= self.last)
        return in_time and (not self.items or code in self.items)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told; `instead_of` is the person who is away, None for the person's own matters.

    `away`: on leave, but gets it since nobody else is there; see `Duty.certain_recipients`.
    """

    person: Person
    instead_of: Person | None = None
    away: bool = False


class Duty:
    """Who gets messages on one day, given who works here, who is away and who stands in."""

    def __init__(
        self, people: Iterable[Person], leaves: Iterable[Leave], stand_ins: Iterable[StandIn], day: date
    ) -> None:
        self._people = {person.id: person for person in people}
        self._away = {leave.person for leave in leaves if leave.covers(day)}
        self._stand_ins = tuple(stand_ins)
        self._day = day

    def recipient(self, person: Person, code: str | None) -> Recipient | None:
        """Who gets what is meant for a person: the person, a deputy, or nobody (None).

        A deputy who has left or is away gets nothing; the deputy of a deputy is not asked.
        """
        if person.id not in self._away:
            return Recipient(person)
        for each in self._stand_ins:
            deputy = self._people.get(each.deputy)
            if each.person == person.id and deputy and deputy.id not in self._away and each.covers(self._day, code):
                return Recipient(deputy, person)
        return None

    def recipients(self, meant: Sequence[Person], code: str | None) -> list[Recipient]:
        """Who gets what is meant for several people, each once; who is also the deputy of another gets it for oneself."""
        found: dict[PersonId, Recipient] = {}
        for person in meant:
            recipient = self.recipient(person, code)
            if recipient is not None and (recipient.person.id not in found or recipient.instead_of is None):
                found[recipient.person.id] = recipient
        return list(found.values())

    def first_recipients(self, groups: Iterable[Sequence[Person]], code: str | None) -> list[Recipient]:
        """The recipients of the first group that has any; empty if no group has."""
        return next((found for meant in groups if (found := self.recipients(meant, code))), [])

    def certain_recipients(self, groups: Sequence[Sequence[Person]], code: str | None) -> list[Recipient]:
        """Who gets what must not be lost: if nobody is at work, the first group that has people, though they are on leave."""
        absent = next((meant for meant in groups if meant), ())
        return self.first_recipients(groups, code) or [Recipient(person, away=True) for person in absent]


def may_stand_in(person: Person, deputy: Person) -> bool:
    """A deputy works in the same unit, or has the same role in the district's offices."""
    if person.id == deputy.id or not deputy.active:
        return False
    if person.unit is not None:
        return person.unit == deputy.unit
    return deputy.unit is None and deputy.role is person.role


def may_arrange(actor: Person, person: Person) -> bool:
    """Everybody arranges the own leave, a head the leave of the unit's people, inspectors and admins that of all."""
    if actor.id == person.id or actor.role in (Role.ADMIN, Role.INSPECTOR):
        return True
    return actor.role is Role.UNIT_HEAD and actor.unit is not None and actor.unit == person.unit


def needs_consent(actor: Person, leave: Leave) -> bool:
    """Whether leave is on record only after a tap of the person, or of an admin who did not ask for it."""
    return actor.id != leave.person and leave.days > LONGEST_FOR_ANOTHER


def may_consent(actor: Person, leave: Leave, asked_by: PersonId) -> bool:
    """Whether somebody's tap puts such leave on record."""
    return actor.id == leave.person or (actor.role is Role.ADMIN and actor.id != asked_by)
