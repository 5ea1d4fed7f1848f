"""Words that are no command, and files that no form waits for: read, and handed to what is registered for their meaning."""

from domain.access import may_see
from domain.understanding import Order, Understanding, order_of
from handlers.front import advice
from handlers.front.words import advice as zh
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.reports.build import read
from storage.items import StoredItem


def text(turn: Turn) -> Answer:
    """One line of chat."""
    ordered = order_of(turn.words)
    if ordered is not None and (cards := _ordered(turn, *ordered)) is not None:
        return cards
    return _meant(turn, read(turn, turn.words))


def file(turn: Turn) -> Answer:
    """A photo or a file: by its caption where that means something a file may come with, else by who sends it."""
    taken = registry.files[turn.person.role]
    if turn.words and taken.after_caption:
        understood = read(turn, turn.words)
        if understood.intent in registry.meanings and registry.meanings[understood.intent].with_file(understood):
            return _meant(turn, understood)
    return taken.run(turn)


def _meant(turn: Turn, understood: Understanding) -> Answer:
    """What is registered for the meaning; where nothing is, or it has no answer, what the person can type instead."""
    meaning = registry.meanings.get(understood.intent)
    run = meaning.by_role.get(turn.person.role) if meaning else None
    cards = run(turn, understood) if run else None
    if cards is not None:
        return cards
    head = meaning.instead(understood) if meaning else ""
    return [advice.card(turn, turn.person, zh.instead(head or zh.NOT_UNDERSTOOD))]


def _ordered(turn: Turn, order: Order, rest: str) -> Answer | None:
    """撤回, 退回 and 通过 lead to the report that is meant, where a tap does it; None where nothing is ordered that this person
    may do.
    """
    roles, run = registry.orders[order]
    if turn.person.role not in roles:
        return None
    stored = _named(turn, rest) if rest else None
    return run(turn, stored) if stored is not None or not rest else None


def _named(turn: Turn, words: str) -> StoredItem | None:
    codes = {each.item for each in read(turn, words).entries}
    stored = turn.reference.by_code.get(codes.pop() or "") if len(codes) == 1 else None
    return stored if stored is not None and may_see(turn.person, stored.item) else None
