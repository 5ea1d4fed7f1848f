"""恢复: what was ended by mistake goes on as if it had not been."""

from dataclasses import replace

import pytest

from domain.items import Stage
from domain.people import Role
from handlers.kernel.turn import Moment
from handlers.reminders import tick as reminders
from storage import items
from tests.dialogs.test_decisions import NAME, add, decide, stored, unasked
from tests.support.world import Talk, World


@pytest.fixture
async def admin(world: World) -> Talk:
    """The admin, on a Wednesday in June."""
    world.clock.local(6, 24)
    return await world.hire("管理员", Role.ADMIN)


async def test_an_item_ended_by_mistake_goes_on_as_if_it_had_not_been(world: World, admin: Talk) -> None:
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    await clerk.say("JS-010 18座")
    await clerk.press("确认提交")
    before = await stored(world, "JS-010")
    (card,) = await clerk.say("事项 JS-010")
    await decide(admin, "终止事项 JS-010 项目取消")
    await unasked(clerk)
    world.clock.local(6, 24, 16)
    (asked,) = await admin.say("恢复事项 JS-010 误办终止")
    assert asked.text.splitlines()[1:] == [
        "自6月24日起恢复，原因：误办终止",
        "照常报送和催报，其间应报的须补报，历史报送仍可查看，归原报送单位。是否确认？",
    ]
    (done,) = await admin.press("确认恢复")
    assert done.text == f"JS-010 {NAME}：自6月24日起恢复，原因：误办终止"
    assert await unasked(clerk) == [f"{done.text}\n历史报送仍可查看，归原报送单位。"]
    after = await stored(world, "JS-010")
    assert (after.item, after.tracked_from) == (before.item, before.tracked_from)
    (again,) = await clerk.say("事项 JS-010")
    assert [line for line in again.text.splitlines() if "原因：" not in line] == card.text.splitlines()
    await clerk.say("JS-010 19座")
    (submitted,) = await clerk.press("确认提交")
    assert "已提交 1 项" in submitted.text
    world.clock.local(7, 3, 9, 5)
    await world.dispatch.moment(reminders.tick)
    (bundle,) = await unasked(clerk)
    assert "JS-010" in bundle
    *_, twice = await admin.say("恢复事项 JS-010 误办终止")
    assert twice.text == "所列事项中有未终止的，无须恢复。"
    (digest, *_) = await admin.say("周报")
    assert "已终止" not in digest.text


async def test_what_a_split_made_stays_when_the_split_item_is_restored(world: World, admin: Talk) -> None:
    await add(world, "JS-041", "JS-042", target=13)
    await decide(admin, "拆分事项 JS-010 为 JS-041 JS-042 分期建设")
    (heir,) = await admin.say("事项 JS-041")
    assert "由此项拆分而来" in heir.text
    await decide(admin, "恢复事项 JS-010 不再分期")
    (heir,) = await admin.say("事项 JS-041")
    assert "由此项拆分而来" not in heir.text
    assert (await stored(world, "JS-041")).item.stage is Stage.OPEN
    await decide(admin, "终止事项 JS-010 项目取消")
    *_, said = await admin.say("事项 JS-010")
    assert said.text.count("原因：") == 3


async def test_what_was_asked_about_an_ended_item_waits_no_more_until_it_is_restored(world: World, admin: Talk) -> None:
    clerk, inspector = await world.hire("张三", Role.REPORTER, "BM28"), await world.hire("督查员", Role.INSPECTOR)
    await clerk.say("JS-010卡在消防验收，请住建局协调")
    assert (await inspector.say("堵点"))[-1].text.startswith("待答复堵点（1）")
    await decide(admin, "终止事项 JS-010 项目取消")
    assert (await inspector.say("堵点"))[-1].text == "没有待答复的堵点。"
    assert "卡在消防验收" not in (await inspector.say("周报"))[-1].text
    assert "卡在消防验收" in (await inspector.say("事项 JS-010"))[-1].text
    await decide(admin, "恢复事项 JS-010 误办终止")
    assert (await inspector.say("堵点"))[-1].text.startswith("待答复堵点（1）")


async def test_an_item_of_an_import_that_was_taken_back_is_not_restored(world: World, admin: Talk) -> None:
    old = await stored(world, "JS-010")

    def taken_back(moment: Moment) -> None:
        items.change(moment.store, old.id, replace(old.item, stage=Stage.CLOSED), (), None, moment.now)

    await world.dispatch.moment(taken_back)
    (said,) = await admin.say("恢复事项 JS-010 误办")
    assert said.text == "所列事项中有未终止的，无须恢复。"
