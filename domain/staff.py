"""Whom the rows of a people file mean: somebody who is known, somebody who was moved, or somebody new.

A name is no identity: who bears a known person's name elsewhere is that person only if the file says so by the number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.people import Person, PersonId, Role


@dataclass(frozen=True, slots=True)
class Row:
    """A person as a file names one; `post` is None where the file has none. `number` is the number here, where the file gives
    it; `another`: the file says that this is nobody who is known, though the name is.
    """

    name: str
    role: Role
    unit: str | None
    post: str | None = None
    number: PersonId | None = None
    another: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody who is known, and what the person is from now on."""

    person: Person
    to: Row


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row, by its place in the file from 0, that may mean one of these people or somebody else; nobody bears its number if
    there are none.
    """

    place: int
    maybe: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Staff:
    """What a file says of those who are known. With `doubts` nothing of it may be stored."""

    new: tuple[Row, ...]
    moved: tuple[Move, ...]
    same: int
    doubts: tuple[Doubt, ...]


def matched(rows: Sequence[Row], known: Iterable[Person]) -> Staff:
    """Whom each row means. A row without number is who has its name, role and unit; a name that is known elsewhere is in doubt,
    unless every bearer of it stands in a row of its own.
    """
    people = {person.id: person for person in known}
    places: dict[tuple[str, Role, str | None], list[Person]] = {}
    named: dict[str, list[Person]] = {}
    for person in people.values():
        places.setdefault((person.name, person.role, person.unit), []).append(person)
        named.setdefault(person.name, []).append(person)
    met = {row.number for row in rows if row.number is not None}
    found = [
        None if row.number is not None or row.another else places.get((row.name, row.role, row.unit)) for row in rows
    ]
    met |= {person.id for some in found if some for person in some}
    new, moved, doubts, same = [], [], [], 0
    for place, (row, here) in enumerate(zip(rows, found, strict=True)):
        meant = people.get(row.number) if row.number is not None else None
        others = tuple(person for person in named.get(row.name, ()) if person.id not in met)
        if here or (meant is not None and not is_moved(meant, row)):
            same += 1
        elif meant is not None:
            moved.append(Move(meant, row))
        elif row.number is not None:
            doubts.append(Doubt(place, ()))
        elif others and not row.another:
            doubts.append(Doubt(place, others))
        else:
            new.append(row)
    return Staff(tuple(new), tuple(moved), same, tuple(doubts))


def is_moved(person: Person, row: Row) -> bool:
    """Whether the person is something else by the row."""
    post = person.post if row.post is None else row.post
    return (person.name, person.role, person.unit, person.post) != (row.name, row.role, row.unit, post)
