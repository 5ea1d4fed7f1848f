"""Who is told: the one place that decides it, for what fell due and for every other message that nobody asked for.

Who is away is told nothing and the stand-in is told instead; people are looked up together, not one by one. A unit has an ask
budget (减负): a working day with reminders is one ask of it; beyond the pack's budget it is asked no more.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.absence import Duty, Recipient
from domain.keys.due import Owed, Rule
from domain.keys.matters import Matter, NoPeople, NotReached
from domain.keys.messages import NewsKey
from domain.keys.news import News
from domain.notices.model import Notice
from domain.packs import is_spent
from domain.people import UNIT_ROLES, Person, PersonId, Role
from domain.reminders import Occurrence
from handlers.kernel.messages import About, Card
from handlers.kernel.turn import Moment, Turn
from handlers.kernel.words import audience as audience_words
from storage import people, supervision
from storage.items import StoredItem
from storage.outbox import MessageKind

NOBODY = "nobody"
BUDGET = "budget"
# Who answers for a unit's reports while those before are all away.
LADDER = (Role.REPORTER, Role.UNIT_HEAD, Role.INSPECTOR)


@dataclass(frozen=True, slots=True)
class Due:
    """An occurrence of one item, or of a notice on it."""

    stored: StoredItem
    occurrence: Occurrence
    notice: Notice | None = None

    @property
    def matter(self) -> Owed:
        """The name of the occurrence in a bundle."""
        return Owed(self.stored.id, self.occurrence.key)

    @property
    def unit(self) -> str:
        """Who owes it: the item's lead unit, or the unit a notice stands against."""
        return self.notice.unit if self.notice else self.stored.item.unit


# A line of a bundle and what it speaks of; see handlers.kernel.messages.Named.
Written = tuple[str, About | None]


def count_of(matters: Iterable[Matter]) -> int:
    """How many a bundle says it tells of: as many as it shows or counts; who was not reached is one, whatever was missed, and so
    are all units without people together.
    """
    return len({_one_of(each) for each in matters})


def _one_of(matter: Matter) -> object:
    if isinstance(matter, NotReached):
        return matter.person
    return NoPeople if isinstance(matter, NoPeople) else matter


@dataclass(frozen=True, slots=True)
class Told:
    """An occurrence for one person; `instead_of` is who is away; `over_budget`: it is told since the unit is asked no more."""

    due: Due
    instead_of: Person | None = None
    over_budget: bool = False


@dataclass(frozen=True, slots=True)
class Reached:
    """How many people at work a message can reach in chat, and the names of the others, to be told another way."""

    count: int
    missed: tuple[str, ...]


def duty_on(moment: Moment, day: date) -> Duty:
    """Who is away on a local day and who stands in."""
    leaves = people.leaves_on(moment.store, day)
    if not leaves:
        # Nobody needs a deputy: on most days one query is all.
        return Duty((), (), (), day)
    return Duty(people.active(moment.store), leaves, people.stand_ins_on(moment.store, day), day)


def arranged_on(moment: Moment, day: date) -> set[PersonId]:
    """Who is away on a local day, and on such a day whoever stands in for somebody or has somebody who does."""
    away = {each.person for each in people.leaves_on(moment.store, day)}
    arranged = people.stand_ins_on(moment.store, day) if away else ()
    return away.union(*((each.person, each.deputy) for each in arranged))


def at_work_in(moment: Moment, unit: str, code: str | None, day: date) -> list[Recipient]:
    """A unit's head and clerks who are at work on a local day, and the stand-ins of the others for an item; maybe nobody."""
    return duty_on(moment, day).recipients(people.with_roles(moment.store, UNIT_ROLES, [unit]), code)


def of_units(moment: Moment, units: Sequence[str], code: str | None = None) -> list[Recipient]:
    """Head and clerks of each unit, for what must not be lost: on leave all the same where nobody of the unit is at work."""
    if not units:
        return []
    staff, duty = people.with_roles(moment.store, UNIT_ROLES, units), duty_on(moment, moment.today)
    return [
        recipient
        for unit in dict.fromkeys(units)
        for recipient in duty.certain_recipients([[person for person in staff if person.unit == unit]], code)
    ]


def of_author(turn: Turn, author: PersonId, unit: str, code: str | None = None) -> list[Recipient]:
    """Who sent something for a unit; where the author is away or works for another unit now the unit's clerks, then its head,
    who have to go on with it.

    Never the speaker, who knows: where nobody else is at work it waits for the author, on leave.
    """
    if author == turn.person.id:
        return []
    person, duty = people.by_id(turn.store, author), duty_on(turn, turn.today)
    here = person is not None and person.active and (person.role not in UNIT_ROLES or person.unit == unit)
    own = [person] if person is not None and here else []
    if told := others(turn, duty.recipients(own, code)):
        return told
    staff = [each for each in people.with_roles(turn.store, UNIT_ROLES, [unit]) if each.id != turn.person.id]
    groups = [own, *([each for each in staff if each.role is role] for role in LADDER if role in UNIT_ROLES)]
    found = (others(turn, duty.recipients(meant, code)) for meant in groups)
    absent = next((meant for meant in groups if meant), ())
    return next((told for told in found if told), [Recipient(person, away=True) for person in absent])


def inspectors(moment: Moment, code: str | None = None, first: PersonId | None = None) -> list[Recipient]:
    """The inspectors; `first` or the stand-in alone as long as one of these two is at work."""
    everyone = people.with_roles(moment.store, [Role.INSPECTOR])
    own = [person for person in everyone if person.id == first]
    duty = duty_on(moment, moment.today)
    return duty.first_recipients([own], code) or duty.certain_recipients([everyone], code)


