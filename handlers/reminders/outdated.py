"""What a bundle that had to wait names and is no longer so: reported meanwhile, moved, answered, settled (fault F30)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from domain import reminders
from domain.items import ItemId
from domain.notices.clocks import still_runs
from domain.notices.model import NoticeId
from domain.progress import is_finished
from domain.reminders import Rule
from handlers.kernel.due import count_of, item_of, matter, occurrence_of
from handlers.kernel.messages import Button, Card, Named
from handlers.kernel.turn import Moment
from handlers.kernel.words import days
from handlers.reminders.words import reminders as zh
from storage import items, notices, supervision
from storage.items import StoredItem

NOTICE = f"{Rule.NOTICE.value}:"


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle told, from the record: the occurrences it named of each item, and the items themselves."""

    named: Mapping[ItemId, set[str]]
    items: Mapping[ItemId, StoredItem]


def told_in(moment: Moment, outbox_key: str) -> Bundle:
    """What the bundle with this key told."""
    named = supervision.reminded_in(moment.store, outbox_key)
    known = moment.reference.items
    # Nearly all are this year's, which the reference holds.
    strange = items.by_ids(moment.store, [id_ for id_ in named if id_ not in known])
    return Bundle(named, {id_: known.get(id_) or strange[id_] for id_ in named})


def over(moment: Moment, outbox_key: str) -> frozenset[str]:
    """The matters of the bundle with this key that would not be told any more if it were made now."""
    return over_in(moment, told_in(moment, outbox_key))


def over_in(moment: Moment, bundle: Bundle) -> frozenset[str]:
    """The matters of a bundle that would not be told any more if it were made now."""
    named, found = bundle.named, bundle.items
    standings = moment.standings(list(found.values()))
    numbers = {number_in(key) for keys in named.values() for key in keys if key.startswith(NOTICE)}
    known = notices.by_ids(moment.store, sorted(numbers))
    rules, calendar = moment.rules, moment.reference.calendar
    gone: set[str] = set()
    for id_, keys in named.items():
        stored, standing = found[id_], standings[id_]
        told = reminders.still_told(stored.item, standing, keys, moment.today, rules, calendar)
        for key in keys - told:
            if key.startswith(NOTICE):
                notice, finished = known.get(number_in(key)), is_finished(stored.item, standing)
                if notice and still_runs(notice, key.rpartition(":")[0], rules.notices, finished=finished):
                    continue
            gone.add(matter(id_, key))
    return frozenset(gone)


def without(card: Card, over: Collection[str]) -> Card | None:
    """The card without the matters that are over; None if nothing else was named."""
    named = card.named
    if named is None:
        return card
    left = tuple(each for each in named.all if each not in over)
    if not left:
        return None
    lines, about = _lines(card.lines, named, over)
    kept = tuple(tuple(button for button in row if _is_meant(button, left)) for row in card.buttons)
    count = count_of(left)
    return replace(
        card,
        title=card.title and zh.title(days.day(named.day), count),
        lines=lines,
        buttons=tuple(row for row in kept if row),
        named=replace(named, all=left, lines=about),
    )


def _lines(
    lines: tuple[str, ...], named: Named, over: Collection[str]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...] | None, ...]]:
    """What is left of the lines; a heading goes with the last line under it."""
    kept: list[tuple[str, tuple[str, ...] | None]] = []
    for line, about in zip(lines, named.lines, strict=True):
        if about:
            left = tuple(each for each in about if each not in over)
            if left:
                kept.append((line if left == about else zh.recounted(line, len(left)), left))
        else:
            kept.append((line, about))
    shown = [
        (line, about)
        for at, (line, about) in enumerate(kept)
        if about != () or (at + 1 < len(kept) and kept[at + 1][1] != () and kept[at + 1][1] is not None)
    ]
    return tuple(line for line, _ in shown), tuple(about for _, about in shown)


def _is_meant(button: Button, left: Collection[str]) -> bool:
    """Whether a button still leads to something the card names."""
    if button.action == "report.open":
        item = str(button.args["item"])
        return any(item_of(each) == item and not occurrence_of(each).startswith(NOTICE) for each in left)
    if button.action == "notice.show":
        head = f"{NOTICE}{button.args['notice']}:"
        return any(occurrence_of(each).startswith(head) for each in left)
    return True


def number_in(key: str) -> NoticeId:
    """The number in the store of the notice that an occurrence is about."""
    return NoticeId(int(key.split(":")[1]))
