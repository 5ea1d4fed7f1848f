"""What holds items up (堵点), told beside the figures of a report: raised when these are stored."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.keys.updates import Update
from domain.matching import key
from domain.people import Person
from domain.understanding import asked_units
from handlers.kernel.registry import Event
from handlers.kernel.turn import Turn
from handlers.reports.draft import Draft, Obstacle
from handlers.reports.words import sheet as zh
from storage import blockers

# As long as what is told in chat.
MOST_TEXT = 300


@dataclass(frozen=True, slots=True)
class Hindered:
    """Obstacles that a person of a unit told of in an update; whoever follows adds to `became` what came of them."""

    by: Person
    unit: str
    told: Update
    obstacles: tuple[Obstacle, ...]
    became: list[str] = field(default_factory=list)


HINDERED: Event[Hindered] = Event()


def fresh(turn: Turn, unit: str, obstacles: Sequence[Obstacle]) -> tuple[tuple[Obstacle, ...], tuple[Obstacle, ...]]:
    """Those that are told for the first time, and those that the unit told in the same words and that wait for an answer."""
    waiting = {(each.item, key(each.text)) for each in blockers.open_ones(turn.store) if each.unit == unit}
    known = tuple(each for each in obstacles if (each.item, key(each.text)) in waiting)
    return tuple(each for each in obstacles if each not in known), known


def lines(turn: Turn, draft: Draft) -> list[str]:
    """What the confirm card says of them: each with the units that it goes to."""
    told = []
    for each in draft.obstacles:
        item = turn.reference.items[each.item].item
        catalogue = turn.reference.of_item(item).catalogue
        needs = asked_units(each.text, catalogue, turn.person.unit, item.code)
        told.append(zh.obstacle(item.code, each.text, [turn.reference.unit_name(unit) for unit in needs]))
    return told


def raised(turn: Turn, draft: Draft) -> list[str]:
    """Raises what the card showed, in the transaction that stores its figures; what became of it."""
    unit = turn.person.unit or ""
    first, _ = fresh(turn, unit, draft.obstacles)
    hindered = Hindered(turn.person, unit, turn.incoming.name, first)
    HINDERED.happened(turn, hindered)
    return hindered.became
