"""Clocks that are set forward and back, summer time, and years without a calendar."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packs.file import load_pack
from domain.calendar import Day
from domain.hours import push_time
from domain.people import Role
from handlers.digests import tick as sending
from handlers.kernel.turn import Moment
from handlers.reminders import tick as reminders
from storage import calendar, marks, states
from storage.states import ItemState
from tests.support.world import World, make_world

# The sun of these zones makes hours vanish and come twice; in São Paulo, until 2018, it was midnight.
ZONES = ("Europe/Berlin", "America/Sao_Paulo", "Asia/Shanghai")
PACK = load_pack("default")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The sample district, with reports owed from 25 June on and everything before told."""
    world = await make_world(tmp_path)
    world.clock.local(6, 24)
    await world.settle(tracked_from=date(2026, 6, 25))
    world.clock.local(6, 25, 9, 5)
    await tick(world)
    yield world
    await world.database.close()


async def tick(world: World) -> reminders.Ticked:
    """One tick."""
    return await world.dispatch.moment(reminders.tick)


async def judged(world: World, code: str) -> ItemState:
    """An item's stored state."""

    def look(moment: Moment) -> ItemState:
        id_ = moment.reference.by_code[code].id
        return states.of_items(moment.store, [id_])[id_]

    return await world.dispatch.look(look)


async def test_after_a_clock_that_ran_ahead_is_set_back_lights_and_reminders_go_on(world: World) -> None:
    """F28: three weeks forward, and back: nothing waits for those three weeks to pass, nothing is told twice."""
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    world.clock.local(7, 16, 9, 30)
    assert (await tick(world)).messages == 1
    (ahead,) = await clerk.pushed()
    assert "7月3日" in ahead.text
    world.clock.local(6, 26, 9, 30)
    assert [(await tick(world)).held for _ in range(2)] == ["pushed today"] * 2
    assert (await judged(world, "JS-010")).judged_on == date(2026, 6, 26), "not in three weeks only"
    assert await world.new_in(clerk.name) == []
    told: list[str] = []
    for day in (date(2026, 6, 29) + timedelta(days=number) for number in range(12)):
        world.clock.local(day.month, day.day, 9, 30)
        await tick(world)
        told += [f"{day:%m%d}" for shown in await world.new_in(clerk.name) if "建成交付 JS-010：" in shown.text]
    assert told, "the steps before the due day come at their time"
    assert len(told) == len(set(told))


async def test_a_clock_set_back_over_a_weekly_digest_sends_it_once(world: World) -> None:
    """F28: the week's digest is on record for each person."""
    inspector = await world.hire("督查员", Role.INSPECTOR)
    sent = 0
    for day in ((6, 8), (6, 15), (6, 8), (6, 9), (6, 15)):
        world.clock.local(*day, 9, 30)
        sent += await world.dispatch.moment(sending.send_due)
    assert sent == 2
    assert len([shown for shown in await inspector.pushed() if "周报" in shown.text]) == 2


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)], ids=["02:30 is missing", "02:30 comes twice"])
async def test_summer_time_gives_one_push_a_local_day(world: World, day: date) -> None:
    """F28: a tick every ten minutes through the night in which the clocks change."""
    zone = ZoneInfo("Europe/Berlin")
    ladder = replace(world.house.rules.ladder, push_at=time(2, 30), quiet_from=time(3, 50), quiet_until=time(4))
    house = replace(
        world.house,
        district=replace(world.house.district, zone=zone),
        rules=replace(world.house.rules, ladder=ladder),
    )
    dispatch = type(world.dispatch)(house)
    workdays = [Day(day + timedelta(days=number), True, "调休上班", "test", True) for number in (-1, 0, 1)]

    def before(moment: Moment) -> None:
        calendar.put(moment.store, workdays, moment.now)
        marks.put(moment.store, marks.TICKED_THROUGH, (day - timedelta(days=1)).isoformat())

    await dispatch.moment(before)
    pushes: list[date] = []
    at = datetime.combine(day, time(0), zone).astimezone(UTC)
    while at.astimezone(zone).date() == day:
        world.clock.at = at
        ticked = await dispatch.moment(reminders.tick)
        if not ticked.held:
            pushes.append(at.astimezone(zone).date())
        at += timedelta(minutes=10)
    assert pushes == [day]


@given(st.sampled_from(ZONES), st.dates(date(2015, 1, 1), date(2027, 12, 31)), st.times())
def test_each_local_day_has_one_push_time_and_they_follow_one_another(zone: str, day: date, at: time) -> None:
    """F28: whatever hour is missing or doubled, and where midnight does not exist."""
    rules = replace(PACK, ladder=replace(PACK.ladder, push_at=at.replace(second=0, microsecond=0)))
    where = ZoneInfo(zone)
    today, tomorrow = push_time(day, rules, where), push_time(day + timedelta(days=1), rules, where)
    assert today < tomorrow
    assert today.astimezone(where).date() == day
