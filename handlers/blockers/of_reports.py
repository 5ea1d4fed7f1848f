"""Obstacles told beside the figures of a report: each is a blocker as if it were said; a person is told of all in one message."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.absence import Recipient
from domain.blockers import BlockerId
from domain.keys.news import Raised
from domain.people import Person, PersonId
from domain.secrecy import PERSONAL, personal
from domain.understanding import asked_units
from handlers.blockers import words as zh
from handlers.blockers.commands import answer_taps
from handlers.kernel import audience
from handlers.kernel.messages import Card, rows
from handlers.kernel.turn import Moment
from handlers.reports.draft import Obstacle
from handlers.reports.obstacles import HINDERED, Hindered
from storage import blockers
from storage.items import StoredItem


@dataclass(frozen=True, slots=True)
class Made:
    """A blocker that was stored, the names of the units it asks, and who is told of it."""

    id: BlockerId
    stored: StoredItem
    text: str
    units: tuple[str, ...]
    told: tuple[Recipient, ...]


@HINDERED.follow
def raised(moment: Moment, hindered: Hindered) -> None:
    """Stores them, tells the inspectors and whom they ask, and says so to the person."""
    made = [_made(moment, hindered, each) for each in hindered.obstacles]
    told: dict[PersonId, Recipient] = {}
    for each in made:
        for one in each.told:
            told.setdefault(one.person.id, one)
    unit = moment.reference.unit_name(hindered.unit)

    def card(person: Person) -> Card:
        return _card([each for each in made if any(one.person.id == person.id for one in each.told)], unit, hindered.by)

    audience.tell(moment, told.values(), card, Raised(hindered.told))
    for each in made:
        code = each.stored.item.code
        hindered.became.append(
            zh.passed_on(zh.BLOCKER, code, each.units) if each.told else zh.kept_untold(zh.BLOCKER, code)
        )


def _made(moment: Moment, hindered: Hindered, obstacle: Obstacle) -> Made:
    stored = moment.reference.items[obstacle.item]
    code, catalogue = stored.item.code, moment.reference.of_item(stored.item).catalogue
    needs = asked_units(obstacle.text, catalogue, hindered.unit, code)
    id_ = blockers.add(moment.store, obstacle.item, hindered.unit, hindered.by.id, obstacle.text, needs, moment.now)
    told = [*audience.inspectors(moment, code), *audience.of_units(moment, needs, code)]
    names = tuple(moment.reference.unit_name(unit) for unit in needs)
    return Made(id_, stored, obstacle.text, names, tuple(each for each in told if each.person.id != hindered.by.id))


def _card(made: Sequence[Made], unit: str, by: Person) -> Card:
    """All that one person is told of, numbered, each with its answers."""
    taps = [tap for at, each in enumerate(made, start=1) for tap in answer_taps(each.id, zh.numbered(at))]
    lines = tuple(
        zh.told_line(at, f"{each.stored.item.code} {each.stored.item.name}", each.text, each.units)
        for at, each in enumerate(made, start=1)
    )
    return Card(
        title=zh.raised_of_report(unit, by.name, len(made)),
        lines=lines,
        buttons=rows(taps),
        tells=PERSONAL,
        line_tells=tuple(personal(each.stored.item) for each in made),
    )
