"""A line that answers a card of the bot: it is about the items of that card, unless it names another."""

from dataclasses import replace

from domain.items import Item
from domain.understanding import Understanding
from handlers.kernel.turn import Turn
from handlers.reports.build import read

# A card with more items is a list, of which nobody means one by answering it.
MOST = 8


def read_quoted(turn: Turn) -> Understanding:
    """What the line means; of a card with several items whichever it fits. Raises DomainError as `read` does."""
    known = [turn.reference.items[each].item for each in turn.quoted if each in turn.reference.items]
    if len(known) == 1:
        return read(turn, turn.words, known[0])
    understood = read(turn, turn.words)
    if len(known) > MOST or not understood.entries or any(each.item is not None for each in understood.entries):
        return understood
    fitting = {item.code: about for item in known if _fits(about := read(turn, turn.words, item), item)}
    if len(fitting) == 1:
        return next(iter(fitting.values()))
    codes = tuple(fitting) or tuple(item.code for item in known)
    return replace(understood, entries=tuple(replace(each, candidates=codes) for each in understood.entries))


def _fits(about: Understanding, item: Item) -> bool:
    """Whether the figure can be that item's: its unit, and no step that must be asked about."""
    return bool(about.entries) and all(each.item == item.code and each.ask is None for each in about.entries)
