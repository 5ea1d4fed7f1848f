"""Builds the demonstration: units, agreements, areas, people, a year of reports, and a week of real ticks and digests."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.base.clock import FixedClock
from bot.channels.web.channel import NAME
from bot.demo.life import Account, Staff, record, tell
from bot.demo.people import Sample, sample_people
from bot.demo.sample import sample_areas, sample_items, sample_units
from bot.road.dispatch import Dispatch
from bot.road.house import House
from domain.keys.messages import NewsKey
from domain.keys.news import Begun
from domain.people import PersonId
from handlers.digests import tick as sending
from handlers.front import spoken
from handlers.imports import areas as imports
from handlers.kernel.papers import Paper
from handlers.kernel.turn import Moment
from handlers.lights import judging
from handlers.reminders import tick as reminders
from storage import items, marks, people, units
from storage.outbox import MessageKind

# Ticks and digests of these last days are really run, so that chats are not empty.
LIVED_DAYS = 8


async def build(house: House) -> bool:
    """Fills an empty database; False if there is something in it already."""
    if await Dispatch(house).look(lambda moment: items.years(moment.store)):
        return False
    now = house.clock.now()
    today = now.astimezone(house.district.zone).date()
    lived = today - timedelta(days=LIVED_DAYS)
    start = FixedClock(_at(house, date(today.year, 1, 4), time(9)))
    world = Dispatch(replace(house, clock=start))
    staff = await world.moment(lambda moment: _found(moment, today.year))
    await world.moment(_lay_out)
    told = await world.moment(lambda moment: tell(moment, today))
    await world.moment(
        lambda moment: record(moment, staff, [each for each in told if each[1].at < _at(house, lived, time(0))])
    )
    await Dispatch(replace(house, clock=FixedClock(_at(house, lived, time(8, 30))))).moment(_begin_life)
    for number in range(LIVED_DAYS):
        day = lived + timedelta(days=number)
        await _live(house, staff, told, day)
    await Dispatch(house).moment(_offer_trials)
    return True


def _offer_trials(moment: Moment) -> None:
    """The last line of each chat says what to try first."""
    for person in people.active(moment.store):
        moment.post.push(person.id, spoken.trial(moment, person), MessageKind.INFO, NewsKey(Begun(), person.id))


def _found(moment: Moment, year: int) -> Staff:
    wanted = sample_items(year)
    units.put(moment.store, sample_units(), moment.now)
    items.add(moment.store, wanted, moment.district.name, date(year, 1, 1), moment.now)
    staff: Staff = {}
    for sample in sample_people(sample_units(), wanted):
        staff.setdefault((sample.role, sample.unit), []).append(_hire(moment, sample))
    return staff


def _lay_out(moment: Moment) -> None:
    """The tree of areas with the items on it, as an admin would import them."""
    imports.apply(moment, imports.plan(moment, Paper.of(sample_areas(), "areas.csv")), None)


def _hire(moment: Moment, sample: Sample) -> PersonId:
    person = people.add(moment.store, sample.name, sample.role, sample.unit, sample.post, moment.now)
    people.bind(moment.store, person, NAME, sample.identity, sample.identity, moment.now)
    return person


def _begin_life(moment: Moment) -> None:
    """Lights as of the first lived day. The first tick makes up for the year before it: what is still owed by then is chased and,
    where it has been owed for long, drafted as a notice.
    """
    judging.refresh(moment, items.of_year(moment.store, moment.reference.year))
    marks.put(moment.store, marks.TICKED_THROUGH, date(moment.reference.year, 1, 4).isoformat())


async def _live(
    house: House,
    staff: Staff,
    told: Account,
    day: date,
) -> None:
    first, last = _at(house, day, time(0)), _at(house, day + timedelta(days=1), time(0))
    mine = [pair for pair in told if first <= pair[1].at < last]
    morning = Dispatch(replace(house, clock=FixedClock(_at(house, day, time(9, 1)))))

    def live(moment: Moment) -> None:
        reminders.tick(moment)
        sending.send_due(moment)
        record(moment, staff, mine)
        touched = {stored.id: stored for stored, _ in mine}
        judging.refresh(moment, list(touched.values()))

    await morning.moment(live)


def _at(house: House, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, house.district.zone).astimezone(UTC)


__all__ = ["build"]
