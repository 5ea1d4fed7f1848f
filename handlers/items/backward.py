"""倒排: proposes node dates for an item; a proposal only, since the plan of a signed agreement changes by decision."""

import re
from decimal import Decimal

from domain.backward import back_schedule
from domain.errors import DomainError
from domain.items import Basis, Item
from domain.progress import Standing
from domain.secrecy import personal
from domain.understanding.day_words import span_in
from domain.understanding.text import year_in_front
from handlers.items.access import visible
from handlers.items.words import items as zh
from handlers.kernel.messages import Card
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import notation

CODE = re.compile(r"[A-Za-z]{1,4}-\d+")
COUNT = re.compile(r"(\d{1,2})\s*个?节点")
NODES = 4
MOST_NODES = 12


@registry.command("backward", ("倒排",), "按完成日期倒排节点，如“倒排 JS-010 到12月20日 4个节点”")
def backward(turn: Turn) -> Answer:
    """`倒排 JS-010`, `倒排 JS-010 到12月20日 4个节点`."""
    year, words = year_in_front(turn.words)
    code = CODE.search(words)
    if code is None:
        raise DomainError("usage", zh.BACKWARD_USAGE)
    stored = visible(turn, turn.item_named(code[0], year))
    item, rest = stored.item, words.replace(code[0], " ", 1)
    counted = COUNT.search(rest)
    count = int(counted[1]) if counted else NODES
    span = span_in(COUNT.sub(" ", rest), turn.said_on)
    end = span.last if span else item.due
    if item.target is None or end is None or item.basis is Basis.RATE or item.basis is Basis.ONCE:
        raise DomainError("no_figure", zh.BACKWARD_NO_FIGURE)
    if not 1 <= count <= MOST_NODES:
        raise DomainError("too_many", zh.backward_limit(MOST_NODES))
    done = _done(item, turn.standings([stored])[stored.id])
    nodes = back_schedule(turn.today, end, done, item.target, count, turn.reference.calendar)
    if not nodes:
        raise DomainError("too_late", zh.BACKWARD_TOO_LATE)
    lines = tuple(
        zh.backward_line(notation.due(node.day, confirmed=node.confirmed), notation.amount(item, node.planned))
        for node in nodes
    )
    title = zh.backward_title(item.code, item.name)
    return [
        Card(
            title=title,
            lines=(zh.backward_from(notation.amount(item, done)), *lines, zh.BACKWARD_NOTE),
            tells=personal(item),
        )
    ]


def _done(item: Item, standing: Standing) -> Decimal:
    if standing.latest is not None:
        return standing.latest.total
    return item.baseline or Decimal(0) if item.basis is Basis.LEVEL else Decimal(0)