def inspectors_at_work(moment: Moment) -> list[Recipient]:
    """The inspectors who are at work today and the stand-ins of the others; maybe nobody."""
    return duty_on(moment, moment.today).recipients(people.with_roles(moment.store, [Role.INSPECTOR]), None)


def admins(moment: Moment, *more: Role) -> list[Recipient]:
    """Those who run the service, and further roles whom its state concerns."""
    return duty_on(moment, moment.today).certain_recipients(
        [people.with_roles(moment.store, [Role.ADMIN, *more])], None
    )


def others(turn: Turn, told: Sequence[Recipient]) -> list[Recipient]:
    """The people without the speaker, who is not told of an own doing."""
    return [each for each in told if each.person.id != turn.person.id]


def reachable(moment: Moment, told: Sequence[Recipient]) -> list[Recipient]:
    """Those of them whom a message can reach in chat."""
    ways = people.addresses(moment.store, [each.person.id for each in told])
    return [each for each in told if any(way.reachable for way in ways.get(each.person.id, ()))]


def tell(
    moment: Moment,
    told: Iterable[Recipient],
    card: Card | Callable[[Person], Card],
    news: News,
    kind: MessageKind = MessageKind.INFO,
    *,
    at: datetime | None = None,
) -> Reached:
    """Queues one message a person, marked where it is for somebody who is away; `at`: not before that time (UTC)."""
    by_person: dict[PersonId, Recipient] = {}
    for recipient in told:
        by_person.setdefault(recipient.person.id, recipient)
    in_reach = {each.person.id for each in reachable(moment, list(by_person.values()))}
    missed = []
    for id_, recipient in by_person.items():
        person, instead_of = recipient.person, recipient.instead_of
        shown = card if isinstance(card, Card) else card(person)
        shown = shown.also(audience_words.in_place_of(instead_of.name)) if instead_of else shown
        moment.post.push(id_, shown, kind, NewsKey(news, id_), at=at)
        if recipient.away:
            missed.append(audience_words.on_leave(person.name))
        elif id_ not in in_reach:
            missed.append(person.name)
    return Reached(len(by_person) - len(missed), tuple(missed))


def is_ask(person: Person, due: Due) -> bool:
    """Whether telling this person of it asks something of the unit; a supervision notice is a formal paper, not an ask."""
    return person.role in UNIT_ROLES and due.occurrence.rule is not Rule.NOTICE


def count_ask(moment: Moment, units: Iterable[str], on: date) -> None:
    """The units are asked on a local day."""
    supervision.count_asks(moment.store, sorted(units), on, moment.now)


class Budget:
    """What is left to ask on a local day, of its month; looked up once for all units."""

    def __init__(self, moment: Moment, on: date) -> None:
        self._rule = moment.rules.asks
        self._asked = supervision.asks_of_month(moment.store, on)
        self._that_day = supervision.units_asked_on(moment.store, on)

    def is_spent(self, due: Due) -> bool:
        """Whether the unit that owes it may not be asked that day."""
        return due.occurrence.rule is not Rule.NOTICE and self.is_spent_for(due.unit)

    def is_spent_for(self, unit: str) -> bool:
        """Whether the unit may not be asked that day."""
        return is_spent(self._asked.get(unit, 0), asked_today=unit in self._that_day, rule=self._rule)


class Audience:
    """Who is told on one day; people, leave and budgets are looked up once a tick."""

    def __init__(self, moment: Moment, some: Sequence[Person] | None = None) -> None:
        """`some`: nobody but these people is told."""
        self._moment = moment
        self._by_unit: dict[tuple[Role, str | None], list[Person]] = {}
        self._by_role: dict[Role, list[Person]] = {}
        everybody = people.active(moment.store) if some is None else some
        for person in everybody:
            self._by_unit.setdefault((person.role, person.unit), []).append(person)
            self._by_role.setdefault(person.role, []).append(person)
        self._duty = duty_on(moment, moment.today)
        self._budget = Budget(moment, moment.today)

    def bundles(self, due: Iterable[Due]) -> dict[Person, list[Told]]:
        """What each person is told. What nobody is told of is put on record with its reason."""
        found: dict[Person, list[Told]] = {}
        untold: dict[str, list[Due]] = {}
        for each in due:
            for person, one in self._told(each, untold).items():
                found.setdefault(person, []).append(one)
        for reason, some in untold.items():
            supervision.withhold(self._moment.store, [each.matter for each in some], reason, self._moment.now)
        return found

    def told_of(self, due: Due) -> dict[Person, Told] | None:
        """Who is told of it; None where that is not all, and the reason must be put on record."""
        untold: dict[str, list[Due]] = {}
        found = self._told(due, untold)
        return None if untold else found

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
                for recipient in self._duty.recipients(self._by_role.get(Role.INSPECTOR, ()), due.stored.item.code):
                    found.setdefault(recipient.person, Told(due, recipient.instead_of, over_budget=True))
        elif not found and due.notice is None:
            untold.setdefault(NOBODY, []).append(due)
        return found

    def _recipients(self, role: Role, due: Due) -> list[Recipient]:
        """Those who are meant or their deputies. If a unit's clerks are all away its head is told, else the inspectors."""
        meant = self._meant(role, due)
        others = LADDER[LADDER.index(role) + 1 :] if meant and role in UNIT_ROLES else ()
        return self._duty.first_recipients(
            [meant, *(self._meant(other, due) for other in others)], due.stored.item.code
        )

    def _meant(self, role: Role, due: Due) -> Sequence[Person]:
        """The people of a role for this item."""
        if role is Role.INSPECTOR:
            return self._by_role.get(role, ())
        if role is Role.LEADER:
            return [person for person in self._by_role.get(role, ()) if person.post == due.stored.item.leader]
        return self._by_unit.get((role, due.unit), ())
