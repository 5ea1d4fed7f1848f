"""The ask budget (减负): a working day with reminders is one ask of the unit; beyond the pack's budget it is asked no more."""

from collections.abc import Iterable
from datetime import date

from domain.keys.due import Rule
from domain.packs import is_spent
from domain.people import UNIT_ROLES, Person
from handlers.kernel.due import Due
from handlers.kernel.messages import Card, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import asks as ask_words
from storage import supervision

MOST_UNITS = 15


def is_ask(person: Person, due: Due) -> bool:
    """Whether telling this person of it asks something of the unit; a supervision notice is a formal paper, not an ask."""
    return person.role in UNIT_ROLES and due.occurrence.rule is not Rule.NOTICE


def count(moment: Moment, units: Iterable[str], on: date) -> None:
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


@registry.command("asks", ("催报次数",), "看本月催报了几次")
def asked(turn: Turn) -> Answer:
    """The unit's own count; for the district's offices every unit's, the most asked first."""
    found, most = supervision.asks_of_month(turn.store, turn.today), turn.rules.asks.per_unit_month
    if turn.person.unit is not None:
        return [say(ask_words.asked(found.get(turn.person.unit, 0), most))]
    if not found:
        return [say(ask_words.NOT_ASKED)]
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    lines = [ask_words.asked_line(turn.reference.unit_name(unit), times) for unit, times in ordered[:MOST_UNITS]]
    if len(ordered) > MOST_UNITS:
        lines.append(ask_words.more_units(len(ordered) - MOST_UNITS))
    return [Card(title=ask_words.asks_title(len(found), sum(found.values()), most), lines=tuple(lines))]
