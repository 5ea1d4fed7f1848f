"""The item a person names or taps: seen by these eyes or not there at all, and what may be asked of its unit."""

from collections.abc import Callable

from domain.access import may_draft_notice, may_nudge, may_request_notice, may_see
from domain.errors import DomainError
from domain.items import Item, ItemId, Stage
from domain.people import Person
from handlers.items.words import items as zh
from handlers.kernel.messages import Button, Json
from handlers.kernel.turn import Turn
from handlers.kernel.words import common
from handlers.notices.words import notices as notice_words
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


def supervising(turn: Turn, item: Item, args: dict[str, Json]) -> list[Button]:
    """What an inspector or the item's leader may do about it."""
    found = [Button(zh.NUDGE, "nudge.item", args)] if may_nudge(turn.person, item) else []
    if may_draft_notice(turn.person):
        found.append(Button(notice_words.DRAW_UP, "notice.draft", args))
    elif may_request_notice(turn.person, item):
        found.append(Button(notice_words.REQUEST, "notice.request", args))
    return found
