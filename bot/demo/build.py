"""Builds the demonstration: units, agreements, areas, people, a year of reports, and a week of real ticks and digests."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.clock import FixedClock
from bot.demo.history import Told, year_of
from bot.demo.people import Sample, sample_people
from bot.demo.sample import sample_areas, sample_items, sample_units
from bot.dispatch import Dispatch, House
from domain.people import PersonId, Role
from domain.reports import ReportState, ValueKind
from handlers import digests, judging, supervise
from handlers.areas import importing
from handlers.turn import Moment
from storage import calendar, items, marks, people, reports, units
from storage.items import StoredItem
from storage.reports import NewReport, PastReport

CHANNEL = "web"
SEED = "zeren"
# Ticks and digests of these last days are really run, so that chats are not empty.
LIVED_DAYS = 8


async def build(house: House) -> bool:
    """Fills an empty database; False if there is something in it already."""
    if await Dispatch(house).look(lambda moment: items.latest_year(moment.connection)) is not None:
        return False
    now = house.clock.now()
    today = now.astimezone(house.district.zone).date()
    lived = today - timedelta(days=LIVED_DAYS)
    start = FixedClock(_at(house, date(today.year, 1, 4), time(9)))
    world = Dispatch(replace(house, clock=start))
    staff = await world.moment(lambda moment: _found(moment, today.year))
    await world.moment(_lay_out)
    told = await world.moment(lambda moment: _tell(moment, staff, today))
    await world.moment(
        lambda moment: _record(moment, staff, [each for each in told if each[1].at < _at(house, lived, time(0))])
    )
    await Dispatch(replace(house, clock=FixedClock(_at(house, lived, time(8, 30))))).moment(_begin_life)
    for number in range(LIVED_DAYS):
        day = lived + timedelta(days=number)
        await _live(house, staff, told, day)
    return True


def _found(moment: Moment, year: int) -> dict[tuple[Role, str | None], list[PersonId]]:
    wanted = sample_items(year)
    units.put(moment.connection, sample_units())
    items.add(moment.connection, wanted, moment.district.name, date(year, 1, 1), moment.now)
    staff: dict[tuple[Role, str | None], list[PersonId]] = {}
    for sample in sample_people(sample_units(), wanted):
        staff.setdefault((sample.role, sample.unit), []).append(_hire(moment, sample))
    return staff


def _lay_out(moment: Moment) -> None:
    """The tree of areas with the items on it, as an admin would import them."""
    importing.apply(moment, importing.plan(moment, sample_areas(), "areas.csv"), None, "areas.csv")


def _hire(moment: Moment, sample: Sample) -> PersonId:
    person = people.add(moment.connection, sample.name, sample.role, sample.unit, sample.post, moment.now)
    people.bind(moment.connection, person, CHANNEL, sample.identity, sample.identity, moment.now)
    return person


def _tell(
    moment: Moment, staff: dict[tuple[Role, str | None], list[PersonId]], today: date
) -> list[tuple[StoredItem, Told]]:
    work = calendar.load(moment.connection)
    told = [
        (stored, each)
        for stored in items.of_year(moment.connection, today.year)
        for each in year_of(stored.item, today, moment.rules, work, moment.district.zone, SEED)
    ]
    return sorted(told, key=lambda pair: pair[1].at)


def _record(
    moment: Moment, staff: dict[tuple[Role, str | None], list[PersonId]], told: list[tuple[StoredItem, Told]]
) -> None:
    inspectors = staff[Role.INSPECTOR, None]
    past = []
    for stored, each in told:
        clerk = staff[Role.REPORTER, stored.item.unit][0]
        state = ReportState(each.verdict) if each.verdict else ReportState.SUBMITTED
        by = inspectors[stored.id % len(inspectors)]
        reason = "数字有误" if state is ReportState.RETURNED else ""
        past.append(PastReport(_new(stored, each, clerk), each.at, state, each.settled, by, reason))
    reports.add_past(moment.connection, past)


def _new(stored: StoredItem, told: Told, clerk: PersonId) -> NewReport:
    item = stored.item
    return NewReport(
        item=stored.id,
        person=clerk,
        unit=item.unit,
        typed=told.typed,
        value=told.total,
        value_kind=ValueKind.STATUS if told.milestone is not None else ValueKind.TOTAL,
        total=told.total,
        status=item.milestones[told.milestone].text[:50] if told.milestone is not None else None,
        as_of=told.as_of,
        milestone=told.milestone,
    )


def _begin_life(moment: Moment) -> None:
    """Lights as of the first lived day, and nothing chased from before it."""
    judging.refresh(moment, items.of_year(moment.connection, moment.reference.year))
    marks.put(moment.connection, marks.TICKED_THROUGH, (moment.today - timedelta(days=1)).isoformat())


async def _live(
    house: House,
    staff: dict[tuple[Role, str | None], list[PersonId]],
    told: list[tuple[StoredItem, Told]],
    day: date,
) -> None:
    first, last = _at(house, day, time(0)), _at(house, day + timedelta(days=1), time(0))
    mine = [pair for pair in told if first <= pair[1].at < last]
    morning = Dispatch(replace(house, clock=FixedClock(_at(house, day, time(9, 1)))))

    def live(moment: Moment) -> None:
        supervise.tick(moment)
        digests.send_due(moment)
        _record(moment, staff, mine)
        touched = {stored.id: stored for stored, _ in mine}
        judging.refresh(moment, list(touched.values()))

    await morning.moment(live)


def _at(house: House, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, house.district.zone).astimezone(UTC)


__all__ = ["CHANNEL", "build"]
