"""A report that an inspector returns is owed again from the return, not from long ago."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.demo.sample import sample_items
from domain.people import Role
from handlers.reminders import tick as reminders
from tests.support.world import Talk, World, make_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """One item of the sample, with reports owed from 20 June on."""
    made = await make_world(tmp_path)
    made.clock.local(6, 20)
    wanted = [replace(item, milestones=()) for item in sample_items(2026) if item.code == "JS-010"]
    await made.settle(wanted, tracked_from=date(2026, 6, 20))
    yield made
    await made.database.close()


async def returned(world: World, hour: int = 10) -> tuple[Talk, Talk]:
    """A clerk whose punctual report of the ten days up to 20 June was returned on Monday 29 June, and the inspector."""
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    inspector = await world.hire("督查员", Role.INSPECTOR)
    world.clock.local(6, 23)
    await clerk.say("26座楼宇累计交付12座")
    await clerk.press("确认提交")
    world.clock.local(6, 29, hour, 5)
    await world.dispatch.moment(reminders.tick)
    await inspector.say("待核验")
    await inspector.press("退回")
    await inspector.press("其他原因")
    await inspector.say("与现场不符")
    await inspector.pushed()
    await clerk.pushed()
    return clerk, inspector


async def morning(world: World, month: int, day: int) -> None:
    """The tick of a day."""
    world.clock.local(month, day, 9, 5)
    await world.dispatch.moment(reminders.tick)


async def test_a_return_makes_nobody_late_on_its_own_day_nor_the_next(world: World) -> None:
    clerk, _ = await returned(world)
    for day in ((6, 29), (6, 30)):
        world.clock.local(*day, 11)
        (card,) = await clerk.say("事项 JS-010")
        assert "逾期" not in card.text, card.text
    assert "6月30日前" in card.text


async def test_days_are_counted_from_the_return_and_the_reason_says_so(world: World) -> None:
    clerk, inspector = await returned(world)
    await morning(world, 7, 1)
    assert "督办单" not in "".join(each.text for each in await inspector.pushed())
    *_, card = await clerk.say("事项 JS-010")
    assert "6月29日退回，逾期 1 个工作日未重报" in card.text
    await morning(world, 7, 7)
    told = "".join(each.text for each in await inspector.pushed())
    assert "蓝色督办单：进度报送于6月29日退回，应于6月30日前重报，已逾期5个工作日未重报" in told


async def test_a_return_in_the_small_hours_is_of_its_local_day(world: World) -> None:
    clerk, _ = await returned(world, hour=1)
    (card,) = await clerk.say("事项 JS-010")
    assert "6月30日前" in card.text
