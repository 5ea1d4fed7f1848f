"""What people say and do stands on record: who, by which way, about what."""

from json import loads
from typing import Any

from sqlalchemy import select

from bot.road.dispatch import Dispatch
from domain.people import Role
from handlers.reminders import tick as reminders
from storage import people, record
from storage.tables import record as entries
from tests.support.world import World


async def since(world: World, number: int) -> list[Any]:
    """Entries behind a number."""
    query = select(entries).where(entries.c.number > number).order_by(entries.c.number)
    return await world.database.read(lambda store: list(store.execute(query)))


async def now(world: World) -> int:
    """The newest entry."""
    return (await world.database.read(record.head)).number


async def test_a_report_and_its_verification_tell_who_and_by_which_way(world: World) -> None:
    clerk, inspector = await world.hire("张三", Role.REPORTER, "BM28"), await world.hire("督查员", Role.INSPECTOR)
    begun = await now(world)
    await clerk.say("JS-010 累计26座")
    assert await now(world) == begun, "what is not confirmed is no fact"
    await clerk.press("确认提交")
    reported = await since(world, begun)
    assert [row.kind for row in reported][:2] == ["report", "report_step"]
    assert {(row.actor, row.channel) for row in reported} == {(world.people["张三"], "test")}
    begun = await now(world)
    await inspector.say("待核验")
    await inspector.press("通过")
    (settled,) = [row for row in await since(world, begun) if row.kind == "report_step"]
    assert (settled.actor, loads(settled.facts)["state"]) == (world.people["督查员"], "verified")


async def test_a_refused_message_leaves_nothing_on_record(world: World) -> None:
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    begun = await now(world)
    await clerk.say("邀请 李四")
    assert await since(world, begun) == []


async def test_leave_and_its_end_are_told_step_by_step(world: World) -> None:
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    begun = await now(world)
    await clerk.say("请假 6月24日到6月30日")
    await clerk.say("销假")
    kinds = [(row.kind, "gone" in row.facts) for row in await since(world, begun)]
    assert kinds[0] == ("leave", False)
    assert {kind for kind, _ in kinds} == {"leave"}


async def test_a_tick_acts_by_itself(world: World) -> None:
    await world.hire("督查员", Role.INSPECTOR)
    begun = await now(world)
    await Dispatch(world.house, "tick").moment(reminders.tick)
    told = await since(world, begun)
    assert {row.kind for row in told} >= {"light"}
    assert {(row.actor, row.channel) for row in told} == {(None, "tick")}


async def test_an_invitation_tells_who_made_it_and_its_use_who_came(world: World) -> None:
    admin = await world.hire("管理员", Role.ADMIN)
    await world.database.write(lambda store: people.add(store, "新人", Role.REPORTER, "BM28", "", world.clock.now()))
    begun = await now(world)
    await admin.say("邀请 新人")
    (made,) = await since(world, begun)
    assert (made.kind, made.actor) == ("invitation", world.people["管理员"])
