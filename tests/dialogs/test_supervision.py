"""Reminders, receipts and digests as people get them."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.demo.sample import sample_items
from domain.colours import Light
from domain.delivery import Cause
from domain.people import Role
from domain.reasons import Code, Reason
from handlers.digests import tick as sending
from handlers.kernel.turn import Moment
from handlers.lights import judging
from handlers.reminders import tick as reminders
from storage import items, people, states
from storage.tables import reminded
from tests.support.world import Talk, World, make_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The sample district, with reports owed from 25 June on."""
    world = await make_world(tmp_path)
    world.clock.local(6, 24)
    await world.settle(tracked_from=date(2026, 6, 25))
    yield world
    await world.database.close()


async def tick(world: World) -> reminders.Ticked:
    """One tick."""
    return await world.dispatch.moment(reminders.tick)


async def clerk_of(world: World, unit: str, name: str = "填报人") -> Talk:
    """A unit's clerk, with lights judged and earlier days pushed."""
    return await world.hire(name, Role.REPORTER, unit)


async def start(world: World, month: int, day: int) -> None:
    """Judges everything and lets the past be past."""
    world.clock.local(month, day, 9, 5)
    await tick(world)


async def test_a_report_falling_due_is_pushed_once_in_one_bundle(world: World) -> None:
    await start(world, 6, 25)
    clerk = await clerk_of(world, "BM28")
    world.clock.local(6, 30, 8, 59)
    assert (await tick(world)).held == "before the push time"
    world.clock.local(6, 30, 9, 1)
    assert (await tick(world)).messages == 1
    (bundle,) = await clerk.pushed()
    assert bundle.text.splitlines()[0].startswith("6月30日 提醒（")
    assert "中央商务区26座楼宇建成交付 JS-010：7月3日前报送，还有 3 个工作日" in bundle.text
    assert bundle.labels[-2:] == ["收到", "暂缓"]
    world.clock.local(6, 30, 15)
    assert (await tick(world)).messages == 0
    assert await world.new_in("填报人") == []


async def test_who_has_reported_is_not_chased(world: World) -> None:
    await start(world, 6, 25)
    clerk = await clerk_of(world, "BM28")
    world.clock.local(6, 29)
    await clerk.say("26座楼宇累计交付12座，60万平")
    await clerk.press("确认提交")
    world.clock.local(6, 30, 9, 1)
    await tick(world)
    assert all("JS-010" not in each.text and "JS-011" not in each.text for each in await world.new_in("填报人"))


async def test_an_overdue_report_climbs_to_the_head_and_the_inspector(world: World) -> None:
    await start(world, 7, 3)
    await clerk_of(world, "BM28")
    head = await world.hire("负责人", Role.UNIT_HEAD, "BM28")
    inspector = await world.hire("督查员", Role.INSPECTOR)
    world.clock.local(7, 6, 9, 1)
    await tick(world)
    (told,) = await head.pushed()
    assert "【逾期未报】" in told.text
    assert "中央商务区26座楼宇建成交付 JS-010：应于" in told.text
    world.clock.local(7, 8, 9, 1)
    await tick(world)
    (told,) = await inspector.pushed()
    assert "其他单位另有 " in told.text
    await inspector.press("看全部")
    found = inspector.last[-1].text
    while "下一页" in inspector.last[-1].labels:
        found += (await inspector.press("下一页"))[-1].text
    assert "CBD中心 中央商务区26座楼宇建成交付 JS-010" in found


async def test_nothing_is_pushed_on_a_rest_day_or_at_night(world: World) -> None:
    await start(world, 6, 25)
    world.clock.local(6, 27, 10)
    assert (await tick(world)).held == "rest day"
    world.clock.local(6, 29, 21)
    assert (await tick(world)).held == "quiet hours"
    world.clock.local(10, 5, 10)
    assert (await tick(world)).held == "rest day"


async def test_three_days_off_give_one_bundle_not_three(world: World) -> None:
    """F24: down over several due times."""
    await start(world, 6, 25)
    clerk = await clerk_of(world, "BM28")
    world.clock.local(7, 9, 11)
    await tick(world)
    bundles = await clerk.pushed()
    assert len(bundles) == 1
    assert bundles[0].text.count("建成交付 JS-010：应于") == 1


async def test_receipt_is_recorded_once(world: World) -> None:
    await start(world, 6, 25)
    clerk = await clerk_of(world, "BM28")
    world.clock.local(6, 30, 9, 1)
    await tick(world)
    (bundle,) = await clerk.pushed()
    assert (await clerk.tap(bundle.token("收到")))[0].text == "已记录：收到。"
    assert (await clerk.say("收到"))[0].text == "之前已记录过收到。"


