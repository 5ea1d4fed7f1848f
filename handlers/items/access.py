"""The item a person names or taps, as if it did not exist where the person may not see it; and what may be asked of its unit."""

from domain.access import NoSupervision, Supervision, may_see, why_no_supervision
from domain.errors import DomainError
from domain.understanding.text import year_at_either_end
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
    return visible(turn, turn.stored([turn.item()]).get(turn.item()))


def named(turn: Turn, command: str) -> StoredItem:
    """The item whose code was typed after a command, if this person may see it."""
    if not turn.words:
        raise DomainError("usage", zh.which(command))
    year, code = year_at_either_end(turn.words)
    return visible(turn, turn.item_named(code, year))


def to_supervise(turn: Turn, stored: StoredItem, step: Supervision) -> StoredItem:
    """The item if this person may take that step about it: looked at anew when the tap comes."""
    why = why_no_supervision(turn.person, stored.item, step)
    if why is None:
        return stored
    sentence = common.NOT_ALLOWED if why is NoSupervision.NOT_ALLOWED else zh.not_open(stored.item.stage)
    raise DomainError(why.value, sentence)
