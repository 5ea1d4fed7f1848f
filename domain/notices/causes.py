"""When what made the service draft a notice is over."""

from dataclasses import dataclass
from datetime import date

from domain.colours import Light
from domain.items import Item
from domain.keys.due import Node, ReportPeriod
from domain.keys.occasions import Lapsed, Occasion, TurnedRed
from domain.progress import Standing, milestone_reached, owes_nothing


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an item today: `report_due` is the oldest unanswered due day."""

    item: Item
    standing: Standing
    light: Light
    report_due: date | None


def is_over(occasion: Occasion | None, facts: Facts) -> bool:
    """Whether a draft has lost its cause: the report is in, the node reached, the light no longer red, the item finished.

    What an inspector drafted by hand, and a lapsed notice, lose theirs only when the item is finished.
    """
    if owes_nothing(facts.item, facts.standing):
        return True
    match occasion:
        case ReportPeriod(due):
            return facts.report_due is None or facts.report_due > due
        case Node(number):
            return number < len(facts.item.milestones) and milestone_reached(facts.item, facts.standing, number)
        case TurnedRed():
            return facts.light is not Light.RED
        case Lapsed() | None:
            return False