async def test_a_due_day_in_a_year_not_yet_announced_says_so(world: World) -> None:
    """F31: the calendar of the new year is missing."""
    world.clock.local(12, 28)
    clerk = await clerk_of(world, "BM28")
    await clerk.say("楼宇交付20座 截至12月20日")
    (done,) = await clerk.press("确认提交")
    assert done.text.endswith("，待督查室核验。下次报送：1月6日（未公布调休，暂按推算）前。")


async def test_a_late_report_turns_the_light_yellow_and_the_turn_is_kept(world: World) -> None:
    await start(world, 6, 25)
    clerk = await clerk_of(world, "BM28")
    world.clock.local(7, 2)
    await clerk.say("楼宇交付11座 截至6月30日")
    await clerk.press("确认提交")
    world.clock.local(7, 16, 9, 5)
    await tick(world)
    world.clock.local(7, 20, 9, 5)
    await tick(world)

    def look(moment: Moment) -> tuple[Light, tuple[Reason, ...]]:
        id_ = moment.reference.by_code["JS-010"].id
        last = states.turns_of(moment.store, [id_], date(2027, 1, 1))[id_][-1]
        return last.new, states.of_items(moment.store, [id_])[id_].reason.parts

    turned, reason = await world.dispatch.look(look)
    assert turned in (Light.YELLOW, Light.RED)
    assert Code.REPORT_LATE in [part.code for part in reason]


async def test_leaders_get_their_portfolio_and_inspectors_everything_once_a_week(world: World) -> None:
    await start(world, 6, 23)
    leader = await world.hire("分管副区长（城建）", Role.LEADER, None, "分管副区长（城建）")
    inspector = await world.hire("督查员", Role.INSPECTOR)
    clerk = await clerk_of(world, "BM28")
    world.clock.local(6, 29, 8, 30)
    assert await world.dispatch.moment(sending.send_due) == 0
    world.clock.local(6, 29, 9, 1)
    assert await world.dispatch.moment(sending.send_due) == 2
    (mine,) = await leader.pushed()
    assert mine.text.splitlines()[0] == "分管副区长（城建）周报 第27周"
    assert mine.has_file
    (everything,) = await inspector.pushed()
    assert everything.text.splitlines()[0] == "示例区周报 第27周"
    assert await world.new_in(clerk.name) == []
    assert await world.dispatch.moment(sending.send_due) == 0


async def test_the_digest_says_what_turned_red_since_the_last(world: World) -> None:
    world.clock.local(6, 22, 9, 1)
    leader = await world.hire("分管副区长（城建）", Role.LEADER, None, "分管副区长（城建）")
    clerk = await clerk_of(world, "BM28")
    world.clock.local(6, 19, 10)
    await clerk.say("楼宇交付11座")
    await clerk.press("确认提交")
    world.clock.local(6, 22, 9, 1)
    await tick(world)
    await world.dispatch.moment(sending.send_due)
    await leader.pushed()
    world.clock.local(6, 26, 10)
    await clerk.say("楼宇交付报错了，改成3座")
    await clerk.press("确认提交")
    world.clock.local(6, 29, 9, 1)
    await tick(world)
    await world.dispatch.moment(sending.send_due)
    digest = next(each for each in await leader.pushed() if "周报" in each.text)
    assert "【新转红】1 项" in digest.text
    assert "中央商务区26座楼宇建成交付（CBD中心 JS-010）——" in digest.text
    assert "较上期" in digest.text


async def test_a_person_without_a_chat_is_named_to_the_inspector(world: World) -> None:
    await start(world, 6, 25)
    clerk = await clerk_of(world, "BM28")
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await world.dispatch.moment(
        lambda moment: people.mark_unreachable(moment.store, "test", clerk.name, moment.now, Cause.BLOCKED)
    )
    (told,) = await inspector.say("送达情况")
    assert "填报人（填报人，中央商务区发展服务中心）" in told.text
    world.clock.local(6, 30, 9, 1)
    await tick(world)
    (unsent,) = await world.new_in("")
    assert unsent.message.state.value == "unreachable"


async def test_agreements_of_a_year_long_past_are_stored_and_never_chased(world: World) -> None:
    clerk = await clerk_of(world, "BM28")
    await start(world, 6, 23)

    def archive(moment: Moment) -> list[int]:
        old = items.add(moment.store, sample_items(2022), "示例区人民政府", date(2026, 6, 23), moment.now)
        judging.refresh(moment, list(items.by_ids(moment.store, old).values()))
        return [int(id_) for id_ in old]

    old = await world.dispatch.moment(archive)
    for day in (24, 25, 26, 29, 30):
        world.clock.local(6, day, 9, 1)
        await tick(world)
    assert any("JS-010" in each.text for each in await clerk.pushed()), "this year's are"

    def told(moment: Moment) -> set[int]:
        return set(moment.store.execute(select(reminded.c.item_id)).scalars())

    assert not (await world.dispatch.look(told)).intersection(old)
