"""How far a message travels: each file is a place that one must read to follow it."""

from pathlib import Path

import pytest

from bot.demo.sample import sample_items
from domain.people import Role
from handlers.lights import judging
from handlers.reminders import tick
from tests.support import trips
from tests.support.trips import Trip
from tests.support.world import Talk, World, make_world

LINE = "26座楼宇累计交付18座"


def held(trip: Trip, files: int, calls: int) -> None:
    """The trip enters no more files and makes no more calls than that; what it entered is printed where it does."""
    print(f"{trip.calls} calls, {trip.functions} functions, {len(trip.files)} files:", *sorted(trip.files), sep="\n")
    assert len(trip.files) <= files
    assert trip.calls <= calls


@pytest.fixture
async def clerk(world: World) -> Talk:
    """A clerk who has spoken before, so that nothing is loaded for the first time."""
    world.clock.local(6, 24)
    talk = await world.hire("填报人", Role.REPORTER, "BM28")
    for line in (LINE, "取消", "帮助"):
        await talk.say(line)
    return talk


async def test_a_line_to_its_card(world: World, clerk: Talk) -> None:
    held(await trips.of_messages(world, [world.update(clerk.channel, clerk.name, LINE)]), files=40, calls=497)


async def test_the_confirmation_of_a_report(world: World, clerk: Talk) -> None:
    await clerk.say(LINE)
    held(await trips.of_messages(world, [clerk.tapping("确认提交")]), files=44, calls=697)


async def test_help(world: World, clerk: Talk) -> None:
    held(await trips.of_messages(world, [world.update(clerk.channel, clerk.name, "帮助")]), files=20, calls=176)


async def test_a_tick_that_reminds_of_three_items(tmp_path: Path) -> None:
    world = await make_world(tmp_path)
    world.clock.local(6, 29, 9, 5)
    await world.settle([item for item in sample_items(2026) if item.unit == "BM28"][:3])
    await world.hire("填报人", Role.REPORTER, "BM28")
    await world.dispatch.moment(tick.tick)
    await world.new_in("填报人")
    world.clock.local(6, 30, 9, 5)
    while await world.dispatch.moment(judging.judge):
        pass
    trip = await trips.of_moment(world, tick.tick)
    assert await world.new_in("填报人")
    await world.database.close()
    held(trip, files=39, calls=1_220)
