"""What follows from lights by the rule pack, put on the units' record once a day: a colour counts if a day ended with it."""

from collections.abc import Sequence
from datetime import date, timedelta

from domain.items import ItemId
from domain.light_rules import called_down
from domain.set_aside import Kind
from handlers.kernel import set_aside
from handlers.kernel.turn import Moment
from handlers.kernel.words import days
from handlers.lights.words import consequences as light_words
from storage import items, marks, states
from storage.states import LightRecord


def record(moment: Moment) -> None:
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


def lines(moment: Moment, item: ItemId) -> list[str]:
    """What stands on record about an item."""
    return [
        light_words.consequence(days.day(each.on), each.light.word, each.times, each.text)
        for each in states.records_of(moment.store, item)
    ]


def _turned(moment: Moment, after: date) -> Sequence[ItemId]:
    colours = list({rule.light for rule in moment.rules.lights.consequences})
    return states.turned_to(moment.store, colours, after, moment.today) if colours else ()


def _since(moment: Moment, some: Sequence[int], after: date) -> list[LightRecord]:
    rules, turned = moment.rules.lights, [ItemId(id_) for id_ in some]
    turns, found = states.turns_of(moment.store, turned, moment.today), items.by_ids(moment.store, turned)
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
