"""What the lines of a bundle speak of: something that fell due, or somebody whom a message did not reach."""

from dataclasses import dataclass

from domain.items import ItemId
from domain.keys.due import Owed, Subject, parse_occurrence, parse_subject
from domain.keys.messages import PushKey, parse_push
from domain.keys.text import number, parser
from domain.people import PersonId


@dataclass(frozen=True, slots=True)
class MissedSubject:
    """Of an item, what a lost reminder was about, whatever the step: later steps of the same are not news."""

    item: ItemId
    subject: Subject

    def text(self) -> str:
        """As 12|report:2026-07-03."""
        return f"{self.item}|{self.subject.text()}"


@dataclass(frozen=True, slots=True)
class MissedPush:
    """A lost message that named no item."""

    push: PushKey

    def text(self) -> str:
        """As push|verdict:31:returned:3."""
        return f"push|{self.push.text()}"


Missed = MissedSubject | MissedPush


@parser
def parse_missed(text: str) -> Missed:
    """What did not reach somebody; UnknownKey for any other text."""
    head, _, rest = text.partition("|")
    if head == "push":
        return MissedPush(parse_push(rest))
    return MissedSubject(ItemId(number(head)), parse_subject(rest))


@dataclass(frozen=True, slots=True)
class NotReached:
    """A person whom a message did not reach by any way, and what it was about."""

    person: PersonId
    missed: Missed

    def text(self) -> str:
        """As person:3|12|report:2026-07-03."""
        return f"person:{self.person}|{self.missed.text()}"


@dataclass(frozen=True, slots=True)
class NoPeople:
    """A unit, by its code, that owes something and has nobody whom a message can reach."""

    unit: str

    def text(self) -> str:
        """As unit:BM03|."""
        return f"unit:{self.unit}|"


Matter = Owed | NotReached | NoPeople


@parser
def parse_matter(text: str) -> Matter:
    """What a line speaks of; UnknownKey for any other text."""
    head, _, rest = text.partition("|")
    if head.startswith("unit:") and not rest:
        return NoPeople(head.removeprefix("unit:"))
    if not head.startswith("person:"):
        return Owed(ItemId(number(head)), parse_occurrence(rest))
    return NotReached(PersonId(number(head.removeprefix("person:"))), parse_missed(rest))
