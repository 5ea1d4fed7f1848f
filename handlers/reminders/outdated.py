"""What a bundle names that was settled while it waited: reported, moved, answered, closed (fault F30)."""

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, replace

from domain.access import may_see
from domain.items import ItemId
from domain.keys.due import NoticeClock, NoticeDraft, OccurrenceKey, Owed
from domain.keys.matters import Matter
from domain.keys.messages import BundleKey
from domain.notices.clocks import still_runs
from domain.notices.names import NoticeId
from domain.people import Person
from domain.progress import Standing, owes_nothing
from domain.reminders import still_due
from domain.secrecy import Tells
from handlers.kernel.audience import count_of
from handlers.kernel.messages import About, Button, Card, Named
from handlers.kernel.turn import Moment
from handlers.kernel.words import notation
from handlers.reminders.words import reminders as zh
from storage import items, notices, people, supervision
from storage.items import StoredItem


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle told, from the record, the items it told of, and whose it is."""

    told: Set[Owed]
    items: Mapping[ItemId, StoredItem]
    person: Person | None


def told_in(moment: Moment, key: BundleKey) -> Bundle:
    """What a bundle told, with the items it named and the person it was for."""
    told = supervision.reminded_in(moment.store, key)
    named, known = {each.item for each in told}, moment.reference.items
    # Nearly all are this year's, which the reference holds.
    strange = items.by_ids(moment.store, [id_ for id_ in named if id_ not in known])
    found = {id_: known.get(id_) or strange[id_] for id_ in named}
    return Bundle(told, found, people.by_id(moment.store, key.person))


def over(moment: Moment, key: BundleKey) -> frozenset[Owed]:
    """The matters of the bundle with this key that would not be told any more if it were made now."""
    return over_in(moment, told_in(moment, key))


def over_in(moment: Moment, bundle: Bundle) -> frozenset[Owed]:
    """The matters of a bundle that would not be told any more if it were made now."""
    told_of, rules = bundle.items, moment.rules
    standings = moment.standings(list(told_of.values()))
    still = _ladders_still_tell(moment, bundle, standings)
    numbers = {number for each in bundle.told if (number := notice_of(each)) is not None}
    known = notices.by_ids(moment.store, sorted(numbers))

    def is_over(each: Owed) -> bool:
        number = notice_of(each)
        if number is None:
            return each not in still or not _is_theirs(bundle.person, told_of[each.item])
        notice, finished = known.get(number), owes_nothing(told_of[each.item].item, standings[each.item])
        return notice is None or not still_runs(notice, each.occurrence.subject, rules.notices, finished=finished)

    return frozenset(each for each in bundle.told if is_over(each))


def _is_theirs(person: Person | None, stored: StoredItem) -> bool:
    """Whether the item is still the person's to hear of: neither was handed to another unit since."""
    return person is not None and may_see(person, stored.item)


def _ladders_still_tell(moment: Moment, bundle: Bundle, standings: Mapping[ItemId, Standing]) -> set[Owed]:
    """Reports and nodes that the items' ladders would tell now."""
    keys: dict[ItemId, set[OccurrenceKey]] = {}
    for each in bundle.told:
        keys.setdefault(each.item, set()).add(each.occurrence)
    rules, calendar = moment.rules, moment.reference.calendar
    return {
        Owed(id_, key)
        for id_, mine in keys.items()
        for key in still_due(bundle.items[id_].item, standings[id_], mine, moment.today, rules, calendar)
    }


def without(card: Card, over: Collection[Matter]) -> Card | None:
    """The card without the matters that are over; None if nothing else was named."""
    named = card.named
    if named is None:
        return card
    left = tuple(each for each in named.all if each not in over)
    if not left:
        return None
    lines, about, tells = _lines(card, named, over)
    kept = tuple(tuple(button for button in row if _is_meant(button, left)) for row in card.buttons)
    count = count_of(left)
    return replace(
        card,
        title=card.title and zh.title(notation.day(named.day), count),
        lines=lines,
        line_tells=tells,
        buttons=tuple(row for row in kept if row),
        named=replace(named, all=left, lines=about),
    )


def _lines(
    card: Card, named: Named, over: Collection[Matter]
) -> tuple[tuple[str, ...], tuple[About | None, ...], tuple[Tells, ...]]:
    """What is left of the lines; a heading goes with the last line under it."""
    kept: list[tuple[str, About | None, Tells]] = []
    graded = card.line_tells or (card.tells,) * len(card.lines)
    for line, about, tells in zip(card.lines, named.lines, graded, strict=True):
        left = about and replace(about, matters=tuple(each for each in about.matters if each not in over))
        if about is None or left is None or left == about:
            kept.append((line, about, tells))
        elif left.matters:
            kept.append((zh.rest(left.rest, len(left.matters), left.unit) if left.rest else line, left, tells))
    heading = About()
    shown = [
        (line, about, tells)
        for at, (line, about, tells) in enumerate(kept)
        if about != heading or (at + 1 < len(kept) and kept[at + 1][1] not in (heading, None))
    ]
    return (
        tuple(line for line, _, _ in shown),
        tuple(about for _, about, _ in shown),
        tuple(each for _, _, each in shown),
    )


def _is_meant(button: Button, left: Collection[Matter]) -> bool:
    """Whether a button still leads to something the card names."""
    owed = [each for each in left if isinstance(each, Owed)]
    if button.action == "report.open":
        item = ItemId(int(str(button.args["item"])))
        return any(each.item == item and notice_of(each) is None for each in owed)
    if button.action == "notice.show":
        notice = NoticeId(int(str(button.args["notice"])))
        return any(notice_of(each) == notice for each in owed)
    return True


def notice_of(owed: Owed) -> NoticeId | None:
    """The number in the store of the notice that is owed something, if it is a notice."""
    subject = owed.occurrence.subject
    return subject.notice if isinstance(subject, NoticeClock | NoticeDraft) else None
