"""The day's push to units in parts, before the tick that pushes the rest.

A part is one transaction: it tells the staff of some units all that falls to them, and moves the next reminders of items of which
nobody else is told. So no transaction is long, and none holds a district's bundles in memory. A service that dies between two
parts goes on where it stopped: claims, moved reminders and messages are committed together, and who has the day's bundle gets no
second. Whatever is not plain is left to the tick, which sets aside what fails: leaders, inspectors, notices, stand-ins.
"""

from collections.abc import Collection, Sequence
from datetime import date
from functools import partial

from domain.items import ItemId
from domain.people import UNIT_ROLES, Person
from handlers.kernel import audience
from handlers.kernel.audience import Audience, Due, Told
from handlers.kernel.turn import Moment
from handlers.lights import judging
from handlers.reminders import bundles
from handlers.reminders.tick import claimed, fell_due, push_bundles
from storage import notices, outbox, people, schedule

# Units of one part: some hundred bundles, a fraction of a second.
UNITS = 200
# With more notices than that the tick alone decides who is told of them.
MOST_NOTICES = 2000


def push_part(moment: Moment, after: str) -> str | None:
    """Pushes to the units that owe something and come next after a code; the last of them, None when no unit is left.

    Every item must have been judged today.
    """
    since = judging.pushed_through(moment)
    if moment.held or since >= moment.today or schedule.aside(moment.store):
        return None
    units = schedule.units_to_remind(moment.store, moment.today, after, UNITS)
    if not units:
        return None
    # What fails is taken back, and found by the tick, which does these units one by one.
    moment.attempt(partial(_push, moment, units, since))
    return units[-1]


def _push(moment: Moment, units: Sequence[str], since: date) -> None:
    staff = people.with_roles(moment.store, UNIT_ROLES, units)
    not_plain = _not_plain(moment, staff)
    plain = [unit for unit in units if unit not in not_plain]
    ids = schedule.items_of_units(moment.store, moment.today, plain)
    due, upcoming = fell_due(moment, ids, since)
    who = Audience(moment, [person for person in staff if person.unit not in not_plain])
    found: dict[Person, list[Told]] = {}
    left: set[ItemId] = set()
    for each in due:
        told = who.told_of(each)
        for person, one in (told or {}).items():
            found.setdefault(person, []).append(one)
        if told is None or _concerns_others(each):
            left.add(each.stored.id)
    push_bundles(moment, claimed(moment, found))
    schedule.remind_on(moment.store, {id_: day for id_, day in upcoming.items() if id_ not in left})


def _concerns_others(due: Due) -> bool:
    """Whether somebody beside the unit's own staff is told of it, or a notice is drafted."""
    return bool(due.occurrence.notice) or not {role.value for role in UNIT_ROLES}.issuperset(due.occurrence.audience)


def _not_plain(moment: Moment, staff: Sequence[Person]) -> Collection[str | None]:
    """Units whose staff may be told of more than their unit's items, or have their bundle of today already."""
    absent = audience.arranged_on(moment, moment.today)
    clocks = schedule.notices_to_remind(moment.store, moment.today, MOST_NOTICES)
    if len(clocks) == MOST_NOTICES:
        return {person.unit for person in staff}
    keys = {bundles.key(moment, person).text(): person for person in staff}
    bundled = {keys[key].unit for key in outbox.known(moment.store, list(keys))}
    on_notice = {notice.unit for notice in notices.by_ids(moment.store, clocks).values()}
    return {*bundled, *on_notice, *(person.unit for person in staff if person.id in absent)}
