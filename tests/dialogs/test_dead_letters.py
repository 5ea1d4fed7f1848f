"""The admins read of messages that could not be handled, as the person was told."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.people import Role
from handlers.kernel.turn import Moment
from handlers.service import dead_letters
from storage import marks
from tests.support.world import Talk, World, make_world


@pytest.fixture
async def world(store_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """A district on each of the databases in turn."""
    world = await make_world(tmp_path, url=store_url)
    world.clock.local(6, 24, 10, 30)
    await world.settle([])
    yield world
    await world.database.close()


@pytest.fixture
async def admin(world: World) -> Talk:
    return await world.hire("管理员", Role.ADMIN)


async def fail(world: World, name: str) -> None:
    """A message of a person that fails for the last time."""
    incoming = world.update("test", name, "JS-010 18座")
    assert await world.dispatch.dead_letter(incoming, ValueError("our mistake"), 1)


async def told(world: World, admin: Talk) -> list[str]:
    """What the admin is told by the next look."""
    await world.dispatch.moment(dead_letters.tell)
    return [shown.text for shown in await world.new_in(admin.name)]


async def test_a_message_that_could_not_be_handled_is_told_to_the_admins_once(world: World, admin: Talk) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    await fail(world, clerk.name)
    (text,) = await told(world, admin)
    assert "有 1 条消息没能处理" in text
    assert "06-24 10:30　填报人" in text
    assert "JS-010" not in text, "what was said is the person's"
    world.clock.at += timedelta(hours=1)
    assert await told(world, admin) == []


async def test_many_are_told_together_and_not_more_often_than_every_quarter_of_an_hour(
    world: World, admin: Talk
) -> None:
    for _ in range(7):
        await fail(world, "陌生人")
        world.clock.at += timedelta(seconds=1)
    (text,) = await told(world, admin)
    assert text.count("未绑定人员") == 5
    assert "另有 2 条" in text
    world.clock.at += timedelta(minutes=14)
    await fail(world, "陌生人")
    assert await told(world, admin) == []
    world.clock.at += timedelta(minutes=2)
    (text,) = await told(world, admin)
    assert "有 1 条消息没能处理" in text


async def test_while_the_clock_is_not_believed_nobody_is_told_of_letters(world: World, admin: Talk) -> None:
    await fail(world, "陌生人")

    def hold(moment: Moment) -> None:
        marks.put(moment.store, marks.JUMPED, "the clock moved")

    await world.dispatch.moment(hold)
    assert await told(world, admin) == []
