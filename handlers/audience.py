"""Who is told of what fell due: people by role, stand-ins while they are away, the inspectors when a budget is spent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.absence import Duty, Recipient
from domain.people import UNIT_ROLES, Person, Role
from handlers import asks
from handlers.due import Due
from handlers.turn import Moment
from storage import absence, people
from storage import asks as asked

NOBODY = "nobody"
BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class Told:
    """An occurrence for one person; `instead_of` is who is away; `over_budget`: it is told since the unit is asked no more."""

    due: Due
    instead_of: Person | None = None
    over_budget: bool = False


def duty_on(moment: Moment, day: date) -> Duty:
    """Who is away on a local day and who stands in."""
    leaves, stand_ins = absence.leaves_from(moment.connection, day), absence.stand_ins_on(moment.connection, day)
    return Duty(people.active(moment.connection), leaves, stand_ins, day)


class Audience:
    """Who is told on one day; people, leave and budgets are looked up once a tick."""

    def __init__(self, moment: Moment) -> None:
        self._moment = moment
        self._by_unit: dict[tuple[Role, str | None], list[Person]] = {}
        self._by_role: dict[Role, list[Person]] = {}
        for person in people.active(moment.connection):
            self._by_unit.setdefault((person.role, person.unit), []).append(person)
            self._by_role.setdefault(person.role, []).append(person)
        self._duty = duty_on(moment, moment.today)
        self._budget = asks.Budget(moment)

    def bundles(self, due: Iterable[Due]) -> dict[Person, list[Told]]:
        """What each person is told. What nobody is told of is put on record with its reason."""
        found: dict[Person, list[Told]] = {}
        untold: dict[str, list[Due]] = {}
        for each in due:
            for person, one in self._told(each, untold).items():
                found.setdefault(person, []).append(one)
        for reason, some in untold.items():
            keys = [(each.stored.id, each.occurrence.key) for each in some]
            asked.withhold(self._moment.connection, keys, reason, self._moment.now)
        return found

    def _told(self, due: Due, untold: dict[str, list[Due]]) -> dict[Person, Told]:
        found: dict[Person, Told] = {}
        spent = self._budget.is_spent(due)
        for name in due.occurrence.audience:
            if spent and Role(name) in UNIT_ROLES:
                continue
            for recipient in self._recipients(Role(name), due):
                found.setdefault(recipient.person, Told(due, recipient.instead_of))
        if spent:
            untold.setdefault(BUDGET, []).append(due)
            if due.occurrence.due < self._moment.today:
                for recipient in self._duty.all_told(self._by_role.get(Role.INSPECTOR, ()), due.stored.item.code):
                    found.setdefault(recipient.person, Told(due, recipient.instead_of, over_budget=True))
        elif not found and due.notice is None:
            untold.setdefault(NOBODY, []).append(due)
        return found

    def _recipients(self, role: Role, due: Due) -> list[Recipient]:
        """Those who are meant or their deputies. If a unit's clerks are all away its head is told, else the inspectors."""
        code, meant = due.stored.item.code, self._meant(role, due)
        found = self._duty.all_told(meant, code)
        if found or not meant or role not in UNIT_ROLES:
            return found
        for other in (Role.UNIT_HEAD, Role.INSPECTOR) if role is Role.REPORTER else (Role.INSPECTOR,):
            found = self._duty.all_told(self._meant(other, due), code)
            if found:
                return found
        return []

    def _meant(self, role: Role, due: Due) -> Sequence[Person]:
        """The people of a role for this item."""
        if role is Role.INSPECTOR:
            return self._by_role.get(role, ())
        if role is Role.LEADER:
            return [person for person in self._by_role.get(role, ()) if person.post == due.stored.item.leader]
        return self._by_unit.get((role, due.unit), ())
