"""倒排: from the end date back to node dates, spread evenly over the working days that are left."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from domain.calendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class Node:
    """A proposed node: a working day and the cumulative figure due by then, in the item's unit.

    `confirmed` is False if the day rests on a calendar that is not published yet.
    """

    day: date
    planned: Decimal
    confirmed: bool


def back_schedule(
    today: date, end: date, done: Decimal, target: Decimal, count: int, calendar: WorkCalendar
) -> tuple[Node, ...]:
    """`count` nodes after the local day `today`, the last on `end` or the working day before it, with the whole target.

    Figures go evenly from `done` to `target`, with as many decimals as the target has. Empty if fewer working days are left
    than nodes are wanted.
    """
    last = end if calendar.is_workday(end) else calendar.add(end, -1)
    left = calendar.between(today, last)
    if count < 1 or left < count:
        return ()
    digits = Decimal(1).scaleb(min(0, int(target.normalize().as_tuple().exponent)))
    nodes = []
    for number in range(1, count + 1):
        day = last if number == count else calendar.add(today, left * number // count)
        share = done + (target - done) * number / count
        planned = target if number == count else share.quantize(digits, ROUND_HALF_UP)
        nodes.append(Node(day, planned, calendar.confirmed_through(today, day)))
    return tuple(nodes)
