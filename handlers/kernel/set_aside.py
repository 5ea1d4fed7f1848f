"""One row that fails must not keep the others from being judged, reminded or told.

All are done together under one savepoint; only when that fails is each done alone, and what fails alone is set aside with its
reason. It is tried again after growing pauses, alone, from the day up to which it had been dealt with, so nothing is lost.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from domain.keys.news import RowsSetAside
from domain.secrecy import PERSONAL
from domain.set_aside import OF_ITEMS, Kind, pause_after
from handlers.kernel import audience
from handlers.kernel.messages import say
from handlers.kernel.turn import Moment
from handlers.kernel.words import set_aside as zh
from storage import items, schedule
from storage.schedule import SetAside

T = TypeVar("T")
# Does some rows by number that have been dealt with up to a local day, and says what came of it.
Work = Callable[[Sequence[int], date], list[T]]
# Done again only with a push.
PUSHED = frozenset({Kind.REMIND, Kind.NOTICE})
MOST_REASON = 500
MOST_NAMED = 5


def each(moment: Moment, kind: Kind, rows: Sequence[int], since: date, work: Work[T]) -> list[T]:
    """Does the rows that are not set aside, together if that works, else one by one."""
    aside = of(moment, kind)
    fresh = [ref for ref in rows if ref not in aside]
    if not fresh:
        return []
    made: list[T] = []
    if moment.attempt(lambda: made.extend(work(fresh, since))) is None:
        return made
    made = []
    for ref in fresh:
        made += _alone(moment, kind, ref, since, work)[1]
    return made


def again(moment: Moment, kind: Kind, work: Work[T]) -> list[T]:
    """Does the rows of a kind whose pause is over, each alone; who works again is set aside no more.

    What can be judged again owes the reminders it missed meanwhile. Reminders are made up when they have left: see `settle`.
    """
    made: list[T] = []
    for row in ready(moment, kind):
        works, results = _alone(moment, kind, row.ref, row.since, work)
        made += results
        if works and kind not in PUSHED:
            schedule.forget_aside(moment.store, (kind, row.ref))
            if kind is Kind.JUDGE:
                schedule.owe(moment.store, [(Kind.REMIND, row.ref)], row.since, moment.now)
    return made


def settle(moment: Moment, made_up: Sequence[SetAside]) -> None:
    """After a push: what was made up, neither failed again nor owes anything anew."""
    for row in made_up:
        key = (row.kind, row.ref)
        if schedule.aside(moment.store).get(key) == row:
            schedule.forget_aside(moment.store, key)


def of(moment: Moment, *kinds: Kind) -> Collection[int]:
    """The numbers of rows of these kinds that are set aside."""
    return {ref for kind, ref in schedule.aside(moment.store) if kind in kinds}


def resting(moment: Moment, kind: Kind) -> Collection[int]:
    """The numbers of rows whose pause is not over."""
    rows = schedule.aside(moment.store).values()
    return {row.ref for row in rows if row.kind is kind and row.again_at is not None and row.again_at > moment.now}


def ready(moment: Moment, kind: Kind) -> list[SetAside]:
    """The rows whose pause is over, and those that work again but still owe what they missed."""
    rows = schedule.aside(moment.store).values()
    return [row for row in rows if row.kind is kind and (row.again_at is None or row.again_at <= moment.now)]


def note(moment: Moment, kind: Kind, ref: int, since: date, failure: Exception) -> None:
    """Sets a row aside, or lets it rest longer."""
    before = schedule.aside(moment.store).get((kind, ref))
    attempts = before.attempts + 1 if before else 1
    reason = f"{type(failure).__name__}: {failure}"[:MOST_REASON]
    again_at = moment.now + pause_after(attempts)
    row = SetAside(kind, ref, reason, attempts, since, moment.now, again_at)
    if before is not None:
        # What only owed something has not failed before, so nobody knows.
        told = before.told and before.attempts > 0
        row = replace(row, since=min(since, before.since), at=before.at if before.attempts else moment.now, told=told)
    schedule.put_aside(moment.store, row)


def tell(moment: Moment) -> None:
    """Tells the admins once of what was set aside since the last look."""
    fresh = [row for row in schedule.aside(moment.store).values() if not row.told]
    if not fresh:
        return
    lines = [zh.line(zh.KINDS[row.kind], name_of(moment, row)) for row in fresh[:MOST_NAMED]]
    card = say(*lines, zh.rest(len(fresh) - MOST_NAMED), title=zh.title(len(fresh)), tells=PERSONAL)
    audience.tell(moment, audience.admins(moment), card, RowsSetAside(moment.now))
    for row in fresh:
        schedule.put_aside(moment.store, replace(row, told=True))


def name_of(moment: Moment, row: SetAside) -> str:
    """The item's code; for other rows their number."""
    return items.codes(moment.store, [row.ref]).get(row.ref, str(row.ref)) if row.kind in OF_ITEMS else str(row.ref)


def _alone(moment: Moment, kind: Kind, ref: int, since: date, work: Work[T]) -> tuple[bool, list[T]]:
    made: list[T] = []
    failure = moment.attempt(lambda: made.extend(work([ref], since)))
    if failure is None:
        return True, made
    note(moment, kind, ref, since, failure)
    return False, []
