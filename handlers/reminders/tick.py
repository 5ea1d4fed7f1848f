"""The tick: lights of the day, and one bundled reminder a person. What is due comes from the tables, not from a timer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain import reminders
from domain.hours import push_time
from domain.items import ItemId
from domain.ladders import NO_HOLDS
from domain.set_aside import Kind
from handlers.kernel import set_aside
from handlers.kernel.due import Due
from handlers.kernel.turn import Moment
from handlers.lights import consequences, judging
from handlers.lights.judging import judge_all, known
from handlers.notices import tick as ticking
from handlers.reminders import pushes
from storage import marks, states, supervision

# Items of one query: it is one transaction anyway.
DUE_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did: items judged, occurrences that fell due, messages queued, and why nothing was pushed, if so."""

    judged: int
    occurrences: int
    messages: int
    held: str = ""


def tick(moment: Moment) -> Ticked:
    """Judges every item once a local day, and pushes what fell due since the last push, once, at the day's push time."""
    judged = judge_all(moment)
    if marks.nothing_due(moment.store) is None:
        consequences.record(moment)
        set_aside.tell(moment)
    held = _held(moment)
    if held:
        return Ticked(judged, 0, 0, held)
    since = judging.pushed_through(moment)
    made_up = [*set_aside.ready(moment, Kind.REMIND), *set_aside.ready(moment, Kind.NOTICE)]
    due = _collect(moment, since)
    due += [*ticking.clocks(moment, since), *_drafts(moment, since, due)]
    messages = pushes.push(moment, due, since)
    set_aside.settle(moment, made_up)
    marks.put(moment.store, marks.TICKED_THROUGH, moment.today.isoformat())
    return Ticked(judged, len(due), messages)


def take_as_pushed(moment: Moment) -> None:
    """Counts what fell due until now as pushed: after a restore nobody knows better, and no reminder comes twice."""
    reached = push_time(moment.today, moment.rules, moment.district.zone) <= moment.now
    through = moment.today if reached else moment.today - timedelta(days=1)
    marks.put(moment.store, marks.TICKED_THROUGH, max(through, judging.pushed_through(moment)).isoformat())


def _held(moment: Moment) -> str:
    if reason := moment.held:
        return reason
    judging.take_back_the_future(moment)
    if judging.pushed_through(moment) == moment.today:
        return "pushed today"
    return ""


def _collect(moment: Moment, since: date) -> list[Due]:
    collected = set_aside.again(moment, Kind.REMIND, lambda some, after: _made_up(moment, some, after))
    aside = set_aside.of(moment, Kind.JUDGE, Kind.REMIND)
    while ids := states.due_for_reminder(moment.store, moment.today, DUE_CHUNK, aside):
        collected += set_aside.each(moment, Kind.REMIND, ids, since, lambda some, after: _fell_due(moment, some, after))
        aside = set_aside.of(moment, Kind.JUDGE, Kind.REMIND)
    return collected


def _fell_due(moment: Moment, some: Sequence[int], since: date) -> list[Due]:
    """What fell due on the items after `since`; their next days are stored."""
    rules, calendar = moment.rules, moment.reference.calendar
    ids = [ItemId(id_) for id_ in some]
    found = known(moment, ids)
    standings = moment.standings(found)
    held = supervision.holds_of(moment.store, ids)
    upcoming: dict[ItemId, date | None] = {}
    due = []
    for stored in found:
        if not moment.reference.holds(stored.item, moment.today):
            upcoming[stored.id] = None
            continue
        standing = standings[stored.id]
        on_hold = held.get(stored.id, NO_HOLDS)
        fell_due = reminders.occurrences(stored.item, standing, since, moment.today, rules, calendar, on_hold)
        due += [Due(stored, occurrence) for occurrence in fell_due]
        upcoming[stored.id] = reminders.next_on(stored.item, standing, moment.today, rules, calendar, on_hold)
    states.set_remind_on(moment.store, upcoming)
    return due


def _made_up(moment: Moment, some: Sequence[int], since: date) -> list[Due]:
    """What items that were set aside have missed, drafts too."""
    due = _fell_due(moment, some, since)
    red = [turn for turn in ticking.turned_red(moment, since) if turn.item in some]
    return [*due, *ticking.drafts(moment, due, red)]


def _drafts(moment: Moment, since: date, due: Sequence[Due]) -> list[Due]:
    """Drafts for what fell due and for what turned red. An item that fails is made up for from `since` on."""
    red = ticking.turned_red(moment, since)
    wanted = {each.stored.id: None for each in due if each.occurrence.notice and each.notice is None}
    wanted |= {turn.item: None for turn in red}

    def work(some: Sequence[int], _: date) -> list[Due]:
        theirs = [each for each in due if each.stored.id in some]
        return ticking.drafts(moment, theirs, [turn for turn in red if turn.item in some])

    return set_aside.each(moment, Kind.REMIND, list(wanted), since, work)
