"""What makes the service draft a notice: named so that each cause drafts once, and so that it is known when it is over."""

from dataclasses import dataclass
from datetime import date

from domain.colours import Light
from domain.items import Item
from domain.progress import Standing, is_finished, milestone_reached

REPORT, MILESTONE, RED, CLIMB = "report", "milestone", "red", "climb"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an item today: `report_due` is the oldest unanswered due day."""

    item: Item
    standing: Standing
    light: Light
    report_due: date | None


def red(on: date) -> str:
    """The occasion of an item that turned red on a local day."""
    return f"{RED}:{on.isoformat()}"


def red_on(occasion: str | None) -> date | None:
    """The local day of such an occasion; None of any other."""
    cause, _, rest = (occasion or "").partition(":")
    return date.fromisoformat(rest) if cause == RED else None


def climb(parent: int, due: date) -> str:
    """The occasion of a notice that lapsed."""
    return f"{CLIMB}:{parent}:{due.isoformat()}"


def is_over(occasion: str | None, facts: Facts) -> bool:
    """Whether a draft has lost its cause: the report is in, the node reached, the light no longer red, the item finished.

    What an inspector drafted by hand, and a lapsed notice, lose theirs only when the item is finished.
    """
    if is_finished(facts.item, facts.standing):
        return True
    cause, _, rest = (occasion or "").partition(":")
    if cause == REPORT:
        return facts.report_due is None or facts.report_due > date.fromisoformat(rest)
    if cause == RED:
        return facts.light is not Light.RED
    if cause == MILESTONE:
        number = int(rest.partition(":")[0])
        return number < len(facts.item.milestones) and milestone_reached(facts.item, facts.standing, number)
    return False
