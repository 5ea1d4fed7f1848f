"""Units, boards, areas or items held against each other: who leads and who lags, over what is comparable.

One task is compared by its distance to the plan (or by completion, where that is asked); several tasks together by the share of
their weight that is red, then yellow, then by the distance, each task counting by its weight in the agreement.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from domain.calendar import WorkCalendar
from domain.colours import Light
from domain.items import Basis, Item, Stage
from domain.pace import plan_value
from domain.progress import Standing, completion, is_finished, nodes_reached, plain
from domain.shortfalls import is_cap

TENTH = Decimal("0.1")


class Order(Enum):
    """What decides the place. PLAN: percentage points ahead of plan; COMPLETION: the share of the target that is done; LIGHTS:
    the share of the weight that is red, then yellow, then PLAN.
    """

    PLAN = "plan"
    COMPLETION = "completion"
    LIGHTS = "lights"


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as it is compared. In per cent of the target: what is `done` and what the plan wanted by the day of that figure;
    `ahead` is the difference in points (behind: negative). None where there is no figure or a share says nothing.
    """

    light: Light
    weight: Decimal
    done: Decimal | None
    planned: Decimal | None
    ahead: Decimal | None


@dataclass(frozen=True, slots=True)
class Entrant:
    """Who takes part, with the items by which it is compared."""

    key: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A place in the ranking, 1 for the best; equals share one. Figures are means over the weights, with one decimal."""

    key: str
    place: int
    done: Decimal | None
    planned: Decimal | None
    ahead: Decimal | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best first, and the keys of those who have no figure to be compared by."""

    order: Order
    placed: tuple[Placed, ...]
    unplaced: tuple[str, ...]


def takes_part(item: Item, light: Light) -> bool:
    """Whether an item is compared: it is signed and was not ended unfinished."""
    return item.stage is Stage.OPEN or (item.stage is Stage.CLOSED and light is Light.BLUE)


def day_compared(item: Item, standing: Standing, today: date, *, late: bool) -> date | None:
    """The local day whose plan counts, as it does for the light (domain.lights); None without a figure.

    That is the figure's own, today once a report is late; an old rate is only old. What goes by nodes is as of today.
    """
    if item.basis is Basis.ONCE:
        return today
    if standing.latest is None:
        return None
    return today if late and item.basis is not Basis.RATE else standing.latest.as_of


def entry(
    item: Item, standing: Standing, light: Light, gap: Decimal | None, against: date | None, calendar: WorkCalendar
) -> Entry:
    """An item as it is compared; `gap` is its light's, `against` the day whose plan counts (see day_compared)."""
    done, planned = _shares(item, standing, against, calendar)
    ahead = gap
    if ahead is None and item.basis is Basis.ONCE and done is not None and planned is not None:
        ahead = done - planned
    if is_finished(item, standing) and ahead is None:
        ahead = Decimal(0)
    return Entry(light, item.weight, done, planned, ahead)


def _shares(
    item: Item, standing: Standing, against: date | None, calendar: WorkCalendar
) -> tuple[Decimal | None, Decimal | None]:
    if against is None or item.target is None or is_cap(item):
        return None, None
    wanted = plan_value(item, max(against, item.start), calendar)
    if item.basis is Basis.ONCE:
        return _share_of_nodes(item, standing), None if wanted is None else plain(wanted * 100)
    latest = standing.latest
    done = completion(item, latest.total) if latest is not None else None
    return done, None if wanted is None or done is None else completion(item, wanted)


def _share_of_nodes(item: Item, standing: Standing) -> Decimal | None:
    """The share of the nodes that are done; nothing before the first report, which is late but says nothing."""
    if is_finished(item, standing):
        return Decimal(100)
    if standing.reported_as_of is None or not item.milestones:
        return None
    return _rounded(Decimal(nodes_reached(item, standing)) / len(item.milestones) * 100)


def rank(entrants: Sequence[Entrant], order: Order) -> Ranking:
    """Puts the entrants in order. Without a single figure an entrant has no place, unless the lights decide."""
    known = {each.key: _placed(each) for each in entrants}
    keys = {each.key: _key(each, known[each.key], order) for each in entrants}
    ranked = sorted(
        (each for each in entrants if keys[each.key] is not None), key=lambda each: (keys[each.key], each.key)
    )
    placed: list[Placed] = []
    for number, each in enumerate(ranked, start=1):
        same = placed and keys[placed[-1].key] == keys[each.key]
        mine = known[each.key]
        place = placed[-1].place if same else number
        placed.append(Placed(mine.key, place, mine.done, mine.planned, mine.ahead))
    return Ranking(order, tuple(placed), tuple(sorted(each.key for each in entrants if keys[each.key] is None)))


def _placed(entrant: Entrant) -> Placed:
    both = [(each.done, each.weight) for each in entrant.entries if None not in (each.done, each.planned)]
    planned = [(each.planned, each.weight) for each in entrant.entries if None not in (each.done, each.planned)]
    alone = [(each.done, each.weight) for each in entrant.entries]
    ahead = [(each.ahead, each.weight) for each in entrant.entries]
    return Placed(entrant.key, 0, _mean(both) if both else _mean(alone), _mean(planned), _mean(ahead))


def _key(entrant: Entrant, mine: Placed, order: Order) -> Hashable:
    """The smaller, the better; None where there is nothing to compare by."""
    if order is Order.COMPLETION:
        return None if mine.done is None else (-mine.done,)
    if order is Order.PLAN:
        return None if mine.ahead is None else (-mine.ahead,)
    begun = [each for each in entrant.entries if each.light is not Light.GREY]
    if not begun:
        return None
    return _part(begun, Light.RED), _part(begun, Light.YELLOW), -(mine.ahead or Decimal(0))


def _part(entries: Sequence[Entry], light: Light) -> Decimal:
    whole = sum((each.weight for each in entries), Decimal(0))
    if whole <= 0:
        return Decimal(sum(each.light is light for each in entries)) / len(entries)
    return sum((each.weight for each in entries if each.light is light), Decimal(0)) / whole


def _mean(pairs: Sequence[tuple[Decimal | None, Decimal]]) -> Decimal | None:
    known = [(value, weight) for value, weight in pairs if value is not None]
    if not known:
        return None
    whole = sum((weight for _, weight in known), Decimal(0))
    if whole <= 0:
        return _rounded(sum((value for value, _ in known), Decimal(0)) / len(known))
    return _rounded(sum((value * weight for value, weight in known), Decimal(0)) / whole)


def _rounded(value: Decimal) -> Decimal:
    return plain(value.quantize(TENTH, ROUND_HALF_UP))
