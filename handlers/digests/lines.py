"""What a digest says of one matter, on its first screen and in the section behind it alike."""

from collections.abc import Iterable, Mapping, Sequence

from domain.blockers import Blocker
from domain.items import Item, ItemId
from domain.secrecy import UNKNOWN, Tells, personal
from domain.understanding.short_names import short_name
from handlers.changes.items import Counted, summary
from handlers.digests.views import Amendment
from handlers.digests.words import digests as zh
from handlers.kernel.turn import Moment
from handlers.kernel.words import fields, notation
from handlers.lights.words.reasons import reason as why
from storage.items import StoredItem
from storage.states import ItemState
from storage.supervision import Snooze

# Of each kind, how many decided items are named.
MOST_DECIDED = 3
# A line, and what it gives away.
Line = tuple[str, Tells]


def tells_of_items(moment: Moment, ids: Iterable[ItemId | None]) -> Tells:
    """What a line gives away that tells of these items; None is a matter of no item."""
    known = moment.reference.items
    wanted = [id_ for id_ in ids if id_ is not None]
    told = personal(*(known[id_].item for id_ in wanted if id_ in known))
    return told if all(id_ in known for id_ in wanted) else told | UNKNOWN


def decided(moment: Moment, some: Sequence[Counted]) -> list[Line]:
    """A line that counts what was ended, handed over, split or merged; none where nothing was."""
    told = summary(moment, some, MOST_DECIDED)
    return [(told, personal(*(about for each in some for _, about in each.found)))] if told else []


def named(moment: Moment, item: Item) -> str:
    """An item as people know it: its short name, its unit, its code last."""
    return zh.item(short_name(item.name), moment.reference.short_name(item.unit), item.code)


def brief(moment: Moment, stored: StoredItem, cause: str) -> str:
    """An item among others in one line, with its unit and what is the matter."""
    return zh.brief(short_name(stored.item.name), moment.reference.short_name(stored.item.unit), cause)


def item(moment: Moment, stored: StoredItem, state: ItemState) -> str:
    """An item with its light and the reason in full."""
    return zh.turned(state.light.mark, named(moment, stored.item), why(state.reason))


def with_snoozes(lines: Mapping[ItemId, str], resting: Mapping[ItemId, Snooze]) -> list[str]:
    """The items' lines, in order; where the unit lets the reminders rest it is said who does and until when."""
    return [
        zh.resting(line, snooze.person, notation.day(snooze.through)) if (snooze := resting.get(id_)) else line
        for id_, line in lines.items()
    ]


def blocker(moment: Moment, each: Blocker, most: int | None = None) -> str:
    """A blocker with who is asked; `most` characters of its text, all of it for None."""
    reference = moment.reference
    stored = reference.items.get(each.item) if each.item is not None else None
    needs = [reference.unit_name(code) for code in each.needs]
    return zh.blocker(named(moment, stored.item) if stored else "", each.text[:most], needs)


def amendment(moment: Moment, each: Amendment) -> str:
    """What was signed and what counts now."""
    item = moment.reference.items[each.item].item
    return zh.amendment(
        named(moment, item), fields.LABELS[each.field], fields.value(each.signed), fields.value(each.current)
    )
