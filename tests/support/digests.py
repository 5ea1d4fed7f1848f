"""Mornings on which digests are sent, and an item that slips in between."""

from domain.people import Role
from handlers.digests import tick as sending
from handlers.reminders import tick as reminders
from tests.support.world import Shown, Talk, World


async def morning(world: World, month: int, day: int, year: int = 2026) -> int:
    """Nine o'clock: the tick, then the digests; how many were queued."""
    world.clock.local(month, day, 9, 1, year)
    await world.dispatch.moment(reminders.tick)
    return await world.dispatch.moment(sending.send_due)


async def digests_of(talk: Talk) -> list[Shown]:
    return [each for each in await talk.pushed() if "digest:" in each.message.key]


async def leader_of(world: World) -> Talk:
    return await world.hire("分管副区长（城建）", Role.LEADER, None, "分管副区长（城建）")


async def slipped(world: World) -> tuple[Talk, Talk]:
    """A leader who had a digest, and then an item that turned red."""
    world.clock.local(6, 19, 10)
    leader, clerk = await leader_of(world), await world.hire("张三", Role.REPORTER, "BM28")
    await clerk.say("楼宇交付11座")
    await clerk.press("确认提交")
    await morning(world, 6, 22)
    await leader.pushed()
    world.clock.local(6, 26, 10)
    await clerk.say("楼宇交付报错了，改成3座")
    await clerk.press("确认提交")
    await morning(world, 6, 29)
    return leader, clerk
