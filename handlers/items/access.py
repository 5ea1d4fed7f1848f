"""The item a person names or taps: seen by these eyes or not there at all, and what may be asked of its unit."""

from collections.abc import Callable

from domain.access import may_see
from domain.errors import DomainError
from domain.items import Item, ItemId, Stage
from domain.people import Person
from handlers.items.words import items as zh
from handlers.kernel.turn import Turn
from handlers.kernel.words import common
from storage.items import StoredItem


def visible(turn: Turn, stored: StoredItem | None) -> StoredItem:
    """The item if this person may see it here; the same refusal whether it does not exist or is not for these eyes."""
    if stored is None or not may_see(turn.person, stored.item):
        raise DomainError("no_such_item", zh.NOT_SEEN)
    return stored


def tapped(turn: Turn) -> StoredItem:
    """The item that a button or a form carries, if this person may see it."""
    return visible(turn, turn.reference.items.get(ItemId(int(turn.args["item"]))))


def named(turn: Turn, command: str) -> StoredItem:
    """The item whose code was typed after a command, if this person may see it."""
    if not turn.words:
        raise DomainError("usage", zh.which(command))
    return visible(turn, turn.reference.by_code.get(turn.words.upper()))


def to_supervise(turn: Turn, stored: StoredItem, may: Callable[[Person, Item], bool]) -> StoredItem:
    """The item if this person may take that step about it and somebody works on it: looked at anew when the tap comes."""
    if not may(turn.person, stored.item):
        raise DomainError("not_allowed", common.NOT_ALLOWED)
    if stored.item.stage is not Stage.OPEN:
        raise DomainError("item_not_open", zh.not_open(stored.item.stage))
    return stored
