"""撤回, 退回 and 通过 in words: they lead to the report that is meant, where a tap does it."""

from domain.access import may_see
from domain.understanding import Order, order_of
from handlers.kernel.turn import Answer, Turn
from handlers.reports import mine, verification
from handlers.reports.build import read
from storage.items import StoredItem


def answer(turn: Turn) -> Answer | None:
    """The report with its buttons; None where the words order nothing, or nothing that this person may do."""
    found = order_of(turn.words)
    if found is None:
        return None
    order, rest = found
    roles = mine.SENDERS if order is Order.WITHDRAW else verification.VERIFYING
    if turn.person.role not in roles:
        return None
    if not rest:
        return mine.mine(turn)
    stored = _named(turn, rest)
    if stored is None:
        return None
    return mine.of_item(turn, stored) if order is Order.WITHDRAW else verification.of_item(turn, stored)


def _named(turn: Turn, words: str) -> StoredItem | None:
    codes = {each.item for each in read(turn, words).entries}
    stored = turn.reference.by_code.get(codes.pop() or "") if len(codes) == 1 else None
    return stored if stored is not None and may_see(turn.person, stored.item) else None
