"""Leave that somebody arranges for another: told at once, undone with a tap, and long leave only with a second tap."""

import pytest

from domain.people import Role
from handlers.kernel.turn import Moment
from storage import people
from storage.outbox import Lane
from tests.support.world import Shown, Talk, World


async def away_days(world: World, talk: Talk) -> list[str]:
    """The person's leave to come, first and last day."""

    def look(moment: Moment) -> list[str]:
        found = people.next_leave(moment.store, talk.id, moment.today)
        return [found.first.isoformat(), found.last.isoformat()] if found else []

    return await world.dispatch.look(look)


async def unasked(talk: Talk) -> list[Shown]:
    """What came since the last look and answers nothing."""
    return [each for each in await talk.pushed() if each.message.lane is Lane.PUSH]


async def test_who_is_put_on_leave_is_told_at_once_and_takes_it_back(world: World) -> None:
    """A15: half a year of reminders went elsewhere, and the person heard nothing."""
    world.clock.local(6, 24)
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    inspector = await world.hire("督查员", Role.INSPECTOR)
    assert (await inspector.say("请假 张三 7月1日到7月15日"))[-1].text.startswith("已登记：张三 7月1日至7月15日请假")
    (told,) = await clerk.pushed()
    assert told.text.startswith("督查员为您登记了请假：7月1日至7月15日")
    (done,) = await clerk.press("撤销这次请假")
    assert done.text.startswith("已撤销：张三 7月1日至7月15日的请假")
    assert await away_days(world, clerk) == []
    assert [each.text for each in await inspector.pushed()] == ["张三撤销了您登记的请假：7月1日至7月15日。"]
    (again,) = await clerk.tap(told.token("撤销这次请假"))
    assert again.text.startswith("这次请假已开始、已变更或已撤销")


async def test_who_is_put_on_leave_from_today_is_told_and_not_the_stand_in(world: World) -> None:
    world.clock.local(6, 24)
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    deputy = await world.hire("李四", Role.REPORTER, "BM28")
    head = await world.hire("王五", Role.UNIT_HEAD, "BM28")
    await clerk.say("AB角 李四")
    await head.say("请假 张三 今天到6月26日")
    assert len(await clerk.pushed()) == 1
    assert await deputy.pushed() == []
    assert (await clerk.press("撤销这次请假"))[-1].text.startswith("已撤销")
    assert (await clerk.say("销假"))[-1].text == "没有登记中的请假。"


async def test_ones_own_leave_is_told_to_nobody_however_long(world: World) -> None:
    world.clock.local(6, 24)
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    admin = await world.hire("管理员", Role.ADMIN)
    (said,) = await clerk.say("请假 6月25日到2027年12月31日")
    assert said.text.startswith("已登记：张三 2026年6月25日至2027年12月31日请假")
    assert await away_days(world, clerk) == ["2026-06-25", "2027-12-31"]
    assert await unasked(clerk) == await unasked(admin) == []


@pytest.mark.parametrize("agreeing", ["张三", "管理员"])
async def test_long_leave_waits_for_the_person_or_an_admin(world: World, agreeing: str) -> None:
    """A15: an inspector put a deputy district head on leave for half a year."""
    world.clock.local(6, 24)
    talks = {"张三": await world.hire("张三", Role.LEADER), "管理员": await world.hire("管理员", Role.ADMIN)}
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (said,) = await inspector.say("请假 张三 6月25日到12月31日")
    assert said.text == "尚未登记：张三 6月25日至12月31日请假超过15天，须由张三、管理员确认，已发出确认请求。"
    assert await away_days(world, talks["张三"]) == []
    for talk in talks.values():
        (asked,) = await talk.pushed()
        assert asked.labels == ["确认请假"]
    (done,) = await talks[agreeing].press("确认请假")
    assert done.text.startswith("已登记：张三 6月25日至12月31日请假")
    assert await away_days(world, talks["张三"]) == ["2026-06-25", "2026-12-31"]
    assert [each.text for each in await inspector.pushed()] == [
        f"{agreeing}已确认：张三 6月25日至12月31日请假，已登记。"
    ]
    told = [each.labels for each in await unasked(talks["张三"])]
    assert told == ([] if agreeing == "张三" else [["撤销这次请假"]])


async def test_the_admin_who_asks_does_not_agree_alone(world: World) -> None:
    world.clock.local(6, 24)
    admin = await world.hire("管理员", Role.ADMIN)
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    await admin.say("请假 张三 7月1日到12月31日")
    assert await unasked(admin) == []
    (asked,) = await clerk.pushed()
    assert asked.text.startswith("管理员要为张三登记请假")

    def unbound(moment: Moment) -> None:
        people.leave(moment.store, clerk.id, moment.now)

    await world.dispatch.moment(unbound)
    nobody = await world.dispatch.moment(
        lambda moment: people.add(moment.store, "李四", Role.REPORTER, "BM28", "", moment.now)
    )
    assert nobody
    (refused,) = await admin.say("请假 李四 7月1日到12月31日")
    assert "请先登记15天以内的" in refused.text


@pytest.mark.parametrize(
    "words", ["6月25日到2027年13月1日", "张三 6月25日到2027.13", "6月25日 到 2027年12月", "6月25日到30"]
)
async def test_an_end_that_is_not_understood_is_no_name(world: World, words: str) -> None:
    """A28: 没有找到“X 到2027年12月31日”."""
    world.clock.local(6, 24)
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    assert (await clerk.say(f"请假 {words}"))[-1].text.startswith("请写明起止日期")
