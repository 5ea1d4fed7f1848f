"""The ladder of an item's nodes (节点), and of its own due day."""

from collections.abc import Iterator
from datetime import date

from domain.cadence import Term, told_by
from domain.holds import Holds
from domain.items import Basis, Item, Milestone
from domain.keys.due import Node, OccurrenceKey
from domain.ladders import Rung
from domain.occurrences import Occurrence, Span, are_confirmed, climb, push_day
from domain.progress import Standing, is_before_tracking, milestone_reached


def milestone_steps(item: Item, term: Term, standing: Standing, span: Span, holds: Holds) -> Iterator[Occurrence]:
    """The ladder of every node that is not reached, and of the item's own due day where no node falls on it.

    The steps ahead count from the node's day. A figure is known when its report is due, so the late steps count from there; what
    is told by itself, a node of an item in words, is late at once.
    """
    ladder = span.rules.ladder.milestone
    for index, node in _nodes(item):
        if not ladder or push_day(node.date, ladder[0], span.calendar) > span.until:
            continue
        own = index == len(item.milestones)
        if not own and milestone_reached(item, standing, index):
            continue
        # Nearly no ladder is held.
        held = holds.get(Node(index, node.date), ()) if holds else ()
        known = _known(item, term, standing, node.date, span)
        for rung, on in climb(node.date, ladder, span, held, known):
            if own or _is_said(rung, item, node, standing):
                key, confirmed = (
                    OccurrenceKey(Node(index, node.date), rung.offset),
                    are_confirmed(on, node.date, span.calendar),
                )
                yield Occurrence(key, on, node.date, rung.audience, confirmed, rung.notice)


def _known(item: Item, term: Term, standing: Standing, day: date, span: Span) -> date:
    """The local day from which a node that was missed is known to be late."""
    if item.basis is Basis.ONCE:
        return day
    return told_by(day, term, standing.reported_as_of, standing.returned, span.rules, span.calendar)


def _is_said(rung: Rung, item: Item, node: Milestone, standing: Standing) -> bool:
    """Whether a step of a node is told: late ones only of what can be reported, and was not missed before reports were owed.

    A node in words among figures cannot be reported as done, so nobody is late for it.
    """
    if rung.offset <= 0:
        return True
    can_be_late = node.planned is not None or item.basis is Basis.ONCE
    return can_be_late and not is_before_tracking(standing, node.date)


def _nodes(item: Item) -> list[tuple[int, Milestone]]:
    nodes = list(enumerate(item.milestones))
    if item.due is not None and all(node.date != item.due for node in item.milestones):
        nodes.append((len(nodes), Milestone(item.due, item.name, item.target)))
    return nodes
