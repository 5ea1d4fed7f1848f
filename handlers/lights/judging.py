"""An item's light, next report and next reminder, made anew whenever its reports or the day change; and what follows from
lights by the rule pack, put on the units' record once a day: a colour counts if a day ended with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from domain import cadence, lights, reminders, shortfalls
from domain.colours import Light
from domain.errors import DomainError
from domain.items import ItemId
from domain.ladders import NO_HOLDS, Holds
from domain.light_rules import called_down
from domain.progress import Standing, is_finished
from domain.set_aside import Kind
from handlers.kernel import set_aside
from handlers.kernel.registry import Event
from handlers.kernel.turn import Moment
from handlers.kernel.words import notation
from handlers.kernel.words import set_aside as zh
from handlers.lights.words import consequences as light_words
from storage import items as stored_items
from storage import marks, schedule, states, supervision
from storage.items import StoredItem
from storage.states import ItemState, LightRecord

# Items of one query; a transaction of this many holds up no message for long.
CHUNK = 200


@dataclass(frozen=True, slots=True)
class Judged:
    """An item with where it stands and what that means today; what is `old` was judged before it failed and set aside."""

    stored: StoredItem
    standing: Standing
    state: ItemState
    old: bool = False


# Items were judged and their states stored.
JUDGED: Event[Sequence[Judged]] = Event()


def look(moment: Moment, items: Sequence[StoredItem]) -> list[Judged]:
    """The items as they stand today, judged now, nothing stored. Few queries whatever their number.

    One that was set aside must not keep the others from being seen: it comes as it was last judged, or not at all. So does one
    whose year has closed.
    """
    aside = {*set_aside.of(moment, Kind.JUDGE)}
    aside |= {each.id for each in items if not moment.reference.holds(each.item, moment.today)}
    if not any(stored.id in aside for stored in items):
        return _judged(moment, items, {})
    fresh = {each.stored.id: each for each in _judged(moment, [each for each in items if each.id not in aside], {})}
    kept = _kept(moment, [each for each in items if each.id in aside])
    found = {**fresh, **kept}
    return [found[stored.id] for stored in items if stored.id in found]


def look_at(moment: Moment, stored: StoredItem) -> Judged:
    """One item; refused if it was set aside before it was ever judged."""
    found = look(moment, [stored])
    if not found:
        raise DomainError("not_judged", zh.NOT_JUDGED)
    return found[0]


def _kept(moment: Moment, items: Sequence[StoredItem]) -> dict[ItemId, Judged]:
    known = states.of_items(moment.store, [stored.id for stored in items])
    before = [stored for stored in items if stored.id in known]
    standings = moment.standings(before)
    return {each.id: Judged(each, standings[each.id], known[each.id], old=True) for each in before}


def _judged(moment: Moment, items: Sequence[StoredItem], holds: Mapping[ItemId, Holds]) -> list[Judged]:
    """`holds` only moves the next reminder, so only who stores it needs to know them."""
    standings = moment.standings(items)
    pushed, averages = pushed_through(moment), _averages(moment, items)
    return [
        Judged(
            stored,
            standings[stored.id],
            _judge(
                moment,
                stored,
                standings[stored.id],
                pushed,
                averages.get(stored.id),
                holds.get(stored.id, NO_HOLDS),
            ),
        )
        for stored in items
    ]


def _averages(moment: Moment, items: Sequence[StoredItem]) -> dict[ItemId, Decimal | None]:
    """What others with the same task have completed; nothing is asked if the pack compares nobody."""
    rule, reference = moment.rules.lights.peers, moment.reference
    if rule is None:
        return {}
    peers = {stored.id: reference.peers_of(stored) for stored in items if stored.id in reference.items}
    standings = moment.standings(list({each.id: each for some in peers.values() for each in some}.values()))
    return {
        id_: shortfalls.average_completion([(each.item, standings[each.id]) for each in some], rule)
        for id_, some in peers.items()
    }


def refresh(moment: Moment, items: Sequence[StoredItem]) -> dict[ItemId, tuple[Light | None, Judged]]:
    """Judges the items, stores the result and has follow what rests on it; the light before and the judgement of each."""
    judged = _judged(moment, items, supervision.holds_of(moment.store, [stored.id for stored in items]))
    before = states.put(moment.store, [each.state for each in judged], moment.now)
    JUDGED.happened(moment, judged)
    return {each.stored.id: (before[each.stored.id], each) for each in judged}


def _judge(
    moment: Moment, stored: StoredItem, standing: Standing, pushed: date, average: Decimal | None, holds: Holds
) -> ItemState:
    item, today, rules, calendar = stored.item, moment.today, moment.rules, moment.reference.calendar
    finished = is_finished(item, standing)
    due = None
    if not finished:
        since = standing.reported_as_of, standing.tracked_from
        due = cadence.next_due(item, *since, rules, calendar, standing.returned)
    day = due.day if due else None
    verdict = lights.judge(item, standing, today, day, rules.lights, calendar, average, due)
    return ItemState(
        item=stored.id,
        light=verdict.light,
        reason=verdict.reason,
        gap=verdict.gap,
        provisional=verdict.provisional,
        judged_on=today,
        pack=f"{rules.id}/{rules.version}",
        report_due=day,
        report_due_confirmed=due.confirmed if due else True,
        remind_on=reminders.next_on(item, standing, pushed, rules, calendar, holds),
        pressure=verdict.pressure,
        node_missed=verdict.node_missed,
    )


def take_back_the_future(moment: Moment) -> None:
    """Pushes of days to come are taken as today's, and lights of such days are judged again at the next tick (fault F28).

    There are some when a clock that ran ahead was set back; without this nothing would be judged or pushed before those days.
    Nothing is told twice by it, since each step that was told is on record, and what was missed up to then was told.
    """
    ahead = pushed_through(moment) > moment.today
    if ahead:
        marks.put(moment.store, marks.TICKED_THROUGH, moment.today.isoformat())
    for year in moment.reference.books:
        schedule.judged_not_after(moment.store, year, moment.today, closed_too=ahead)


def pushed_through(moment: Moment) -> date:
    """The last local day whose reminders have been pushed; yesterday before the first push ever."""
    mark = marks.get(moment.store, marks.TICKED_THROUGH)
    return date.fromisoformat(mark) if mark else moment.today - timedelta(days=1)


def judge_all(moment: Moment) -> int:
    """Judges what was not judged today, until nothing is left; how many items it looked at.

    Who lets others in between takes `judge` in transactions of its own before.
    """
    judged = 0
    while some := judge(moment):
        judged += some
    return judged


def judge(moment: Moment) -> int:
    """Judges some of the items that were not judged today, and says how many it looked at.

    Work for a transaction that others wait for.
    """
    if marks.nothing_due(moment.store) is not None:
        return 0
    set_aside.again(moment, Kind.JUDGE, lambda some, _: _judged_again(moment, some, mended=True))
    aside = set_aside.of(moment, Kind.JUDGE)
    due = (schedule.to_judge(moment.store, year, moment.today, CHUNK, aside) for year in moment.reference.books)
    ids = next(filter(None, due), ())
    since = pushed_through(moment)
    set_aside.each(moment, Kind.JUDGE, ids, since, lambda some, _: _judged_again(moment, some))
    return len(ids)


def known(moment: Moment, ids: Sequence[ItemId]) -> list[StoredItem]:
    """Nearly all are held by the reference; what has closed, or could not be read before, is read."""
    held = moment.reference.items
    found, strange = [held[id_] for id_ in ids if id_ in held], [id_ for id_ in ids if id_ not in held]
    return [*found, *stored_items.by_ids(moment.store, strange).values()] if strange else found


def _judged_again(moment: Moment, some: Sequence[int], *, mended: bool = False) -> list[ItemId]:
    every = known(moment, [ItemId(id_) for id_ in some])
    found = [stored for stored in every if moment.reference.holds(stored.item, moment.today)]
    refresh(moment, found)
    schedule.judged(moment.store, [stored.id for stored in found], moment.today)
    schedule.judged_no_more(
        moment.store, [stored.id for stored in every if not moment.reference.holds(stored.item, moment.today)]
    )
    if mended and any(stored.id not in moment.reference.items for stored in found):
        stored_items.can_be_read_again(moment.store, [stored.id for stored in found])
    return [stored.id for stored in every]


def record_consequences(moment: Moment) -> None:
    """Records what the days since the last look called down, up to yesterday.

    Nothing from before the first look counts: a pack that is adopted in the middle of a year does not punish the past.
    """
    yesterday = moment.today - timedelta(days=1)
    mark = marks.get(moment.store, marks.RECORDED_THROUGH)
    if mark is not None and date.fromisoformat(mark) >= yesterday:
        return
    if mark is not None:
        since = date.fromisoformat(mark)
        set_aside.again(moment, Kind.RECORD, lambda some, after: _since(moment, some, after))
        set_aside.each(
            moment, Kind.RECORD, _turned(moment, since), since, lambda some, after: _since(moment, some, after)
        )
    marks.put(moment.store, marks.RECORDED_THROUGH, yesterday.isoformat())


def consequences_of(moment: Moment, item: ItemId) -> list[str]:
    """What stands on record about an item."""
    return [
        light_words.consequence(notation.day(each.on), each.light.word, each.times, each.text)
        for each in states.records_of(moment.store, item)
    ]


def _turned(moment: Moment, after: date) -> Sequence[ItemId]:
    colours = list({rule.light for rule in moment.rules.lights.consequences})
    return states.turned_to(moment.store, colours, after, moment.today) if colours else ()


def _since(moment: Moment, some: Sequence[int], after: date) -> list[LightRecord]:
    rules, turned = moment.rules.lights, [ItemId(id_) for id_ in some]
    turns, found = states.turns_of(moment.store, turned, moment.today), stored_items.by_ids(moment.store, turned)
    pack = f"{moment.rules.id}/{moment.rules.version}"
    records = [
        LightRecord(id_, rule.light, times, rule.record, on, found[id_].item.unit, rule.text)
        for id_ in turned
        for rule, times, on in called_down(rules, turns.get(id_, ()))
        if on > after
    ]
    for each in records:
        states.call_down(moment.store, each, pack, moment.now)
    return records
